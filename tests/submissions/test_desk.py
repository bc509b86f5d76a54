"""The desk in a real browser: stored as one pauses, honest about it, and nothing lost on a broken line."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts import clock
from competitions.models import PhaseKind
from submissions.models import Section
from tests.factories import EditionFactory, MembershipFactory, PhaseFactory, ProposalFactory, SectionTemplateFactory
from tests.submissions import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def template():
    now = clock.now()
    edition = EditionFactory(phases=False, opened_at=now - timedelta(days=2))
    PhaseFactory(
        edition=edition,
        kind=PhaseKind.REGISTRATION,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    return SectionTemplateFactory(edition=edition, name="Kebaruan", max_words=5, evidence_required=True)


def open_desk(page, client, settings, template):
    proposal = ProposalFactory(edition=template.edition)
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])
    page.goto(proposal.get_absolute_url())
    return page


@pytest.fixture
def desk(page, client, settings, template):
    return open_desk(page, client, settings, template)


@pytest.fixture
def shaky_desk(browser, live_server, client, settings, template):
    """A desk whose console may tell of the broken line."""
    with browser.new_context(base_url=live_server.url, locale="id-ID") as context:
        yield open_desk(context.new_page(), client, settings, template)


def test_a_text_is_counted_stored_and_struck_off_the_list(desk, assert_accessible):
    expect(desk.locator("#instrumen")).to_contain_text("Kebaruan belum diisi")

    desk.get_by_role("textbox", name="Kebaruan").press_sequentially("dua – kata")

    expect(desk.locator(".words")).to_have_text("2 dari 5 kata")
    expect(desk.locator("[data-save-state]")).to_contain_text("WIB")
    expect(desk.locator("#instrumen")).not_to_contain_text("Kebaruan belum diisi")
    assert Section.objects.get().text == "dua – kata"
    assert_accessible(desk)


def test_a_text_over_the_limit_is_refused_and_stays(desk):
    box = desk.get_by_role("textbox", name="Kebaruan")

    box.fill("satu dua tiga empat lima enam")

    expect(desk.locator(".words")).to_have_text("6 dari 5 kata, lebih 1 kata")
    expect(desk.locator("[data-save-state]")).to_contain_text("paling banyak 5 kata, tulisan Anda 6 kata")
    expect(box).to_have_value("satu dua tiga empat lima enam")
    expect(box).to_have_attribute("aria-invalid", "true")
    assert not Section.objects.exists()


def test_a_broken_line_loses_nothing(shaky_desk):
    state = shaky_desk.locator("[data-save-state]")
    shaky_desk.context.set_offline(offline=True)

    shaky_desk.get_by_role("textbox", name="Kebaruan").fill("ditulis saat putus")
    expect(state).to_contain_text("tulisan Anda tetap di halaman ini")
    shaky_desk.context.set_offline(offline=False)

    expect(state).to_contain_text("WIB", timeout=15_000)
    assert Section.objects.get().text == "ditulis saat putus"


def test_a_file_goes_when_it_is_chosen_and_an_unfit_one_says_why(desk):
    pick = desk.locator("input[type=file]")

    pick.set_input_files({"name": "halo.pdf", "mimeType": "application/pdf", "buffer": b"halo"})
    expect(desk.locator("[data-problem]")).to_contain_text("bukan PDF, DOCX, JPG atau PNG")
    pick.set_input_files({"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()})

    expect(desk.locator(".file")).to_contain_text("bukti.pdf")
    expect(desk.locator("#instrumen")).not_to_contain_text("Data dukung")

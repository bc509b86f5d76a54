"""The discussion in a real browser: news comes by itself, and nothing that is being typed is lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Message, ScoreSheet
from tests.factories import CriterionFactory, MessageFactory, ScoreFactory, StageFactory
from tests.judging.conftest import sign_in
from tests.judging.visits.visiting import another_sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet():
    stage = StageFactory(has_discussion=True)
    criterion = CriterionFactory(rubric=stage.rubric, number=1, name="Kebaruan")
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.JUDGING).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    sheet = another_sheet(stage)
    ScoreFactory(sheet=sheet, criterion=criterion)
    ScoreSheet.objects.update(total=80, finalised_at=now)
    return sheet


@pytest.fixture
def talk(browser, live_server, settings, sheet):
    context = browser.new_context(base_url=live_server.url, locale="id-ID", viewport={"width": 390, "height": 844})
    context.set_default_timeout(30_000)
    sign_in(context, sheet.assignment.juror, settings)
    page = context.new_page()
    page.goto(f"/penilaian/lembar/{sheet.pk}/diskusi/")
    yield page
    context.close()


def box(page):
    return page.get_by_label("Pesan Anda")


def test_a_message_is_written_in_lines_and_sent_with_the_keyboard(talk, assert_accessible):
    box(talk).focus()
    talk.keyboard.type("Baris satu.")
    talk.keyboard.press("Enter")
    talk.keyboard.type("Baris dua.")
    talk.keyboard.press("Tab")
    talk.keyboard.press("Enter")

    expect(talk.locator(".thread__message")).to_contain_text("Baris dua.")
    expect(box(talk)).to_have_value("")
    assert Message.objects.get().text == "Baris satu.\nBaris dua."
    assert_accessible(talk)
    box(talk).fill("Satu lagi.")
    talk.get_by_role("button", name="Kirim pesan").press("Enter")
    expect(talk.locator(".thread__message")).to_have_count(2)


def test_news_comes_by_itself_and_leaves_alone_what_is_typed(talk, sheet):
    box(talk).fill("Sedang saya tulis")
    MessageFactory(stage=sheet.assignment.stage, proposal=sheet.assignment.proposal, text="Baru saja.")

    expect(talk.locator(".thread__message")).to_contain_text("Baru saja.", timeout=25_000)
    expect(box(talk)).to_have_value("Sedang saya tulis")
    talk.get_by_role("button", name="Kirim pesan").press("Enter")
    expect(talk.locator(".thread__message")).to_have_count(2)


def test_a_cut_line_keeps_what_was_typed(talk):
    talk.context.set_offline(offline=True)
    box(talk).fill("Tidak boleh hilang")
    talk.get_by_role("button", name="Kirim pesan").press("Enter")

    expect(talk.locator("#connection")).to_contain_text("Sambungan terputus")
    expect(box(talk)).to_have_value("Tidak boleh hilang")
    talk.context.set_offline(offline=False)
    talk.get_by_role("button", name="Kirim pesan").press("Enter")
    expect(talk.locator(".thread__message")).to_contain_text("Tidak boleh hilang")
    assert Message.objects.count() == 1


def test_an_empty_message_is_refused_in_words(talk, assert_accessible):
    talk.get_by_role("button", name="Kirim pesan").press("Enter")

    expect(talk.locator("#pesan-masalah")).to_contain_text("Tulis pesannya dahulu.")
    assert_accessible(talk)

"""The watch in a real browser: nothing for axe to find, nothing that scrolls sideways, acts by keyboard."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Assignment, Nudge, Origin
from tests.factories import (
    AppointmentFactory,
    CriterionFactory,
    PanelFactory,
    ProposalFactory,
    ScoreFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import sheet_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PAGES = ("watch-detail", "spread-list", "agreement-detail")


@pytest.fixture
def stage():
    """Judging runs: two jurors differ widely about some, one is late, one excused, one sits by."""
    stage, now = StageFactory(spread_limit=10), clock.now()
    Phase.objects.filter(edition=stage.edition, kind=PhaseKind.JUDGING).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=6)
    )
    criteria = CriterionFactory.create_batch(2, rubric=stage.rubric)
    panel = PanelFactory(stage=stage)
    ana, budi, cici, _dani = (
        SeatFactory(panel=panel, user=UserFactory(name=name)).user for name in ("Ana", "Budi", "Cici", "Dani")
    )
    for turn in range(12):
        proposal = ProposalFactory(verified=True, edition=stage.edition)
        for juror, total in ((ana, 60 + turn), (budi, 75 + turn % 2)):
            sheet = sheet_of(stage, juror=juror, proposal=proposal, total=total)
            for criterion in criteria:
                ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(total))
    late = sheet_of(stage, juror=cici)
    ScoreFactory(sheet=late, criterion=criteria[0])
    sheet_of(stage, juror=cici, proposal=proposal, excused=True)
    return stage


@pytest.fixture
def visit(new_page, live_server, stage):
    def open_page(name, **options):
        client, page = Client(), new_page(**options)
        client.force_login(AppointmentFactory().user)
        cookie = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": live_server.url}])
        page.goto(reverse(f"judging:{name}", args=[stage.edition.slug, stage.pk]))
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_are_sound(visit, assert_accessible, viewport, scheme, stage):
    page = visit(PAGES[0], viewport=viewport, color_scheme=scheme)
    for name in PAGES:
        page.goto(reverse(f"judging:{name}", args=[stage.edition.slug, stage.pk]))

        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_reminding_and_adding_by_keyboard(visit, stage):
    page = visit("watch-detail", viewport=DESK)
    page.get_by_role("button", name="Ingatkan Cici").press("Enter")
    expect(page.get_by_text("Pengingat dikirim kepada Cici.")).to_be_visible()
    page.get_by_role("link", name="Selisih nilai").press("Enter")
    page.get_by_role("link", name="Melewati batas").press("Enter")
    page.get_by_role("button", name="Tugaskan Dani").first.press("Enter")
    expect(page.get_by_text("Dani ditugaskan menilai")).to_be_visible()

    assert Nudge.objects.get().juror.name == "Cici"
    assert Assignment.objects.get(origin=Origin.EXTRA).juror.name == "Dani"

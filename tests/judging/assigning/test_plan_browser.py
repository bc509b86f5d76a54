"""Drawing, looking at and taking a plan in a real browser with a real worker, by keyboard."""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Assignment, Plan, Seat
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    CriterionFactory,
    PanelFactory,
    ProposalFactory,
    SeatFactory,
    StageFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage():
    stage = StageFactory(jurors_per_proposal=3)
    CriterionFactory(rubric=stage.rubric, weight=Decimal(100))
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.JUDGING).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    panel = PanelFactory(stage=stage)
    for _ in range(5):
        SeatFactory(panel=panel)
    ProposalFactory.create_batch(10, edition=stage.edition, verified=True)
    return stage


def sign_in(page, user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def shown(page, name, assert_accessible):
    """Let axe look, and keep a picture where one is asked for."""
    assert_accessible(page)
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_plan_is_drawn_looked_at_and_taken_by_keyboard(
    new_page, live_server, worker, stage, assert_accessible, width, scheme
):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, AppointmentFactory().user, live_server.url)

    page.goto(reverse("judging:assignment-list", args=[stage.edition.slug]))
    shown(page, f"penugasan-kosong-{width}", assert_accessible)
    page.get_by_role("link", name="Susun rencana").press("Enter")
    shown(page, f"rencana-minta-{width}", assert_accessible)
    page.get_by_role("button", name="Susun rencana").press("Enter")
    expect(page.get_by_text("Semua juri terhubung")).to_be_visible(timeout=30_000)
    shown(page, f"rencana-{width}", assert_accessible)
    assert not Assignment.objects.exists()
    page.locator("summary", has_text="Terapkan rencana ini").press("Enter")
    page.get_by_role("button", name="Ya, terapkan").press("Enter")
    expect(page.get_by_text("30 lembar ditambah, 0 dicabut")).to_be_visible()
    shown(page, f"penugasan-{width}", assert_accessible)

    assert Assignment.objects.count() == 30
    assert Plan.objects.get().taken_at


def test_the_impossible_leads_to_a_plan_with_one_press(new_page, live_server, worker, stage, assert_accessible):
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, AppointmentFactory().user, live_server.url)
    proposal = stage.edition.proposals.order_by("pk").first()
    for seat in Seat.objects.order_by("pk")[:3]:
        ConflictFactory(user=seat.user, opd=proposal.innovation.opd)

    page.goto(reverse("judging:plan-create", args=[stage.edition.slug, stage.pk]))
    page.get_by_role("button", name="Susun rencana").press("Enter")
    expect(page.get_by_role("heading", name="Rencana tidak mungkin disusun")).to_be_visible(timeout=30_000)
    shown(page, "rencana-tidak-mungkin-1440", assert_accessible)
    page.get_by_role("button", name="Susun dengan perubahan ini").first.press("Enter")
    expect(page.get_by_text("Semua juri terhubung")).to_be_visible(timeout=30_000)

    page.goto(reverse("judging:assignment-detail", args=[stage.edition.slug, stage.pk, proposal.pk]))
    shown(page, "usulan-1440", assert_accessible)

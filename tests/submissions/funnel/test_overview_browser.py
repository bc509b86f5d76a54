"""The funnel in a real browser: nothing for axe to find, nothing that scrolls sideways, in both themes."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from submissions.models import Reminder
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
    ReminderFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def edition():
    edition, now = EditionFactory(), clock.now()
    for kind, start in ((PhaseKind.REGISTRATION, -1), (PhaseKind.ADMINISTRATION, 6), (PhaseKind.JUDGING, 13)):
        opens = now + timedelta(days=start)
        Phase.objects.filter(edition=edition, kind=kind).update(opens_at=opens, closes_at=opens + timedelta(days=7))
    for traits in ({}, {"handed": True}, {"sent": True}, {"returned": True}, {"verified": True}):
        ProposalFactory(edition=edition, **traits)
    OPDFactory()
    ReminderFactory(edition=edition, opd=MembershipFactory().opd)
    ExtensionFactory(edition=edition, until=now + timedelta(days=8), granted_at=now)
    return edition


@pytest.fixture
def visit(new_page, live_server, edition):
    def open_page(name, *parts, **options):
        client, page = Client(), new_page(**options)
        client.force_login(AppointmentFactory().user)
        cookie = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": live_server.url}])
        page.goto(reverse(f"submissions:{name}", args=[edition.slug, *parts]))
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_are_sound(visit, edition, assert_accessible, viewport, scheme):
    opd = edition.extensions.get().opd_id

    for parts in (("overview-detail",), ("extension-create", opd)):
        page = visit(*parts, viewport=viewport, color_scheme=scheme)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_all_that_is_shown_are_reminded_after_a_second_press(visit):
    page = visit("overview-detail")

    page.get_by_text("Ingatkan semua yang tampak").click()
    page.get_by_role("button", name="Ya, ingatkan 1 OPD").press("Enter")

    expect(page.get_by_text("1 OPD diingatkan.")).to_be_visible()
    assert Reminder.objects.count() == 2

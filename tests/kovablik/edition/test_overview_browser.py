"""An edition's home, the search and the archive in a real browser; on a phone the column is a menu."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from tests.factories import AppointmentFactory, EditionFactory
from tests.judging.world import TITLE, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def edition():
    """With a row of every kind, while its plenary runs by the clock of this machine."""
    edition = make_world().edition
    shift = clock.now() - edition.phases.get(kind=PhaseKind.PLENARY).opens_at
    for phase in sorted(edition.phases.all(), key=lambda one: one.opens_at, reverse=True):
        Phase.objects.filter(pk=phase.pk).update(opens_at=phase.opens_at + shift, closes_at=phase.closes_at + shift)
    return edition


@pytest.fixture
def visit(new_page, live_server):
    def open_page(address, **options):
        client, page = Client(), new_page(**options)
        client.force_login(AppointmentFactory().user)
        cookie = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": live_server.url}])
        page.goto(address)
        return page

    return open_page


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_the_pages_are_sound(visit, edition, assert_accessible, viewport, scheme):
    draft = EditionFactory(opened_at=None)
    page = visit(edition.get_absolute_url(), viewport=viewport, color_scheme=scheme)

    for address in (
        edition.get_absolute_url(),
        draft.get_absolute_url(),
        reverse("competitions:edition-rules", args=[edition.slug]),
        f"{reverse('search')}?q={TITLE}",
        reverse("archive-list"),
    ):
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_on_a_phone_the_column_is_a_menu_without_javascript(visit, edition):
    page = visit(edition.get_absolute_url(), viewport=PHONE, java_script_enabled=False)
    link = page.get_by_role("link", name="Kalender")
    expect(link).to_be_hidden()

    page.locator(".column__open").press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()

    page.locator(".column__open").press("Enter")
    link.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Kalender")).to_be_visible()


def test_the_bar_searches(visit, edition):
    page = visit(edition.get_absolute_url(), viewport=DESK)

    page.get_by_label("Cari usulan, OPD, atau orang").fill(TITLE.upper())
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Cari")).to_be_visible()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()

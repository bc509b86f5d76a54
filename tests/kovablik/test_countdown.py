"""The countdown in a real browser: by the server's clock, whatever the device believes."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from tests.factories import EditionFactory, MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG = """() => {
  const Right = Date;
  const off = %d * 3600000;
  globalThis.Date = class extends Right {
    constructor(...parts) { parts.length ? super(...parts) : super(Right.now() + off); }
    static now() { return Right.now() + off; }
  };
}"""


@pytest.fixture
def home(new_page, live_server):
    """A person's home while the registration has some time left."""

    def visit(left, hours_wrong=0):
        edition, now = EditionFactory(), clock.now()
        Phase.objects.filter(edition=edition).exclude(kind=PhaseKind.REGISTRATION).delete()
        Phase.objects.filter(edition=edition).update(opens_at=now - timedelta(days=1), closes_at=now + left)
        client, page = Client(), new_page()
        client.force_login(MembershipFactory().user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page.add_init_script(f"({WRONG % hours_wrong})()")
        page.goto("/beranda/")
        return page

    return visit


def seconds(text):
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return (hours * 60 + minutes) * 60 + rest


@pytest.mark.parametrize("hours_wrong", [0, 5, -30])
def test_a_wrong_device_clock_changes_nothing(home, hours_wrong):
    page = home(timedelta(hours=2), hours_wrong)
    left = page.locator("[data-left]")

    expect(left).to_have_text(re.compile(r"^0[12]:\d\d:\d\d$"))
    first = seconds(left.text_content())
    page.wait_for_timeout(2_100)
    second = seconds(left.text_content())

    assert 7_200 - 20 < first <= 7_200
    assert 1 <= first - second <= 4


def test_days_are_left_as_words(home):
    page = home(timedelta(days=3, hours=1))

    expect(page.locator("[data-left]")).to_have_text("3 hari lagi")


def test_the_last_minutes_are_said_once_and_not_by_colour_alone(home, assert_accessible):
    page = home(timedelta(minutes=5))

    expect(page.locator("[data-say]")).to_have_text("Tinggal kurang dari 10 menit.")
    expect(page.locator(".strip--soon .countdown__sign")).to_be_visible()
    assert_accessible(page)


def test_at_the_close_the_page_says_so(home):
    page = home(timedelta(seconds=4))

    expect(page.locator("[data-closed]")).to_be_visible(timeout=10_000)
    expect(page.locator("[data-closed]")).to_have_text(re.compile(r"Pendaftaran ditutup pukul \d\d\.\d\d WIB\."))
    expect(page.locator("[data-open]")).to_be_hidden()
    expect(page.locator("[data-say]")).to_have_text(re.compile("Pendaftaran ditutup pukul"))


def test_a_page_that_slept_asks_the_server_again(home):
    page = home(timedelta(hours=2))
    left = page.locator("[data-left]")
    expect(left).to_have_text(re.compile(r"^0[12]:"))

    page.evaluate("""() => {
      const real = performance.now.bind(performance);
      performance.now = () => real() - 3600000;
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    page.wait_for_timeout(1_500)

    assert 7_200 - 30 < seconds(left.text_content()) <= 7_200

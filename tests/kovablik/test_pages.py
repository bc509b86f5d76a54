"""Our own pages in a real browser: nothing for axe to find, nothing that scrolls sideways, in both themes."""

import pytest
from django.urls import reverse

from accounts import demo
from accounts.models import Office, User
from tests.factories import AppointmentFactory, EditionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PUBLIC = ("landing", "account_login", "account_reset_password")
SIGNED_IN = ("home", "account_change_password", "mfa_index", "account_logout")


def sign_in(page, role):
    user = User.objects.create_user("siti", "siti@contoh.example", demo.PASSWORD, name="Siti Aminah")
    AppointmentFactory(user=user, role=role)
    page.goto(reverse("account_login"))
    page.get_by_label("Nama pengguna atau e-mail").fill("siti")
    page.get_by_label("Kata sandi", exact=True).fill(demo.PASSWORD)
    page.get_by_role("button", name="Masuk").press("Enter")
    page.wait_for_url(f"**{reverse('home')}")


def assert_sound(page, assert_accessible):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_public_pages(new_page, assert_accessible, theme, size):
    EditionFactory()
    page = new_page(color_scheme=theme, viewport=size)

    for name in PUBLIC:
        page.goto(reverse(name))
        assert_sound(page, assert_accessible)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_behind_the_sign_in(new_page, assert_accessible, theme, size):
    EditionFactory()
    page = new_page(color_scheme=theme, viewport=size)
    sign_in(page, Office.SECRETARIAT)

    for name in SIGNED_IN:
        page.goto(reverse(name))
        assert_sound(page, assert_accessible)


def test_the_keyboard_alone_reaches_the_page_and_the_account(page, live_server):
    sign_in(page, Office.SECRETARIAT)
    page.goto(reverse("home"))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"

    summary = page.locator("details.person > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Keluar").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Keluar").is_visible()


def test_a_form_with_errors_is_named_and_counted(page, live_server):
    page.goto(reverse("account_login"))

    page.get_by_role("button", name="Masuk").press("Enter")

    assert page.get_by_role("alert").filter(has_text="isian yang perlu diperbaiki").is_visible()
    assert page.evaluate("document.activeElement.className") == "errors"


def test_the_page_signs_out(page, live_server):
    sign_in(page, Office.SECRETARIAT)

    page.locator("details.person > summary").press("Enter")
    page.get_by_role("button", name="Keluar").press("Enter")

    page.wait_for_url(live_server.url + reverse("landing"))
    assert page.get_by_role("link", name="Masuk", exact=True).is_visible()

"""The pages of the import in a real browser: found, sound and usable at both sizes and in both themes."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts import demo
from accounts.models import User
from tests.factories import AppointmentFactory, MembershipFactory, OPDFactory
from tests.submissions.imports.sheets import AGENCY, INNOVATION, PERSON, good, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sign_in(page):
    user = User.objects.create_user("sari", "sari@contoh.example", demo.PASSWORD, name="Sari Dewi")
    AppointmentFactory(user=user)
    page.goto(reverse("account_login"))
    page.get_by_label("Nama pengguna atau e-mail").fill("sari")
    page.get_by_label("Kata sandi", exact=True).fill(demo.PASSWORD)
    page.get_by_role("button", name="Masuk").press("Enter")
    page.wait_for_url(f"**{reverse('home')}")


def offer(page, file):
    page.get_by_label("Berkas XLSX").set_input_files({"name": "d.xlsx", "mimeType": XLSX, "buffer": file.getvalue()})
    page.get_by_role("button", name="Periksa berkas").press("Enter")


def assert_sound(page, assert_accessible):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_way_through_an_import(new_page, assert_accessible, theme, size):
    MembershipFactory(
        user__email="budi@contoh.go.id",
        user__name="Budi",
        opd=OPDFactory(name="Dinas Lama", abbr="Dinlam"),
        role="head",
    )
    page = new_page(color_scheme=theme, viewport=SIZES[size])
    sign_in(page)

    page.goto(reverse("agency-list"))
    page.get_by_role("link", name="Impor dari XLSX").press("Enter")
    assert_sound(page, assert_accessible)
    offer(page, workbook(opd=[("", "Din", "Padepokan")], people=[(*PERSON[:2], "12", None, "Tiada", "Raja")]))
    page.get_by_role("heading", name="Pratinjau impor").wait_for()
    assert page.get_by_text("NIP terdiri atas 18 angka.").is_visible()
    assert_sound(page, assert_accessible)

    moved = ("Budi Santoso", "budi@contoh.go.id", None, None, "Arsipcon", "Kepala", f"{timezone.now():%d/%m/%Y}")
    offer(page, good(opd=[AGENCY, ("Dinas Baru", "Dinlam", "Badan")], people=[PERSON, moved], innovations=[INNOVATION]))
    page.get_by_text("Semua baris baik.").wait_for()
    page.locator(".filters").get_by_role("link", name="Berubah").press("Enter")
    expect(page.get_by_text("Budi Santoso").first).to_be_visible()
    page.locator("summary", has_text="Simpan semuanya").press("Enter")
    expect(page.get_by_label("Kirim undangan")).to_be_checked()
    assert_sound(page, assert_accessible)
    page.get_by_role("button", name="Simpan semuanya").press("Enter")
    page.get_by_text("Tersimpan:").wait_for()

    page.get_by_role("link", name="Lihat siapa yang belum").press("Enter")
    expect(page.get_by_text("siti@contoh.go.id")).to_be_visible()
    assert_sound(page, assert_accessible)

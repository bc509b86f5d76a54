"""The sheet in a real browser: every mark is stored as it is typed, whatever the network does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Score, ScoreSheet
from tests.factories import AssignmentFactory, CriterionFactory, ScoreSheetFactory, StageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet():
    stage = StageFactory()
    for number, name in enumerate(("Kebaruan", "Dampak")):
        CriterionFactory(rubric=stage.rubric, number=number, name=name, guidance=f"Panduan {name}.")
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.JUDGING).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    return ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))


def open_sheet(page, sheet, live_server):
    client = Client()
    client.force_login(sheet.assignment.juror)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(sheet.get_absolute_url())
    return page


@pytest.fixture
def desk(page, sheet, live_server):
    return open_sheet(page, sheet, live_server)


@pytest.fixture
def rough_desk(browser, sheet, live_server):
    """A page whose console may tell of failed requests: here they are the point."""
    context = browser.new_context(base_url=live_server.url, locale="id-ID")
    yield open_sheet(context.new_page(), sheet, live_server)
    context.close()


def stored(name):
    return Score.objects.filter(criterion__name=name).values_list("points", flat=True).first()


def test_typing_stores_and_the_server_adds_up(desk, assert_accessible):
    desk.get_by_label("Kebaruan", exact=True).fill("80,5")

    expect(desk.locator("#save-state")).to_contain_text("Tersimpan")
    expect(desk.locator("#running")).to_contain_text("80,50")
    expect(desk.locator("#running")).to_contain_text("1 dari 2 kriteria")
    assert stored("Kebaruan") == Decimal("80.50")
    assert_accessible(desk)


def test_the_keyboard_alone_marks_and_locks_the_sheet(desk, sheet):
    desk.get_by_label("Kebaruan", exact=True).focus()
    desk.keyboard.type("70")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    desk.keyboard.type("90")
    desk.keyboard.press("Enter")
    expect(desk.locator(".confirm > summary")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("nilai akhir lembar")).to_be_visible()
    sheet.refresh_from_db()
    assert sheet.total == Decimal("80.50")


def test_slider_and_figure_go_together(desk):
    figure, slider = desk.get_by_label("Dampak", exact=True), desk.get_by_label("Geser nilai Dampak")
    expect(slider).to_be_hidden()

    figure.fill("60")
    expect(slider).to_be_visible()
    expect(desk.get_by_text("Panduan Dampak.")).to_be_visible()
    expect(slider).to_have_value("60")
    slider.focus()
    desk.keyboard.press("ArrowRight")

    expect(figure).to_have_value("61")
    expect(desk.locator("#running")).to_contain_text("61,00")
    assert stored("Dampak") == Decimal(61)


def test_what_is_no_mark_is_said_at_its_field_and_mended(desk):
    figure = desk.get_by_label("Dampak", exact=True)

    figure.fill("101")
    expect(desk.get_by_text("Isi angka 0–100, paling banyak dua angka")).to_be_visible()
    expect(figure).to_have_attribute("aria-invalid", "true")
    expect(desk.locator("#save-state")).to_contain_text("Belum tersimpan")
    figure.fill("100")

    expect(desk.locator("#save-state")).to_contain_text("Tersimpan")
    expect(figure).not_to_have_attribute("aria-invalid", "true")
    assert stored("Dampak") == Decimal(100)


def test_a_lost_connection_is_said_and_the_mark_is_sent_when_it_returns(rough_desk):
    rough_desk.route("**/kriteria/**", lambda route: route.abort())
    rough_desk.get_by_label("Kebaruan", exact=True).fill("88")
    expect(rough_desk.locator("#save-state")).to_contain_text("Sambungan terputus")
    assert stored("Kebaruan") is None

    rough_desk.unroute("**/kriteria/**")

    expect(rough_desk.locator("#save-state")).to_contain_text("Tersimpan")
    assert stored("Kebaruan") == Decimal(88)


def test_locking_takes_along_what_was_typed_last(rough_desk, sheet):
    rough_desk.route("**/kriteria/**", lambda route: route.abort())
    rough_desk.get_by_label("Kebaruan", exact=True).fill("88")
    rough_desk.get_by_label("Dampak", exact=True).fill("90")
    # By key: the notice that the line is cut moves the page, and a click may miss.
    rough_desk.locator("summary", has_text="Kunci lembar").press("Enter")
    rough_desk.get_by_role("button", name="Ya, kunci lembar ini").press("Enter")

    expect(rough_desk.get_by_text("nilai akhir lembar")).to_be_visible()
    assert ScoreSheet.objects.get().total == Decimal("89.00")


def test_a_sheet_that_was_locked_elsewhere_says_so(rough_desk, sheet):
    ScoreSheet.objects.update(total=80, finalised_at=clock.now())

    rough_desk.get_by_label("Kebaruan", exact=True).fill("88")

    expect(rough_desk.locator("#save-state")).to_contain_text("tidak dapat diisi lagi")


def test_without_javascript_one_form_stores_all(new_page, sheet, live_server):
    page = open_sheet(new_page(java_script_enabled=False), sheet, live_server)

    page.get_by_label("Kebaruan", exact=True).fill("75")
    page.get_by_role("button", name="Simpan nilai").press("Enter")  # a click may miss while the page still settles

    expect(page.get_by_text("Nilai tersimpan.")).to_be_visible()
    assert stored("Kebaruan") == Decimal(75)

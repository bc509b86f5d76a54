"""The grid in a real browser: rows store themselves, keys move, and nothing is lost with the line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Score
from tests.factories import AssignmentFactory, CriterionFactory, ScoreSheetFactory, StageFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage():
    stage = StageFactory()
    for number, name in enumerate(("Kebaruan", "Dampak")):
        CriterionFactory(rubric=stage.rubric, number=number, name=name)
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.JUDGING).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    return stage


@pytest.fixture
def sheets(stage):
    juror = UserFactory()
    return [ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror)) for _ in range(2)]


def open_grid(page, sheets, live_server):
    client = Client()
    client.force_login(sheets[0].assignment.juror)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    stage = sheets[0].assignment.stage
    page.goto(reverse("judging:grid-detail", args=[stage.edition.slug, stage.pk]))
    return page


@pytest.fixture
def grid(page, sheets, live_server):
    return open_grid(page, sheets, live_server)


@pytest.fixture
def rough_grid(browser, sheets, live_server):
    """A page whose console may tell of failed requests: here they are the point."""
    context = browser.new_context(base_url=live_server.url, locale="id-ID")
    yield open_grid(context.new_page(), sheets, live_server)
    context.close()


def cell(page, sheet, name):
    pk = sheet.rubric.criteria.get(name=name).pk
    return page.locator(f'[name="nilai-{sheet.pk}-{pk}"]')


def state(page, sheet):
    return page.locator(f"#simpan-{sheet.pk}")


def stored(sheet):
    return dict(Score.objects.filter(sheet=sheet).values_list("criterion__name", "points"))


def test_the_keyboard_alone_fills_the_grid(grid, sheets, assert_accessible):
    cell(grid, sheets[0], "Kebaruan").focus()
    grid.keyboard.type("80,5")
    grid.keyboard.press("Enter")
    expect(cell(grid, sheets[1], "Kebaruan")).to_be_focused()
    grid.keyboard.type("60")
    grid.keyboard.press("Tab")
    expect(cell(grid, sheets[1], "Dampak")).to_be_focused()
    grid.keyboard.type("70")
    grid.keyboard.press("ArrowUp")
    expect(cell(grid, sheets[0], "Dampak")).to_be_focused()
    grid.keyboard.press("ArrowLeft")
    expect(cell(grid, sheets[0], "Kebaruan")).to_be_focused()
    grid.keyboard.press("ArrowRight")
    expect(cell(grid, sheets[0], "Dampak")).to_be_focused()

    expect(state(grid, sheets[0])).to_contain_text("Tersimpan")
    expect(state(grid, sheets[1])).to_contain_text("Tersimpan")
    expect(grid.locator(f"#jumlah-{sheets[1].pk}")).to_have_text("65,00")
    criterion = sheets[0].rubric.criteria.get(name="Kebaruan")
    expect(grid.locator(f"#tengah-{criterion.pk}")).to_have_text("70,25")
    assert stored(sheets[0]) == {"Kebaruan": Decimal("80.50")}
    assert stored(sheets[1]) == {"Kebaruan": Decimal(60), "Dampak": Decimal(70)}
    assert_accessible(grid)


def test_what_is_no_mark_is_said_and_mended(grid, sheets, assert_accessible):
    cell(grid, sheets[0], "Kebaruan").fill("101")
    expect(state(grid, sheets[0])).to_contain_text("belum tersimpan")
    expect(cell(grid, sheets[0], "Kebaruan")).to_have_attribute("aria-invalid", "true")
    expect(grid.get_by_text("Isi angka 0–100")).to_be_visible()
    assert_accessible(grid)

    cell(grid, sheets[0], "Kebaruan").fill("100")

    expect(state(grid, sheets[0])).to_contain_text("Tersimpan")
    expect(cell(grid, sheets[0], "Kebaruan")).not_to_have_attribute("aria-invalid", "true")
    assert stored(sheets[0]) == {"Kebaruan": Decimal(100)}


def test_two_tabs_do_not_overwrite_each_other(grid, sheets):
    criterion = sheets[0].rubric.criteria.get(name="Kebaruan")
    Score.objects.create(sheet=sheets[0], criterion=criterion, points=70)

    cell(grid, sheets[0], "Kebaruan").fill("80")
    expect(grid.get_by_text("di tempat lain sudah 70, di sini 80")).to_be_visible()
    assert stored(sheets[0]) == {"Kebaruan": Decimal(70)}
    with grid.expect_response(lambda response: "/baris/" in response.url and response.ok):
        grid.get_by_role("button", name="Pakai 80").press("Enter")

    expect(state(grid, sheets[0])).to_contain_text("Tersimpan")
    assert stored(sheets[0]) == {"Kebaruan": Decimal(80)}


def test_a_cut_line_keeps_the_mark_over_a_reload(rough_grid, sheets):
    rough_grid.route("**/baris/", lambda route: route.abort())
    cell(rough_grid, sheets[0], "Kebaruan").fill("88")
    expect(state(rough_grid, sheets[0])).to_contain_text("disimpan di perangkat ini")
    rough_grid.reload()
    expect(cell(rough_grid, sheets[0], "Kebaruan")).to_have_value("88")
    assert stored(sheets[0]) == {}

    rough_grid.unroute("**/baris/")

    expect(state(rough_grid, sheets[0])).to_contain_text("Tersimpan")
    assert stored(sheets[0]) == {"Kebaruan": Decimal(88)}


def test_without_javascript_one_form_stores_all(new_page, sheets, live_server):
    page = open_grid(new_page(java_script_enabled=False), sheets, live_server)
    cell(page, sheets[0], "Kebaruan").fill("75")
    cell(page, sheets[1], "Dampak").fill("x")
    page.get_by_role("button", name="Simpan nilai").press("Enter")

    expect(page.get_by_text("1 nilai belum tersimpan")).to_be_visible()
    expect(cell(page, sheets[1], "Dampak")).to_have_value("x")
    assert stored(sheets[0]) == {"Kebaruan": Decimal(75)}
    cell(page, sheets[1], "Dampak").fill("64")
    page.get_by_role("button", name="Simpan nilai").press("Enter")
    expect(page.get_by_text("Nilai tersimpan.")).to_be_visible()
    assert stored(sheets[1]) == {"Dampak": Decimal(64)}


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_scrolls_sideways(new_page, sheets, live_server, assert_accessible, width):
    for number in range(6):
        CriterionFactory(rubric=sheets[0].rubric, number=number + 5, name=f"Kemudahan ditiru {number}")
    page = open_grid(new_page(viewport={"width": width, "height": 900}), sheets, live_server)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    page.goto(reverse("judging:scoresheet-list"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)

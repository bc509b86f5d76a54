"""The sheet in a real browser: every mark is stored as it is typed, whatever network, session, tab and server do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import expect

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import Phase, PhaseKind
from judging.models import Comment, Score, ScoreSheet
from submissions.models import Attachment
from tests.conftest import wait_until
from tests.factories import (
    AssignmentFactory,
    BandFactory,
    CriterionFactory,
    PledgeFactory,
    ScoreSheetFactory,
    SectionFactory,
    StageFactory,
)
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAITING = """() => new Promise((resolve) => {
  const request = indexedDB.open("kovablik");
  request.onsuccess = () => {
    const names = [...request.result.objectStoreNames];
    if (!names.includes("queue")) { request.result.close(); return resolve([]); }
    const all = request.result.transaction("queue").objectStore("queue").getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result.map((record) => record.key)); };
  };
})"""
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj"
    b" 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
)


@pytest.fixture
def stage():
    stage = StageFactory(comment_below=Decimal(50))
    for number, name in enumerate(("Kebaruan", "Dampak")):
        criterion = CriterionFactory(rubric=stage.rubric, number=number, name=name, guidance=f"Panduan {name}.")
        BandFactory(criterion=criterion, lower=0, name="Lemah", text="Belum terukur.")
        BandFactory(criterion=criterion, lower=81, name="Kuat", text="Dampak terukur.")
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.JUDGING).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    return stage


@pytest.fixture
def sheet(stage):
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    pledged = sheet.assignment.juror.pledges.filter(edition=stage.edition)
    if not pledged.exists():
        PledgeFactory(edition=stage.edition, user=sheet.assignment.juror)
    return sheet


@pytest.fixture
def evidence(sheet):
    section = SectionFactory(proposal=sheet.assignment.proposal)
    return Attachment.objects.create(
        proposal=section.proposal,
        section=section.template,
        file=ContentFile(PDF, "bukti.pdf"),
        name="Data awal.pdf",
        size=len(PDF),
        sha256="0" * 64,
        content_type="application/pdf",
        uploaded_by=section.updated_by,
        uploaded_at=clock.now(),
    )


def sign_in(context, user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def end_session(user):
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    cache.clear()


def open_sheet(page, sheet, live_server):
    sign_in(page.context, sheet.assignment.juror, live_server.url)
    page.goto(sheet.get_absolute_url())
    return page


@pytest.fixture
def desk(page, sheet, live_server):
    return open_sheet(page, sheet, live_server)


@pytest.fixture
def rough(browser, sheet, live_server):
    """A page whose console may tell of failed requests: here they are the point."""
    contexts = []

    def make(url=live_server.url):
        context = browser.new_context(base_url=url, locale="id-ID", timezone_id="Asia/Jakarta")
        contexts.append(context)
        context.set_default_timeout(30_000)
        sign_in(context, sheet.assignment.juror, url)
        page = context.new_page()
        page.goto(sheet.get_absolute_url())
        return page

    yield make
    for context in contexts:
        context.close()


def figure(page, name):
    return page.get_by_label(name, exact=True)


def comment(page, name):
    return page.get_by_role("textbox", name=f"Komentar {name}")


def saved(page):
    return page.locator("#save-state")


def stored(name):
    return Score.objects.filter(criterion__name=name).values_list("points", flat=True).first()


def lock(page):
    page.get_by_role("button", name="Kunci lembar").press("Enter")
    page.get_by_role("button", name="Ya, kunci lembar ini").press("Enter")
    page.get_by_text("nilai akhir lembar").wait_for()


def test_typing_stores_and_the_server_adds_up(desk, assert_accessible):
    figure(desk, "Kebaruan").fill("80,5")

    expect(saved(desk)).to_contain_text("Tersimpan")
    expect(saved(desk)).to_contain_text("WIB")
    expect(desk.locator("#running")).to_contain_text("80,50")
    expect(desk.locator("#running")).to_contain_text("1 dari 2 kriteria")
    assert stored("Kebaruan") == Decimal("80.50")
    assert desk.evaluate(WAITING) == []
    assert_accessible(desk)


def test_an_answer_that_comes_late_takes_back_no_total(desk):
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))  # stored, and its answer is slow

    desk.route("**/kriteria/*/", hold_the_first)
    figure(desk, "Kebaruan").fill("80")
    wait_until(lambda: bool(desk.wait_for_timeout(50)) or stored("Kebaruan"), what="the first mark")
    figure(desk, "Dampak").fill("90")
    expect(desk.locator("#running")).to_contain_text("semua kriteria dinilai")

    route, answer = held[0]
    route.fulfill(response=answer)

    expect(saved(desk)).to_contain_text("Tersimpan")
    expect(desk.locator("#running")).to_contain_text("semua kriteria dinilai")


def test_the_keyboard_alone_marks_comments_and_locks_the_sheet(desk, sheet, assert_accessible):
    desk.keyboard.press("Alt+KeyR")
    expect(figure(desk, "Kebaruan")).to_be_focused()
    desk.keyboard.type("70")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Alt+KeyK")
    desk.keyboard.type("Sudah ada di tempat lain.")
    desk.keyboard.press("Alt+ArrowDown")
    desk.keyboard.type("90")
    desk.keyboard.press("Alt+KeyS")
    expect(desk.get_by_text("0–80 · Lemah.").last).to_be_visible()
    desk.keyboard.press("Alt+KeyL")
    expect(desk.locator("[data-lock]")).to_be_focused()
    with desk.expect_navigation(url="**/ringkasan/"):
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("cell", name="90,00")).to_be_visible()
    expect(desk.get_by_text("Sudah ada di tempat lain.")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Ya, kunci lembar ini").press("Enter")

    expect(desk.get_by_text("nilai akhir lembar")).to_be_visible()
    sheet.refresh_from_db()
    assert sheet.total == Decimal("80.50")
    assert_accessible(desk)


def test_enter_goes_on_and_never_sends_the_form(desk):
    figure(desk, "Kebaruan").fill("70")
    desk.keyboard.press("Enter")
    expect(figure(desk, "Dampak")).to_be_focused()
    desk.keyboard.press("Enter")

    expect(desk.locator("[data-lock]")).to_be_focused()


def test_slider_figure_and_band_go_together(desk):
    slider = desk.get_by_label("Geser nilai Dampak")
    expect(slider).to_be_hidden()

    figure(desk, "Dampak").fill("80")
    expect(slider).to_be_visible()
    expect(desk.get_by_text("Panduan Dampak.")).to_be_visible()
    expect(desk.locator("[data-band]", has_text="0–80 · Lemah. Belum terukur.")).to_be_visible()
    expect(slider).to_have_value("80")
    slider.focus()
    desk.keyboard.press("ArrowRight")

    expect(figure(desk, "Dampak")).to_have_value("81")
    expect(desk.locator("[data-band]", has_text="81–100 · Kuat. Dampak terukur.")).to_be_visible()
    expect(desk.locator("#running")).to_contain_text("81,00")
    assert stored("Dampak") == Decimal(81)


def test_a_mark_that_demands_a_comment_says_so_at_once(desk):
    ask = desk.get_by_text("wajib untuk nilai ini")
    figure(desk, "Dampak").fill("60")
    expect(ask).to_have_count(2)
    expect(ask.last).to_be_hidden()

    figure(desk, "Dampak").fill("49")
    expect(ask.last).to_be_visible()
    comment(desk, "Dampak").fill("Belum terbukti.")

    wait_until(lambda: Comment.objects.filter(text="Belum terbukti.").exists())


def test_what_is_no_mark_is_said_at_its_field_and_mended(desk):
    figure(desk, "Dampak").fill("101")
    expect(desk.get_by_text("Isi angka 0–100, paling banyak dua angka")).to_be_visible()
    expect(figure(desk, "Dampak")).to_have_attribute("aria-invalid", "true")
    expect(saved(desk)).to_contain_text("Belum tersimpan")
    figure(desk, "Dampak").fill("100")

    expect(saved(desk)).to_contain_text("Tersimpan")
    expect(figure(desk, "Dampak")).not_to_have_attribute("aria-invalid", "true")
    assert stored("Dampak") == Decimal(100)


def test_a_cut_network_keeps_mark_and_comment_beyond_the_tab(rough):
    page = rough()
    page.context.set_offline(True)
    figure(page, "Kebaruan").fill("88")
    comment(page, "Kebaruan").fill("Belum ada di tempat lain.")
    expect(saved(page)).to_contain_text("disimpan di perangkat ini")
    context, address = page.context, page.url
    page.close()
    assert stored("Kebaruan") is None

    context.set_offline(False)
    page = context.new_page()
    page.goto(address)

    expect(figure(page, "Kebaruan")).to_have_value("88")
    wait_until(
        lambda: stored("Kebaruan") == Decimal(88) and Comment.objects.filter(text__startswith="Belum ada").exists()
    )
    expect(saved(page)).to_contain_text("Tersimpan")
    assert page.evaluate(WAITING) == []


def test_a_lost_answer_leaves_no_second_entry(rough):
    page, lost = rough(), []

    def swallow(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    page.route("**/kriteria/**", swallow)
    figure(page, "Kebaruan").fill("88")

    expect(saved(page)).to_contain_text("Tersimpan")
    assert stored("Kebaruan") == Decimal(88)
    assert AuditEntry.objects.filter(action="score.update").count() == 1


def test_a_session_that_ended_keeps_what_is_typed_until_signed_in_again(rough, sheet, live_server):
    page = rough()
    end_session(sheet.assignment.juror)
    figure(page, "Kebaruan").fill("77")
    expect(page.get_by_text("Sesi Anda berakhir")).to_be_visible()
    assert stored("Kebaruan") is None

    sign_in(page.context, sheet.assignment.juror, live_server.url)
    page.get_by_role("button", name="Saya sudah masuk").press("Enter")

    expect(saved(page)).to_contain_text("Tersimpan")
    wait_until(lambda: stored("Kebaruan") == Decimal(77))


def test_nobody_sends_what_another_typed(rough, live_server, sheet):
    page = rough()
    page.context.set_offline(True)
    figure(page, "Kebaruan").fill("66")
    expect(saved(page)).to_contain_text("disimpan di perangkat ini")
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=sheet.assignment.stage))
    PledgeFactory(edition=sheet.assignment.stage.edition, user=other.assignment.juror)
    page.context.clear_cookies()
    sign_in(page.context, other.assignment.juror, live_server.url)
    page.context.set_offline(False)  # only now: its own juror's line would send it, and may

    second = page.context.new_page()
    second.goto(other.get_absolute_url())
    second.get_by_label("Kebaruan", exact=True).fill("50")
    expect(saved(second)).to_contain_text("Tersimpan")

    assert list(Score.objects.values_list("sheet", "points")) == [(other.pk, Decimal(50))]
    assert len(page.evaluate(WAITING)) == 1


def test_a_killed_server_loses_nothing(rough, tmp_path, sheet):
    server = Server(tmp_path / "gunicorn.log")
    server.start()
    try:
        page = rough(server.url)
        server.kill()
        figure(page, "Dampak").fill("91")
        expect(saved(page)).to_contain_text("disimpan di perangkat ini")
        server.start()

        expect(saved(page)).to_contain_text("Tersimpan", timeout=30_000)
        assert stored("Dampak") == Decimal(91)
    finally:
        server.kill()


@pytest.mark.parametrize(("choice", "kept"), [("Pakai 80", 80), ("Pakai 75", 75)])
def test_two_tabs_overwrite_nothing_silently(rough, choice, kept):
    first = rough()
    second = first.context.new_page()
    second.goto(first.url)
    figure(first, "Dampak").fill("80")
    expect(saved(first)).to_contain_text("Tersimpan")

    figure(second, "Dampak").fill("75")
    expect(second.get_by_text("Di tab lain tersimpan 80; di sini 75. Pilih.")).to_be_visible()
    assert stored("Dampak") == Decimal(80)
    second.get_by_role("button", name=choice).press("Enter")

    expect(saved(second)).to_contain_text("Tersimpan")
    expect(figure(second, "Dampak")).to_have_value(str(kept))
    assert stored("Dampak") == Decimal(kept)


def test_locking_takes_along_what_was_typed_last(desk, sheet):
    figure(desk, "Kebaruan").fill("88")
    figure(desk, "Dampak").fill("90")

    lock(desk)

    assert ScoreSheet.objects.get().total == Decimal("89.00")


def test_going_on_takes_along_what_was_typed_last(desk, sheet):
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=sheet.assignment.stage, juror=sheet.assignment.juror))
    desk.reload()
    figure(desk, "Kebaruan").fill("81")
    with desk.expect_navigation(url=f"**{other.get_absolute_url()}"):
        desk.keyboard.press("Alt+PageDown")

    assert stored("Kebaruan") == Decimal(81)


def test_what_waits_for_another_sheet_is_sent_from_here(rough, sheet):
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=sheet.assignment.stage, juror=sheet.assignment.juror))
    page = rough()
    page.context.set_offline(True)
    figure(page, "Kebaruan").fill("81")
    expect(saved(page)).to_contain_text("disimpan di perangkat ini")
    page.context.set_offline(False)
    page.goto("about:blank")

    page.goto(other.get_absolute_url())

    wait_until(lambda: Score.objects.filter(sheet=sheet, points=81).exists())


def test_a_sheet_that_was_locked_elsewhere_says_so_and_keeps_the_typing(rough):
    page = rough()
    ScoreSheet.objects.update(total=80, finalised_at=clock.now())

    figure(page, "Kebaruan").fill("88")
    expect(page.get_by_text("Lembar ini sudah dikunci")).to_be_visible()
    page.reload()

    expect(page.get_by_text("Tidak sempat terkirim")).to_be_visible()
    expect(page.locator(".leftover__text")).to_have_text("88")


def test_evidence_opens_beside_the_text(desk, evidence):
    desk.reload()
    link = desk.get_by_role("link", name="Data awal.pdf")
    with desk.expect_response("**/berkas/**") as answer:
        link.press("Enter")
    expect(desk.frame_locator(".viewer iframe").owner).to_be_visible()
    expect(link).to_have_attribute("aria-expanded", "true")
    assert answer.value.status == 200
    assert answer.value.headers["x-frame-options"] == "SAMEORIGIN"
    desk.keyboard.press("Escape")

    expect(desk.locator(".viewer")).to_have_count(0)
    expect(link).to_be_focused()
    desk.keyboard.press("Alt+KeyB")
    expect(desk.locator(".viewer iframe")).to_be_visible()


def test_without_javascript_one_form_stores_all(new_page, sheet, live_server):
    page = open_sheet(new_page(java_script_enabled=False), sheet, live_server)

    figure(page, "Kebaruan").fill("75")
    page.get_by_label("Komentar umum").fill("Layak.")
    page.get_by_role("button", name="Simpan nilai").press("Enter")  # a click may miss while the page still settles

    expect(page.get_by_text("Nilai tersimpan.")).to_be_visible()
    assert stored("Kebaruan") == Decimal(75)
    figure(page, "Dampak").fill("95")
    page.get_by_role("button", name="Kunci lembar").press("Enter")
    expect(page.get_by_role("cell", name="95,00")).to_be_visible()
    page.get_by_role("button", name="Ya, kunci lembar ini").press("Enter")
    expect(page.get_by_text("nilai akhir lembar")).to_be_visible()


def test_a_phone_marks_and_locks(new_page, sheet, live_server, assert_accessible):
    page = open_sheet(new_page(viewport={"width": 390, "height": 844}), sheet, live_server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    figure(page, "Kebaruan").fill("70")
    figure(page, "Dampak").fill("71")
    assert_accessible(page)

    lock(page)

    assert ScoreSheet.objects.get().is_final

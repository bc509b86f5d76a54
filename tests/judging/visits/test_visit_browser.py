"""A visit report in a real browser: nothing is lost on a cut line, in a closed tab or by an ended session."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Visit, VisitPhoto
from tests.conftest import wait_until
from tests.judging.conftest import sign_in
from tests.judging.visits.pictures import bomb, camera_photo, photo
from tests.judging.visits.visiting import visit_sheet
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELD = """() => new Promise((resolve) => {
  const request = indexedDB.open("kovablik");
  request.onsuccess = () => {
    const names = [...request.result.objectStoreNames];
    if (!names.includes("queue")) { request.result.close(); return resolve([]); }
    const all = request.result.transaction("queue").objectStore("queue").getAll();
    all.onsuccess = () => {
      request.result.close();
      resolve(all.result.map((one) => one.kind).filter((kind) => kind && kind !== "confirmed"));
    };
  };
})"""
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("kunjungan-"));
  const pages = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
  return pages.reduce((sum, count) => sum + count, 0);
}"""
PLACE = {"latitude": -7.8671, "longitude": 112.5239}


@pytest.fixture
def sheet():
    sheet = visit_sheet()
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.VISIT).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    return sheet


@pytest.fixture
def juror(sheet):
    return sheet.assignment.juror


def address(sheet):
    return f"/penilaian/kunjungan/{sheet.assignment_id}/"


@pytest.fixture
def new_report(browser, live_server, settings, sheet, juror):
    """Open the report in a browser of its own, as on a phone; its console may tell of the broken line."""
    contexts = []

    def make(user=juror, *, url=live_server.url, **options):
        options = {"viewport": {"width": 390, "height": 844}, "geolocation": PLACE, **options}
        context = browser.new_context(base_url=url, locale="id-ID", timezone_id="Asia/Jakarta", **options)
        contexts.append(context)
        context.grant_permissions(["geolocation"])
        context.set_default_timeout(30_000)
        sign_in(context, user, settings)
        page = context.new_page()
        page.goto(address(sheet))
        expect(page.locator("[data-overall]")).to_contain_text("tersimpan")
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def report(new_report):
    return new_report()


def answer(page, question, label):
    page.get_by_role("group", name=question).get_by_text(label, exact=True).click()


def take(page, image=None, name="foto.jpg"):
    page.get_by_label("Ambil foto").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": camera_photo() if image is None else image}
    )


def waiting_shot(page):
    return page.locator(".shot--waiting")


def sent_shots(page):
    return page.locator(".shot:not(.shot--waiting)")


def fill(page):
    answer(page, "Apakah layanan berjalan?", "Ya")
    answer(page, "Apakah angkanya cocok?", "Sebagian")
    page.get_by_role("button", name="Sekarang").press("Enter")
    page.get_by_role("textbox", name="Temuan").fill("Loket buka.")


def stored(page):
    expect(page.locator("#simpan")).to_contain_text("Tersimpan")


def sign(page):
    box = page.locator("[data-pad] canvas")
    box.scroll_into_view_if_needed()
    area = box.bounding_box()
    page.mouse.move(area["x"] + 30, area["y"] + 60)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(area["x"] + 30 + 25 * step, area["y"] + 40 + 30 * (step % 2))
    page.mouse.up()
    page.get_by_role("button", name="Simpan tanda tangan").press("Enter")


def file(page):
    page.locator(".report__foot summary").press("Enter")
    page.get_by_role("button", name="Ya, kirim laporan ini").press("Enter")


def test_a_report_is_written_and_filed_with_the_keyboard(report, assert_accessible):
    assert_accessible(report)
    assert report.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answers = report.get_by_role("group", name="Apakah layanan berjalan?")
    answers.get_by_role("radio", name="Ya").focus()
    report.keyboard.press("ArrowRight")
    expect(answers.get_by_role("radio", name="Sebagian")).to_be_checked()
    report.get_by_role("group", name="Apakah angkanya cocok?").get_by_role("radio", name="Tidak").focus()
    report.keyboard.press("Space")
    report.get_by_role("button", name="Sekarang").press("Enter")
    report.get_by_role("textbox", name="Temuan").fill("Loket buka.")
    report.get_by_label("Diterima oleh").fill("Ibu Wati")
    report.get_by_label("Ditandatangani di kertas").press("Space")
    stored(report)

    file(report)

    expect(report.get_by_role("main")).to_contain_text("Dikirim")
    visit = Visit.objects.get()
    assert sorted(one["answer"] for one in visit.answers.values()) == ["sebagian", "tidak"]
    assert visit.is_filed
    assert visit.is_signed_on_paper
    assert_accessible(report)


def test_a_photo_shows_when_and_where_before_it_goes(report, assert_accessible):
    take(report)

    shot = waiting_shot(report)
    expect(shot).to_contain_text("2 Maret 2026")
    expect(shot).to_contain_text("-7.870000, 112.530000")
    expect(shot).to_contain_text("Disimpan di perangkat ini, belum dikirim")
    assert not VisitPhoto.objects.exists()
    assert_accessible(report)
    shot.get_by_label("Keterangan foto").fill("Loket depan")
    shot.get_by_role("button", name="Kirim foto").press("Enter")
    expect(sent_shots(report)).to_contain_text("Loket depan")
    expect(sent_shots(report)).to_contain_text("Terkirim")
    row = VisitPhoto.objects.get()
    assert (row.caption, row.taken_at.isoformat()) == ("Loket depan", "2026-03-02T03:15:00+00:00")
    assert (str(row.latitude), str(row.longitude)) == ("-7.870000", "112.530000")
    wait_until(lambda: report.evaluate(HELD) == [], what="an empty store")
    assert_accessible(report)


def test_a_photo_without_notes_gets_the_place_of_the_device(report):
    take(report, photo())

    expect(waiting_shot(report)).to_contain_text("-7.867100, 112.523900")
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")
    expect(sent_shots(report)).to_have_count(1)
    assert str(VisitPhoto.objects.get().latitude) == "-7.867100"


def test_without_permission_a_photo_has_no_place(new_report):
    report = new_report()
    report.context.clear_permissions()

    take(report, photo())

    expect(waiting_shot(report)).to_contain_text("tanpa lokasi")


@pytest.mark.parametrize("image", [b"", b"bukan foto", bomb(8_000)], ids=["empty", "text", "bomb"])
def test_what_is_no_photo_is_refused_with_the_reason_and_thrown_away(report, image):
    take(report, image)
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")

    expect(waiting_shot(report)).to_contain_text("Tidak dapat dikirim: ")
    report.reload()
    expect(waiting_shot(report)).to_contain_text("Tidak dapat dikirim: ")
    waiting_shot(report).get_by_role("button", name="Buang").press("Enter")
    expect(waiting_shot(report)).to_have_count(0)
    wait_until(lambda: report.evaluate(HELD) == [], what="an empty store")


def test_a_report_written_without_a_network_goes_out_when_it_is_back(report, assert_accessible):
    report.context.set_offline(offline=True)
    fill(report)
    take(report)
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")
    sign(report)

    expect(report.locator("#simpan")).to_contain_text("Sambungan terputus: disimpan di perangkat ini")
    expect(waiting_shot(report)).to_contain_text("Menunggu jaringan")
    expect(report.locator("[data-pad] [data-item-state]")).to_contain_text("Menunggu jaringan")
    expect(report.locator("[data-overall]")).to_contain_text("2 foto atau tanda tangan belum terkirim")
    assert_accessible(report)
    file(report)
    expect(report.locator("[data-overall]")).to_contain_text("Laporan menunggu jaringan")
    assert not Visit.objects.exists()
    report.context.set_offline(offline=False)

    expect(report.locator(".standing")).to_contain_text("Dikirim", timeout=30_000)
    visit = Visit.objects.get()
    assert visit.is_filed
    assert visit.signature
    assert visit.photos.count() == 1
    assert visit.findings == "Loket buka."
    wait_until(lambda: report.evaluate(HELD) == [], what="an empty store")


def test_a_tab_closed_without_a_network_loses_nothing(report, sheet):
    context = report.context
    context.set_offline(offline=True)
    fill(report)
    take(report)
    waiting_shot(report).get_by_label("Keterangan foto").fill("Belum dikirim")
    take(report, photo(colour="red"))
    expect(waiting_shot(report)).to_have_count(2)
    waiting_shot(report).last.get_by_role("button", name="Kirim foto").press("Enter")
    sign(report)
    expect(report.locator("[data-overall]")).to_contain_text("3 foto atau tanda tangan")
    report.close()
    context.set_offline(offline=False)

    again = context.new_page()
    again.goto(address(sheet))

    stored(again)
    expect(sent_shots(again)).to_have_count(1)
    expect(again.locator(".signed img")).to_be_visible()
    expect(waiting_shot(again).get_by_label("Keterangan foto")).to_have_value("Belum dikirim")
    expect(again.get_by_role("textbox", name="Temuan")).to_have_value("Loket buka.")
    assert VisitPhoto.objects.count() == 1


def test_a_browser_opened_without_a_server_shows_the_report_as_it_was_left(
    new_report, sheet, juror, settings, tmp_path
):
    server = Server(tmp_path / "web.log")
    server.start()
    try:
        report = new_report(url=server.url)
        context = report.context
        fill(report)
        stored(report)
        wait_until(lambda: report.evaluate(KEPT) > 3, what="a page kept for later")
        report.wait_for_timeout(2_500)
        server.kill()
        report.close()

        again = context.new_page()
        again.goto(address(sheet))
        expect(again.get_by_role("textbox", name="Temuan")).to_have_value("Loket buka.")
        again.get_by_role("textbox", name="Temuan").fill("Loket buka, antrean tercatat.")
        take(again)
        waiting_shot(again).get_by_role("button", name="Kirim foto").press("Enter")
        expect(waiting_shot(again)).to_contain_text("Menunggu jaringan")
        expect(again.locator("#simpan")).to_contain_text("disimpan di perangkat ini")
        again.close()
        server.start()
        last = context.new_page()
        last.goto(address(sheet))
        expect(sent_shots(last)).to_have_count(1)
        stored(last)
    finally:
        server.kill()

    assert Visit.objects.get().findings == "Loket buka, antrean tercatat."


def test_a_lost_answer_stores_nothing_twice(report):
    lost = []

    def swallow(route):
        if route.request.url not in lost:
            lost.append(route.request.url)
            route.fetch()  # stored, and nobody hears of it
            route.abort()
        else:
            route.continue_()

    report.route("**/foto/", swallow)
    report.route("**/isi/", swallow)
    report.get_by_role("textbox", name="Temuan").fill("Loket buka.")
    take(report)
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")

    expect(sent_shots(report)).to_have_count(1, timeout=30_000)
    stored(report)
    report.get_by_role("textbox", name="Temuan").fill("Loket buka, rapi.")
    wait_until(lambda: bool(report.wait_for_timeout(50)) or Visit.objects.get().findings.endswith("rapi."), what="both")
    expect(report.locator("[data-choose]")).to_have_count(0)
    assert VisitPhoto.objects.count() == 1


def test_two_devices_are_asked_which_notes_stand(new_report):
    phone, tablet = new_report(), new_report()
    phone.get_by_role("textbox", name="Temuan").fill("Dari ponsel.")
    stored(phone)

    tablet.get_by_role("textbox", name="Temuan").fill("Dari tablet.")

    expect(tablet.locator("#simpan")).to_contain_text("sudah diubah di tab atau perangkat lain")
    tablet.get_by_role("button", name="Pakai isian di sini").press("Enter")
    stored(tablet)
    assert Visit.objects.get().findings == "Dari tablet."
    phone.get_by_role("textbox", name="Temuan").fill("Ponsel lagi.")
    phone.get_by_role("button", name="Pakai yang tersimpan").press("Enter")
    expect(phone.get_by_role("textbox", name="Temuan")).to_have_value("Dari tablet.")
    assert Visit.objects.get().findings == "Dari tablet."


def end_session(user):
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    cache.clear()


def test_an_ended_session_sends_nothing_until_the_same_person_is_back(report, juror, settings):
    end_session(juror)
    take(report)
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")
    report.get_by_role("textbox", name="Temuan").fill("Sesudah sesi berakhir.")

    expect(report.locator("#session-over")).to_contain_text("Sesi Anda berakhir")
    expect(waiting_shot(report)).to_contain_text("Sesi berakhir: disimpan di perangkat ini")
    assert not Visit.objects.exists()
    sign_in(report.context, juror, settings)
    report.get_by_role("button", name="Saya sudah masuk").press("Enter")

    expect(sent_shots(report)).to_have_count(1)
    stored(report)
    assert Visit.objects.get().findings == "Sesudah sesi berakhir."


def test_another_person_on_the_device_sends_and_sees_nothing(report, sheet, settings):
    context = report.context
    context.set_offline(offline=True)
    take(report)
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")
    report.get_by_role("textbox", name="Temuan").fill("Milik juri pertama.")
    expect(waiting_shot(report)).to_contain_text("Menunggu jaringan")
    report.close()
    context.set_offline(offline=False)
    from tests.judging.visits.visiting import another_sheet  # noqa: PLC0415  only here

    other = another_sheet(sheet.assignment.stage)
    sign_in(context, other.assignment.juror, settings)

    page = context.new_page()
    page.goto(address(other))
    expect(page.locator("[data-overall]")).to_contain_text("Semua tersimpan")
    page.wait_for_timeout(2_500)

    assert waiting_shot(page).count() == 0
    assert not VisitPhoto.objects.exists()
    assert not Visit.objects.filter(
        juror=other.assignment.juror
    ).exists()  # the closing tab may still have sent its own
    assert page.evaluate(HELD) == ["photo"]
    assert f"kunjungan-{sheet.assignment.juror_id}" not in page.evaluate("() => caches.keys()")


def test_signing_out_asks_about_what_is_unsent_and_takes_it_away(report, sheet):
    context = report.context
    take(report)
    expect(waiting_shot(report)).to_contain_text("belum dikirim")
    wait_until(lambda: report.evaluate(KEPT) > 0, what="a page kept for later")
    report.locator("details.person summary").press("Enter")
    report.locator("[data-sign-out] > button").press("Enter")

    expect(report.locator("[data-unsent]")).to_contain_text("Foto kunjungan")
    report.get_by_role("button", name="Keluar dan hapus tulisan itu").press("Enter")

    report.wait_for_url("**/")
    page = context.new_page()
    page.goto("/")
    assert page.evaluate(HELD) == []
    assert page.evaluate(KEPT) == 0
    assert not Visit.objects.exists()


def test_a_report_that_lacks_something_leads_to_it(report, assert_accessible):
    file(report)

    expect(report.locator("[data-gaps]")).to_contain_text("Apakah layanan berjalan? Jawab pertanyaan ini.")
    assert_accessible(report)
    report.get_by_role("link", name="Tuliskan temuan di lapangan.").press("Enter")
    expect(report.locator("#findings")).to_be_in_viewport()
    fill(report)
    stored(report)
    file(report)
    expect(report.locator(".standing")).to_contain_text("Dikirim")


def test_a_draft_photo_holds_the_report_back(report):
    fill(report)
    take(report)

    file(report)

    expect(report.locator("[data-overall]")).to_contain_text("Masih ada foto yang belum dikirim")
    assert not Visit.objects.filter(filed_at__isnull=False).exists()


def test_a_photo_is_taken_out_with_the_keyboard(report):
    take(report)
    waiting_shot(report).get_by_role("button", name="Kirim foto").press("Enter")
    sent_shots(report).get_by_role("button", name="Hapus").press("Enter")

    expect(sent_shots(report)).to_have_count(0)
    wait_until(lambda: not VisitPhoto.objects.exists(), what="the photo gone")


def test_the_worker_reaches_reports_and_nothing_else(report):
    wait_until(lambda: report.evaluate(KEPT) > 0, what="a page kept for later")

    scopes = report.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope)")
    kept = report.evaluate("""async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith("kunjungan-"));
      const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
      return lists.flat().map((one) => new URL(one.url).pathname);
    }""")

    assert [scope.endswith("/penilaian/kunjungan/") for scope in scopes] == [True]
    assert {path.split("/")[1] for path in json.loads(json.dumps(kept))} == {"penilaian", "static"}

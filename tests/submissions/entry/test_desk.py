"""The desk in a real browser: stored as one pauses, and nothing lost on a broken line, session, tab or server."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from accounts import clock
from accounts.models import MembershipRole
from competitions.models import PhaseKind
from submissions.models import Revision, Section
from tests.conftest import wait_until
from tests.factories import EditionFactory, MembershipFactory, PhaseFactory, ProposalFactory, SectionTemplateFactory
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORED = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("kovablik");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const names = [...request.result.objectStoreNames];
    if (!names.includes("queue")) { request.result.close(); return resolve([]); }
    const all = request.result.transaction("queue").objectStore("queue").getAll();
    all.onsuccess = () => {
      request.result.close();
      resolve(all.result.map((record) => Object.fromEntries(record.fields).text));
    };
  };
})"""
AGED = """() => new Promise((resolve) => {
  const request = indexedDB.open("kovablik");
  request.onsuccess = () => {
    const change = request.result.transaction("queue", "readwrite");
    const all = change.objectStore("queue").getAll();
    all.onsuccess = () => all.result.forEach((record) => change.objectStore("queue").put({ ...record, at: 0 }));
    change.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""
SLOW = """() => {
  const real = window.fetch;
  window.flying = window.most = 0;
  window.fetch = async (url, options) => {
    if (options?.method !== "POST") return real(url, options);
    window.most = Math.max(window.most, ++window.flying);
    const answer = await real(url, options);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    window.flying -= 1;
    return answer;
  };
}"""
OVER = "Sesi Anda berakhir"


@pytest.fixture
def template():
    now = clock.now()
    edition = EditionFactory(phases=False, opened_at=now - timedelta(days=2))
    PhaseFactory(
        edition=edition,
        kind=PhaseKind.REGISTRATION,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    return SectionTemplateFactory(edition=edition, name="Kebaruan", max_words=5, evidence_required=True)


@pytest.fixture
def proposal(template):
    return ProposalFactory(edition=template.edition)


@pytest.fixture
def writer(proposal):
    return MembershipFactory(opd=proposal.innovation.opd, user__name="Sari Operator").user


@pytest.fixture
def colleague(proposal):
    return MembershipFactory(opd=proposal.innovation.opd, user__name="Budi Rekan").user


def sign_in(context, user, settings):
    """Give a browser this person's session, as if they had signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}
    context.add_cookies([cookie])


def end_session(user):
    """The session runs out on the server, as it does after two weeks or a change of password."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    cache.clear()


@pytest.fixture
def new_desk(browser, live_server, settings, proposal):
    """Make a desk for a person, in a browser of its own; its console may tell of the broken line."""
    contexts = []

    def make(user, *, url=live_server.url, **options):
        context = browser.new_context(base_url=url, locale="id-ID", timezone_id="Asia/Jakarta", **options)
        contexts.append(context)
        context.set_default_timeout(30_000)
        sign_in(context, user, settings)
        page = context.new_page()
        page.goto(proposal.get_absolute_url())
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def desk(new_desk, writer):
    return new_desk(writer)


def box(page):
    return page.get_by_role("textbox", name="Kebaruan", exact=True)


def state(page):
    return page.locator("[id^=bagian-][data-save-state]")


def text():
    return Section.objects.values_list("text", flat=True).first()


def expect_text(wanted, seconds=15, page=None):
    """Wait for the server; with a page its routes go on being answered meanwhile."""

    def is_there():
        if page:
            page.wait_for_timeout(50)
        return text() == wanted

    wait_until(is_there, seconds=seconds, what=f"{wanted!r}")


def test_a_text_is_counted_stored_and_struck_off_the_list(desk, assert_accessible):
    expect(desk.locator("#instrumen")).to_contain_text("Kebaruan belum diisi")

    box(desk).press_sequentially("dua – kata")

    expect(desk.locator(".words")).to_have_text("2 dari 5 kata")
    expect(state(desk)).to_contain_text("WIB")
    expect(desk.locator("#instrumen")).not_to_contain_text("Kebaruan belum diisi")
    assert text() == "dua – kata"
    assert desk.evaluate(STORED) == []
    assert_accessible(desk)


def test_a_text_is_stored_within_two_seconds_of_the_last_key(desk):
    box(desk).press_sequentially("lekas")
    last_key = time.monotonic()

    expect_text("lekas", seconds=2)

    assert time.monotonic() - last_key < 2


def test_whoever_writes_on_without_a_pause_is_stored_meanwhile(desk):
    started = time.monotonic()
    while not Section.objects.exists() and time.monotonic() - started < 12:
        box(desk).press_sequentially("a", delay=300)

    assert Section.objects.exists()


def test_a_text_over_the_limit_is_stored_and_counted(desk):
    box(desk).fill("satu dua tiga empat lima enam")

    expect(desk.locator(".words")).to_have_text("6 dari 5 kata, lebih 1 kata")
    expect(state(desk)).to_contain_text("WIB")
    assert text() == "satu dua tiga empat lima enam"


def test_a_text_typed_on_a_broken_line_is_kept_here_and_sent_on_return(desk, assert_accessible):
    desk.context.set_offline(offline=True)

    box(desk).press_sequentially("ditulis saat putus")

    expect(state(desk)).to_have_text("Sambungan terputus: disimpan di perangkat ini, dikirim begitu tersambung")
    expect(desk.locator("[data-announce]")).to_contain_text("Sambungan terputus")
    assert desk.evaluate(STORED) == ["ditulis saat putus"]
    desk.context.set_offline(offline=False)
    expect(state(desk)).to_contain_text("WIB")
    assert text() == "ditulis saat putus"
    wait_until(lambda: desk.evaluate(STORED) == [], what="an empty outbox")
    assert_accessible(desk)


def test_a_tab_that_was_closed_offline_brings_the_text_back(desk, proposal):
    context = desk.context
    context.set_offline(offline=True)
    box(desk).press_sequentially("tab ini ditutup")
    expect(state(desk)).to_contain_text("Sambungan terputus")
    desk.close()
    context.set_offline(offline=False)

    again = context.new_page()
    again.goto(proposal.get_absolute_url())

    expect(box(again)).to_have_value("tab ini ditutup")
    expect(state(again)).to_contain_text("WIB")
    assert text() == "tab ini ditutup"


def test_a_text_that_came_too_late_is_shown_to_its_writer_and_to_nobody_else(
    desk, proposal, colleague, settings, assert_accessible
):
    context = desk.context
    context.set_offline(offline=True)
    box(desk).fill("lewat satu detik")
    expect(state(desk)).to_contain_text("Sambungan terputus")
    desk.close()
    context.set_offline(offline=False)
    proposal.edition.phases.update(closes_at=clock.now())

    again = context.new_page()
    again.goto(proposal.get_absolute_url())

    expect(again.locator(".leftover")).to_contain_text("Tidak sempat terkirim: Kebaruan")
    expect(again.locator(".leftover__text")).to_have_text("lewat satu detik")
    assert_accessible(again)
    sign_in(context, colleague, settings)
    other = context.new_page()
    other.goto(proposal.get_absolute_url())
    expect(other.locator(".leftover")).to_have_count(0)
    again.get_by_role("button", name="Hapus dari perangkat ini").press("Enter")
    wait_until(lambda: again.evaluate(STORED) == [], what="an empty outbox")
    assert not Section.objects.exists()


def test_a_tab_closed_between_two_keys_loses_nothing(desk, proposal):
    context = desk.context
    context.route("**/bagian/**", lambda route: route.abort())
    box(desk).press_sequentially("baru diketik")
    wait_until(lambda: desk.evaluate(STORED) == ["baru diketik"], what="the text on the disk")
    desk.close()
    context.unroute("**/bagian/**")

    again = context.new_page()
    again.goto(proposal.get_absolute_url())

    expect(box(again)).to_have_value("baru diketik")
    expect_text("baru diketik")


def test_a_lost_answer_is_no_quarrel_with_oneself(desk):
    lost = []

    def swallow(route):
        if not lost:
            lost.append(route.fetch())  # stored, and nobody hears of it
            route.abort()
        else:
            route.continue_()

    desk.route("**/bagian/**", swallow)
    box(desk).press_sequentially("satu")
    expect_text("satu", page=desk)
    box(desk).press_sequentially(" dua")

    expect_text("satu dua", page=desk)
    expect(state(desk)).to_contain_text("WIB")
    expect(desk.locator("[data-clash]")).to_have_count(0)


def test_one_request_is_under_way_at_a_time_and_only_what_it_confirmed_is_let_go(desk):
    desk.evaluate(SLOW)
    box(desk).fill("satu")
    expect_text("satu", page=desk)

    box(desk).fill("satu dua")
    desk.wait_for_timeout(1_500)  # longer than the pause after which a text is sent

    assert (text(), desk.evaluate("window.most")) == ("satu", 1)
    assert desk.evaluate(STORED) == ["satu dua"]
    expect_text("satu dua", page=desk)
    wait_until(lambda: desk.evaluate(STORED) == [])
    assert desk.evaluate("window.most") == 1
    expect(desk.locator("[data-clash]")).to_have_count(0)


def sign_in_again(desk, person):
    """Through the whole sign-in page, in the tab that the panel opens."""
    with desk.context.expect_page() as opened:
        desk.locator("#session-over").get_by_role("link", name="Masuk kembali").press("Enter")
    tab = opened.value
    tab.get_by_label("Nama pengguna").fill(person.username)
    tab.get_by_label("Kata sandi").fill("rahasia-contoh")
    tab.get_by_role("button", name="Masuk").press("Enter")
    tab.wait_for_url("**/masuk-kembali/")
    return tab


def test_a_session_that_ends_while_typing_is_renewed_beside_the_desk(desk, writer, assert_accessible):
    box(desk).press_sequentially("sebelum")
    expect_text("sebelum")
    end_session(writer)

    box(desk).press_sequentially(" dan sesudah")

    expect(desk.locator("#session-over")).to_contain_text("Masuk kembali sebagai Sari Operator")
    expect(state(desk)).to_contain_text("Sesi berakhir: disimpan di perangkat ini.")
    assert desk.evaluate(STORED) == ["sebelum dan sesudah"]
    assert_accessible(desk)
    tab = sign_in_again(desk, writer)
    expect(tab.get_by_role("main")).to_contain_text("Anda dapat menutup tab ini")
    assert_accessible(tab)
    expect(state(desk)).to_contain_text("WIB")
    expect(desk.locator("#session-over")).to_be_hidden()
    expect(box(desk)).to_have_value("sebelum dan sesudah")
    assert text() == "sebelum dan sesudah"
    desk.reload()
    expect(box(desk)).to_have_value("sebelum dan sesudah")


def test_nothing_is_sent_in_the_name_of_another_person(desk, writer, colleague):
    end_session(writer)
    box(desk).press_sequentially("milik Sari")
    expect(desk.locator("#session-over")).to_contain_text(OVER)

    tab = sign_in_again(desk, colleague)

    expect(desk.locator("#session-over")).to_contain_text("Di peramban ini sekarang masuk Budi Rekan")
    expect(state(desk)).to_contain_text("tidak dikirim")
    box(desk).press_sequentially("!")
    desk.wait_for_timeout(2_000)
    assert not Section.objects.exists()
    tab.goto(desk.url)
    expect(box(tab)).to_have_value("")
    assert box(desk).input_value() == "milik Sari!"


def test_a_page_of_one_person_is_refused_under_the_session_of_another(desk, writer, colleague, settings):
    """Even when the token fits: the page says who writes, and the server looks."""
    sign_in(desk.context, colleague, settings)

    box(desk).press_sequentially("milik Sari")

    expect(desk.locator("#session-over")).to_contain_text("Di peramban ini sekarang masuk Budi Rekan")
    assert not Section.objects.exists()


def test_a_server_that_is_killed_while_somebody_types_gets_it_all_when_it_is_back(new_desk, writer, tmp_path):
    server = Server(tmp_path / "gunicorn.log")
    server.start()
    try:
        desk = new_desk(writer, url=server.url)
        box(desk).press_sequentially("satu")
        expect_text("satu")

        box(desk).press_sequentially(" dua")
        server.kill()
        box(desk).press_sequentially(" tiga")

        expect(state(desk)).to_contain_text("disimpan di perangkat ini")
        assert desk.evaluate(STORED) == ["satu dua tiga"]
        server.start()
        expect(state(desk)).to_contain_text("WIB", timeout=30_000)
        assert text() == "satu dua tiga"
    finally:
        server.kill()


def test_the_second_of_two_people_sees_both_texts_and_who_wrote(new_desk, writer, colleague, assert_accessible):
    first, second = new_desk(colleague), new_desk(writer)
    box(first).press_sequentially("satu kata dari Budi")
    expect_text("satu kata dari Budi")

    box(second).press_sequentially("satu kata dari Sari")

    clash = second.locator("[data-clash]")
    expect(clash.get_by_role("heading", level=3)).to_have_text("Budi Rekan juga menulis di bagian ini")
    expect(clash.get_by_role("region", name="Tulisan yang tersimpan")).to_have_text("satu kata dari Budi")
    expect(clash.get_by_role("region", name="Tulisan Anda di sini")).to_have_text("satu kata dari Sari")
    expect(clash.locator(".only-theirs")).to_have_text("Budi")
    expect(clash.locator(".only-mine")).to_have_text("Sari")
    assert text() == "satu kata dari Budi"
    assert_accessible(second)
    clash.get_by_role("button", name="Pakai tulisan saya").press("Enter")
    expect_text("satu kata dari Sari")
    expect(second.locator("[data-clash]")).to_have_count(0)
    assert list(Revision.objects.values_list("text", "written_by__name")) == [
        ("satu kata dari Budi", "Budi Rekan"),
        ("satu kata dari Sari", "Sari Operator"),
    ]


def test_the_text_that_stands_can_be_taken(new_desk, writer, colleague):
    first, second = new_desk(colleague), new_desk(writer)
    box(first).fill("milik Budi")
    expect_text("milik Budi")
    box(second).fill("milik Sari")

    second.get_by_role("button", name="Pakai tulisan Budi Rekan").press("Enter")

    expect(box(second)).to_have_value("milik Budi")
    expect(state(second)).to_contain_text("WIB")
    assert text() == "milik Budi"
    wait_until(lambda: second.evaluate(STORED) == [], what="an empty outbox")


def test_both_texts_can_be_joined(new_desk, writer, colleague):
    first, second = new_desk(colleague), new_desk(writer)
    box(first).fill("sama\nBudi")
    expect_text("sama\nBudi")
    box(second).fill("sama\nSari")
    second.get_by_text("Gabungkan keduanya").click()

    joined = second.get_by_label("Semua alinea dari keduanya")
    expect(joined).to_have_value("sama\nBudi\nSari")
    joined.fill("sama\nBudi dan Sari")
    second.get_by_role("button", name="Simpan gabungan").press("Enter")

    expect_text("sama\nBudi dan Sari")
    expect(box(second)).to_have_value("sama\nBudi dan Sari")


@pytest.mark.parametrize(
    ("button", "stands"), [("Simpan gabungan", "milik Budi\nmilik Sari"), ("Pakai tulisan Budi Rekan", "milik Budi")]
)
def test_what_was_typed_on_beside_a_conflict_is_in_the_history(new_desk, writer, colleague, button, stands):
    first, second = new_desk(colleague), new_desk(writer)
    box(first).fill("milik Budi")
    expect_text("milik Budi")
    box(second).fill("milik Sari")
    second.get_by_text("Gabungkan keduanya").click()

    box(second).fill("milik Sari dan lagi")
    second.get_by_role("button", name=button).press("Enter")

    expect(box(second)).to_have_value(stands)
    expect_text(stands)
    assert "milik Sari dan lagi" in Revision.objects.values_list("text", flat=True)


def test_two_tabs_of_one_person_do_not_overwrite_each_other(desk, proposal):
    other = desk.context.new_page()
    other.goto(proposal.get_absolute_url())
    box(desk).fill("dari tab pertama")
    expect_text("dari tab pertama")

    box(other).fill("dari tab kedua")

    expect(other.locator("[data-clash]")).to_contain_text("juga Anda ubah di tab atau perangkat lain")
    assert text() == "dari tab pertama"


def test_signing_out_takes_what_was_typed_off_the_device(desk):
    box(desk).fill("sempat tersimpan")
    desk.locator("details.person summary").press("Enter")

    desk.get_by_role("button", name="Keluar", exact=True).press("Enter")

    desk.wait_for_url(lambda url: "usulan" not in url)
    assert text() == "sempat tersimpan"
    assert desk.evaluate(STORED) == []


def test_signing_out_asks_first_when_something_was_not_sent(desk, assert_accessible):
    desk.route("**/bagian/**", lambda route: route.abort())
    box(desk).fill("belum terkirim")
    expect(state(desk)).to_contain_text("disimpan di perangkat ini")
    desk.locator("details.person summary").press("Enter")
    desk.get_by_role("button", name="Keluar", exact=True).press("Enter")

    question = desk.locator("details.person [data-unsent]")
    expect(question).to_contain_text("belum terkirim di perangkat ini")
    expect(question.get_by_role("link")).to_contain_text("Kebaruan")
    assert_accessible(desk)
    question.get_by_role("button", name="Keluar dan hapus tulisan itu").press("Enter")

    desk.wait_for_url(lambda url: "usulan" not in url)
    assert desk.evaluate(STORED) == []


def test_a_browser_without_a_store_keeps_it_on_the_page_and_says_so(new_desk, writer, browser):
    desk = new_desk(writer)
    desk.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    desk.reload()
    box(desk).fill("tersimpan juga")
    expect_text("tersimpan juga")
    desk.context.set_offline(offline=True)

    box(desk).fill("hanya di halaman ini")

    expect(state(desk)).to_contain_text("Jangan tutup halaman ini sampai tersambung")
    desk.context.set_offline(offline=False)
    expect_text("hanya di halaman ini")


def test_a_store_that_never_answers_holds_up_no_text(new_desk, writer):
    desk = new_desk(writer)
    desk.context.add_init_script("IDBFactory.prototype.open = () => ({})")
    desk.reload()

    box(desk).fill("tersimpan juga")

    expect_text("tersimpan juga", seconds=25)
    expect(state(desk)).to_contain_text("WIB")


def test_a_text_waits_as_long_as_its_writer_is_away(desk, proposal):
    """Months of absence, or a clock that was years behind when it was typed."""
    context = desk.context
    context.set_offline(offline=True)
    box(desk).fill("lama ditinggal")
    expect(state(desk)).to_contain_text("Sambungan terputus")
    desk.close()
    context.set_offline(offline=False)
    again = context.new_page()
    again.goto("/")
    again.evaluate(AGED)

    again.goto(proposal.get_absolute_url())

    expect(box(again)).to_have_value("lama ditinggal")
    expect_text("lama ditinggal")


def test_a_step_takes_along_what_was_just_typed(new_desk, proposal):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    desk = new_desk(head)
    desk.get_by_text("Tarik usulan", exact=True).click()

    box(desk).fill("ditulis menjelang ditarik")
    desk.get_by_role("button", name="Ya, tarik usulan ini").press("Enter")

    expect(desk.get_by_text("Usulan ditarik dan tidak ikut dinilai")).to_be_visible()
    assert text() == "ditulis menjelang ditarik"


def test_without_a_script_the_button_stores_and_a_conflict_shows_both(new_desk, writer, colleague):
    desk = new_desk(writer, java_script_enabled=False)
    other = new_desk(colleague, java_script_enabled=False)
    for page, words in ((other, "milik Budi"), (desk, "milik Sari")):
        box(page).fill(words)
        page.get_by_role("button", name="Simpan bagian").press("Enter")

    assert text() == "milik Budi"
    expect(box(desk)).to_have_value("milik Sari")
    expect(desk.locator("[data-clash]")).to_contain_text("Budi Rekan juga menulis di bagian ini")
    desk.get_by_role("button", name="Pakai tulisan saya").press("Enter")
    assert text() == "milik Sari"


def test_the_keyboard_alone_writes_and_settles_a_conflict(new_desk, writer, colleague):
    first, second = new_desk(colleague), new_desk(writer)
    box(first).fill("milik Budi")
    expect_text("milik Budi")
    box(second).focus()
    second.keyboard.type("milik Sari")
    expect(second.locator("[data-clash]")).to_be_visible()

    button = second.get_by_role("button", name="Pakai tulisan saya")
    for _ in range(12):
        second.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    second.keyboard.press("Enter")

    expect_text("milik Sari")
    assert box(second).evaluate("box => box === document.activeElement")


def test_an_earlier_text_is_put_back_from_the_history(desk, writer, colleague, proposal, template):
    section = Section.objects.create(proposal=proposal, template=template, text="dulu", updated_by=colleague)
    desk.reload()
    box(desk).fill("kini")
    expect_text("kini")

    desk.get_by_role("link", name="Riwayat Kebaruan").press("Enter")
    desk.get_by_text("Budi Rekan").click()
    desk.get_by_role("button", name="Kembalikan teks ini").press("Enter")

    expect(box(desk)).to_have_value("dulu")
    assert list(section.revisions.values_list("text", flat=True)) == ["dulu", "kini", "dulu"]
    assert section.revisions.last().written_by == writer

"""Seating, answering and pledging in a real browser, with the keyboard alone."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind
from judging.models import Answer, Conflict, Pledge, Seat, UsualBody
from judging.panels.actions_pledge import accept_pledge
from judging.panels.actions_seat import seat_juror
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CategoryFactory,
    CriterionFactory,
    OPDFactory,
    PanelFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage():
    """A stage that is judged now, with the plenary still ahead."""
    stage, now, kinds = StageFactory(), clock.now(), list(PhaseKind)
    CriterionFactory(rubric=stage.rubric, number=1, name="Kebaruan")
    for kind in kinds:
        opens_at = now - timedelta(days=1) + timedelta(days=7) * (kinds.index(kind) - kinds.index(PhaseKind.JUDGING))
        Phase.objects.filter(kind=kind).update(opens_at=opens_at, closes_at=opens_at + timedelta(days=7))
    return stage


@pytest.fixture
def enter(new_page, live_server):
    def as_person(user, **options):
        client, page = Client(), new_page(**options)
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"domain": urlsplit(live_server.url).hostname, "path": "/"}])
        page.goto("/beranda/")
        return page

    return as_person


def seat_by_keyboard(page, stage, person):
    page.goto(f"/kelola/{stage.edition.slug}/panel/")
    form = page.locator("form", has=page.get_by_role("button", name="Dudukkan juri"))
    form.get_by_label("Juri").fill(person.name)
    form.get_by_label("Unsur").select_option(UsualBody.ACADEMIC)
    form.get_by_label("Kesehatan").press("Space")
    form.get_by_role("button", name="Dudukkan juri").press("Enter")
    page.get_by_text("undangannya sedang dikirim").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_invitation_to_the_first_sheet(stage, enter, assert_accessible, script):
    PanelFactory(stage=stage, name="Panel A")
    CategoryFactory(edition=stage.edition, name="Kesehatan")
    first, second = UserFactory(name="Ratna Contoh"), UserFactory(name="Dewi Contoh")
    secretariat = AppointmentFactory().user

    page = enter(secretariat, java_script_enabled=script)
    seat_by_keyboard(page, stage, first)
    page.get_by_text("Menunggu jawaban sejak").wait_for()
    if script:
        assert_accessible(page)

    juror = enter(first, java_script_enabled=script)
    juror.get_by_role("link", name="Jawab undangan").press("Enter")
    if script:
        assert_accessible(juror)
    juror.locator("summary", has_text="Saya tidak bersedia").press("Enter")
    juror.get_by_label("Alasan tidak bersedia").fill("Sedang cuti.")
    juror.get_by_role("button", name="Kirim: tidak bersedia").press("Enter")
    juror.get_by_text("Bagian Organisasi sudah diberi tahu").wait_for()

    page.goto("/beranda/")
    page.get_by_role("link", name="Dudukkan pengganti").first.press("Enter")
    page.wait_for_url("**/panel/")
    page.get_by_role("link", name="Dudukkan pengganti").press("Enter")
    page.wait_for_url("**/anggota/**")
    if script:
        assert_accessible(page)
    page.get_by_label("Juri").fill(second.name)
    page.get_by_role("button", name="Dudukkan pengganti").press("Enter")
    page.get_by_text("Dewi Contoh menggantikan Ratna Contoh; undangannya").wait_for()
    if script:
        assert_accessible(page)

    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=second, pledged=False))
    juror = enter(second, java_script_enabled=script)
    juror.get_by_role("link", name="Jawab undangan").press("Enter")
    juror.get_by_role("button", name="Saya bersedia").press("Enter")
    juror.get_by_role("heading", name="Pakta integritas", level=1).wait_for()
    juror.goto(sheet.get_absolute_url())
    juror.get_by_role("heading", name="Pakta integritas", level=1).wait_for()
    if script:
        assert_accessible(juror)
    juror.get_by_label("Saya telah membaca").press("Space")
    juror.get_by_role("button", name="Setujui pakta").press("Enter")
    juror.wait_for_url(f"**{sheet.get_absolute_url()}")
    juror.get_by_text("Kebaruan").first.wait_for()

    assert Pledge.objects.get().user == second
    assert list(Seat.objects.order_by("pk").values_list("answer", flat=True)) == [Answer.DECLINED, Answer.ACCEPTED]


def test_the_worker_draws_the_paper(stage, worker, enter):
    seat = seat_juror(
        panel=PanelFactory(stage=stage),
        user=UserFactory(),
        body=UsualBody.ACADEMIC,
        by=AppointmentFactory().user,
    )
    pledge = accept_pledge(edition=stage.edition, user=seat.user, by=asked_anew(seat.user))

    page = enter(seat.user)
    page.goto(f"/penilaian/{stage.edition.slug}/pakta/")
    address = page.get_by_role("link", name="Unduh PDF").get_attribute("href")
    for _look in range(60):
        response = page.request.get(address)
        if response.status == 200:
            break
        page.wait_for_timeout(500)
    assert response.body().startswith(b"%PDF-")
    assert Pledge.objects.get(pk=pledge.pk).pdf


def test_a_search_narrows_what_is_offered_and_keeps_what_is_written(enter, stage):
    """Of sixty bodies a few are offered; while one types the choice is read anew, beside a reason half written."""
    seat = SeatFactory(panel=PanelFactory(stage=stage))
    OPDFactory.create_batch(60)
    far, colleague = OPDFactory(name="Zona Terluar"), UserFactory(name="Zulaikha Contoh")
    UserFactory.create_batch(60)
    page = enter(AppointmentFactory().user)

    page.goto(f"/kelola/{stage.edition.slug}/benturan/")
    page.get_by_text("Tetapkan benturan").first.click()
    page.get_by_label("Juri", exact=True).select_option(str(seat.user_id))
    page.get_by_label("Alasan").fill("Saudara kandung.")
    page.get_by_label("Cari: OPD").press_sequentially("terluar")
    page.locator("select#id_opd option", has_text="Zona Terluar").wait_for(state="attached")
    page.locator("select#id_opd").select_option(str(far.pk))
    page.get_by_role("button", name="Tetapkan benturan").click()
    page.get_by_text("tercatat").first.wait_for()
    page.goto(f"/kelola/{stage.edition.slug}/panel/")
    page.get_by_text("Tambah juri").first.click()
    page.get_by_label("Juri", exact=True).press_sequentially("zulai")

    expect(page.locator("datalist#orang option")).to_have_count(1)
    assert colleague.name in page.locator("datalist#orang option").get_attribute("value")
    conflict = Conflict.objects.get()
    assert (conflict.opd, conflict.user, conflict.reason) == (far, seat.user, "Saudara kandung.")

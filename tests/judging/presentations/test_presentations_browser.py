"""The presentations in a real browser: made, drawn, read by a juror, run on the big screen and on a second one."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Phase, PhaseKind, StageKind
from judging.models import Attendance, Slot
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    PanelFactory,
    PromotionFactory,
    SeatFactory,
    SessionFactory,
    SlotFactory,
    StageFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ("Antre Daring", "Bank Sampah", "Cepat Tanggap")


@pytest.fixture
def meeting():
    """Presentations that run from yesterday to the day after tomorrow, by the real clock."""
    stage = StageFactory(edition=StageFactory().edition, kind=StageKind.PRESENTATION)
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.PRESENTATION).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=3)
    )
    Phase.objects.filter(kind__in=[PhaseKind.VISIT, PhaseKind.PLENARY]).update(
        opens_at=now + timedelta(days=4), closes_at=now + timedelta(days=5)
    )
    return stage


@pytest.fixture
def secretary():
    return AppointmentFactory().user


@pytest.fixture
def slots(meeting):
    session = SessionFactory(stage=meeting, starts_at=clock.now() - timedelta(hours=1))
    return [
        SlotFactory(session=session, number=number, proposal__innovation__title=title)
        for number, title in enumerate(TITLES, start=1)
    ]


def signed_in(page, user, live_server):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def path(name, meeting, *args):
    return reverse(f"judging:{name}", args=[meeting.edition.slug, *args])


def test_from_sessions_to_the_jurors_schedule(new_page, meeting, secretary, live_server, assert_accessible):
    juror = SeatFactory(panel=PanelFactory(stage=meeting)).user
    for title in TITLES:
        promotion = PromotionFactory(stage=meeting, proposal__innovation__title=title)
    ConflictFactory(user=juror, opd=promotion.proposal.innovation.opd)
    day = timezone.localdate(clock.now() + timedelta(days=1))
    page = signed_in(new_page(), secretary, live_server)

    page.goto(path("session-list", meeting, meeting.pk))
    page.get_by_role("link", name="Tambah sesi").press("Enter")
    page.get_by_label("Tanggal").fill(day.isoformat())
    page.get_by_label("Mulai (WIB)").fill("09:00")
    page.get_by_label("Selesai (WIB)").fill("09:10")
    page.get_by_label("tempat").fill("Ruang Rapat Utama")
    page.get_by_role("button", name="Simpan sesi").press("Enter")
    expect(page.get_by_text("lebih pendek daripada satu giliran").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Selesai (WIB)").fill("11:00")
    page.get_by_role("button", name="Simpan sesi").press("Enter")
    page.get_by_role("button", name="Susun agenda").press("Enter")
    expect(page.get_by_text("Juri keluar-masuk")).to_contain_text("1 kali (urutan abjad: 1)")
    page.get_by_role("button", name=f"Mundurkan {TITLES[0]}").press("Enter")
    expect(page.locator(".meeting tbody tr").first).to_contain_text(TITLES[1])
    assert_accessible(page)

    other = signed_in(new_page(), juror, live_server)
    other.goto(path("agenda-detail", meeting))

    expect(other.get_by_text("Anda meninggalkan ruangan")).to_have_count(1)
    expect(other.get_by_text(TITLES[2])).to_have_count(0)
    assert_accessible(other)


def test_the_clock_runs_by_keyboard_and_a_second_screen_follows(
    new_page, meeting, secretary, slots, live_server, assert_accessible
):
    desk, wall = (signed_in(new_page(), secretary, live_server) for _ in range(2))
    for screen in (desk, wall):
        screen.goto(path("timer-detail", meeting, slots[0].pk))
    expect(desk.get_by_role("button", name="Mulai paparan")).to_be_focused()
    assert_accessible(desk)

    desk.keyboard.press("Space")

    expect(desk.locator(".timer__word")).to_have_text("Paparan")
    expect(desk.locator("[data-figures]")).to_have_text(re.compile(r"0[67]:\d\d"))
    expect(wall.locator(".timer__word")).to_have_text("Paparan")
    expect(wall.locator("[data-figures]")).to_have_text(re.compile(r"06:\d\d"))
    expect(desk.get_by_role("button", name="Lanjut ke wawancara")).to_be_focused()
    assert_accessible(wall)
    desk.keyboard.press("Space")
    expect(wall.locator(".timer__word")).to_have_text("Wawancara")
    expect(desk.get_by_role("button", name="Akhiri giliran")).to_be_focused()
    desk.keyboard.press("Space")
    expect(wall.locator(".timer__word")).to_have_text("Selesai")
    expect(desk.get_by_role("link", name="Giliran berikutnya")).to_be_focused()
    assert Slot.objects.get(pk=slots[0].pk).ended_at is not None


LOOKS = (
    (timedelta(minutes=2), r"0[45]:\d\d", "", "timer--talk"),
    (timedelta(minutes=6, seconds=15), r"00:[34]\d", "Satu menit terakhir", "is-last"),
    (timedelta(minutes=8), r"\+01:\d\d", "Waktu habis", "is-over"),
)


def test_the_clock_says_in_words_and_colour_how_it_stands(
    page, meeting, secretary, slots, live_server, assert_accessible
):
    signed_in(page, secretary, live_server)
    for gone, figures, note, state in LOOKS:
        Slot.objects.filter(pk=slots[0].pk).update(began_at=clock.now() - gone)
        page.goto(path("timer-detail", meeting, slots[0].pk))

        expect(page.locator("[data-figures]")).to_have_text(re.compile(figures))
        expect(page.locator("[data-note]")).to_have_text(note)
        expect(page.locator("[data-timer]")).to_have_class(re.compile(state))
        assert_accessible(page)


def test_a_device_whose_clock_is_wrong_shows_the_servers_time(page, meeting, secretary, slots, live_server):
    Slot.objects.filter(pk=slots[0].pk).update(began_at=clock.now() - timedelta(minutes=2))
    signed_in(page, secretary, live_server)
    page.clock.install(time=clock.now() + timedelta(hours=5))

    page.goto(path("timer-detail", meeting, slots[0].pk))
    expect(page.locator("[data-figures]")).to_have_text(re.compile(r"0[45]:\d\d"))
    page.clock.fast_forward(4 * 60_000 + 20_000)

    expect(page.locator("[data-note]")).to_have_text("Satu menit terakhir")


def test_without_javascript_the_clock_shows_its_hours(new_page, meeting, secretary, slots, live_server):
    page = signed_in(new_page(java_script_enabled=False), secretary, live_server)

    page.goto(path("timer-detail", meeting, slots[0].pk))
    page.get_by_role("button", name="Mulai paparan").press("Enter")

    began = timezone.localtime(Slot.objects.get(pk=slots[0].pk).began_at)
    expect(page.locator("[data-figures]")).to_have_text(f"{began:%H.%M}–{began + timedelta(minutes=7):%H.%M}")
    expect(page.get_by_text("Sampai pukul")).to_be_visible()


def test_boxes_are_ticked_on_a_phone(new_page, meeting, secretary, slots, live_server, assert_accessible):
    juror = SeatFactory(panel=PanelFactory(stage=meeting)).user
    page = signed_in(new_page(viewport={"width": 390, "height": 844}), secretary, live_server)

    page.goto(path("attendance-update", meeting, slots[0].pk))
    page.get_by_label("Pimpinan").check()
    page.get_by_label(str(juror)).check()
    assert_accessible(page)
    page.get_by_role("button", name="Simpan kehadiran").press("Enter")

    expect(page.get_by_text("Kehadiran tersimpan.")).to_be_visible()
    assert set(Attendance.objects.values_list("juror", "is_present")) == {(None, True), (juror.pk, True)}

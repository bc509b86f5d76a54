"""The pages of the presentations: who sees which of them, what they say, and the calendar files."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts import clock
from accounts.models import Office
from competitions.models import PhaseKind, StageKind
from judging.models import Attendance, Session, Slot
from judging.presentations.actions import draw_agenda, move_slot, shift_slot
from judging.presentations.actions_timer import step_slot
from judging.ranking.actions_promotion import announce_promotions
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    MembershipFactory,
    PanelFactory,
    PartnershipFactory,
    PromotionFactory,
    SeatFactory,
    SessionFactory,
    SlotFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew
from tests.moments import moment, opening

NINE = opening(PhaseKind.PRESENTATION) + timedelta(days=4, hours=1)  # Friday 09.00 WIB
TITLES = ("Antre Daring", "Bank Sampah", "Cepat Tanggap")
FORM = {
    "day": "2026-02-06",
    "begins": "09:00",
    "ends": "12:00",
    "place": "Ruang Rapat Utama",
    "talk_minutes": "7",
    "interview_minutes": "13",
    "pause_minutes": "5",
}


@pytest.fixture
def meeting(db):
    desk = StageFactory()
    with clock.at(moment(PhaseKind.PRESENTATION)):
        yield StageFactory(edition=desk.edition, kind=StageKind.PRESENTATION)


@pytest.fixture
def secretary(db):
    return asked_anew(AppointmentFactory().user)


@pytest.fixture
def juror(meeting):
    return SeatFactory(panel=PanelFactory(stage=meeting)).user


@pytest.fixture
def slots(meeting, secretary):
    """Three turns of ours in one session, drawn by title."""
    SessionFactory(stage=meeting, starts_at=NINE, place="Aula")
    for title in TITLES:
        PromotionFactory(stage=meeting, proposal__innovation__title=title)
    draw_agenda(stage=meeting, by=secretary)
    return list(Slot.objects.order_by("number").select_related("proposal__innovation__opd"))


def path(name, slug, *args):
    return reverse(f"judging:{name}", args=[slug, *args])


def events(response):
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"].endswith('.ics"')
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


# The secretariat's agenda


def test_a_session_is_made_on_its_page(client, meeting, secretary):
    client.force_login(secretary)
    address = path("session-create", meeting.edition.slug, meeting.pk)

    page = client.get(address).content.decode()
    made = client.post(address, FORM)

    assert 'value="7"' in page
    assert 'value="13"' in page
    assert made.status_code == 302
    session = Session.objects.get()
    assert session.starts_at == NINE
    assert session.ends_at == NINE + timedelta(hours=3)
    assert session.capacity == 7


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"day": "2026-02-04"}, "begins", "Waktu ini sudah lewat."),
        ({"day": "besok"}, "day", "tanggal yang valid"),
        ({"day": "9999-12-31"}, "day", "2000 dan 2100"),
        ({"ends": "08:00"}, "ends", "Sesi berakhir setelah dimulai."),
        ({"ends": "09:19"}, "ends", "lebih pendek daripada satu giliran (20 menit)"),
        ({"talk_minutes": "0"}, "talk_minutes", "lebih besar dari atau sama dengan 1"),
        ({"talk_minutes": "-7"}, "talk_minutes", "lebih besar dari atau sama dengan"),
        ({"talk_minutes": "tujuh"}, "talk_minutes", "angka bilangan"),
        ({"place": "   "}, "place", "tidak boleh kosong"),
        ({"day": "2026-03-06"}, "ends", "sudah ditutup saat itu"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client, meeting, secretary, wrong, field, sentence):
    client.force_login(secretary)

    refused = client.post(path("session-create", meeting.edition.slug, meeting.pk), FORM | wrong)

    form = refused.context["form"]
    assert refused.status_code == 422
    assert list(form.errors) == [field]
    assert sentence in " ".join(form.errors[field])
    assert 'value="13"' in refused.content.decode()
    assert not Session.objects.exists()


def test_two_sessions_in_one_room_are_refused_at_the_room(client, meeting, secretary):
    client.force_login(secretary)
    address = path("session-create", meeting.edition.slug, meeting.pk)
    client.post(address, FORM)

    refused = client.post(address, FORM | {"begins": "11:00", "ends": "13:00"})

    assert list(refused.context["form"].errors) == ["place"]


def test_changing_a_session_begins_with_what_is_stored(client, meeting, secretary):
    client.force_login(secretary)
    client.post(path("session-create", meeting.edition.slug, meeting.pk), FORM)
    session = Session.objects.get()
    address = path("session-update", meeting.edition.slug, session.pk)

    page = client.get(address).content.decode()
    client.post(address, FORM | {"place": "Aula"})

    assert 'value="2026-02-06"' in page
    assert 'value="09:00"' in page
    session.refresh_from_db()
    assert session.place == "Aula"


def test_the_agenda_says_who_leaves_when_and_how_often(client, meeting, secretary, juror, slots):
    ConflictFactory(user=juror, opd=slots[1].proposal.innovation.opd)
    client.force_login(secretary)

    page = client.get(path("session-list", meeting.edition.slug, meeting.pk)).content.decode()

    assert "Juri keluar-masuk: <b>2 kali</b> (urutan abjad: 2)" in page
    assert f"{juror} keluar" in page
    assert f"{juror} kembali" in page
    assert "09.00–09.20" in page
    assert "09.40–10.00" in page


def test_buttons_draw_raise_lower_and_move(client, meeting, secretary, slots):
    client.force_login(secretary)
    slug = meeting.edition.slug
    other = SessionFactory(stage=meeting, starts_at=NINE + timedelta(hours=5))

    client.post(path("slot-raise", slug, slots[2].pk))
    client.post(path("slot-lower", slug, slots[0].pk))
    moved = client.post(path("slot-move", slug, slots[1].pk), {"session": other.pk})

    assert moved["Location"].endswith(f"#giliran-{slots[1].pk}")
    rows = Slot.objects.order_by("session__starts_at", "number").values_list("pk", "session", "number")
    first = slots[0].session_id
    assert list(rows) == [(slots[2].pk, first, 1), (slots[0].pk, first, 2), (slots[1].pk, other.pk, 1)]
    client.post(path("agenda-draw", slug, meeting.pk))
    assert list(Slot.objects.order_by("number").values_list("pk", flat=True)) == [slot.pk for slot in slots]


@pytest.mark.parametrize("value", ["", "x", "999999"])
def test_no_turn_moves_to_a_session_that_is_none(client, meeting, secretary, slots, value):
    client.force_login(secretary)

    page = client.post(path("slot-move", meeting.edition.slug, slots[0].pk), {"session": value}, follow=True)

    assert "Pilih sesi tujuan dari daftar." in page.content.decode()


def test_too_little_room_is_said_on_the_page(client, meeting, secretary):
    client.force_login(secretary)
    PromotionFactory.create_batch(2, stage=meeting)
    SessionFactory(stage=meeting, starts_at=NINE, ends_at=NINE + timedelta(minutes=30))

    page = client.post(path("agenda-draw", meeting.edition.slug, meeting.pk), follow=True).content.decode()

    assert "memuat 1 giliran, sedangkan 2 usulan" in page
    assert "2 usulan belum punya giliran" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["session-list", "agenda-detail", "session-calendar", "timer-detail"])
def test_pages_cost_the_same_for_any_number_of_turns(client, meeting, secretary, juror, count, page):
    session = SessionFactory(stage=meeting, starts_at=NINE)
    for number in range(count):
        slot = SlotFactory(session=session, number=number + 1)
        ConflictFactory(user=UserFactory(), opd=slot.proposal.innovation.opd)
    args = {"session-list": [meeting.pk], "session-calendar": [session.pk], "timer-detail": [slot.pk]}.get(page, [])
    client.force_login(juror if page == "agenda-detail" else secretary)
    address = path(page, meeting.edition.slug, *args)
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200

    assert len(queries) == {"session-list": 12, "agenda-detail": 8, "session-calendar": 6, "timer-detail": 9}[page]


# Who sees what


SECRETARIAT_PAGES = ("session-list", "session-create", "session-update", "session-calendar", "attendance-update")


@pytest.mark.parametrize("page", SECRETARIAT_PAGES)
def test_the_secretariats_pages_are_not_for_jurors_agencies_and_strangers(client, meeting, juror, slots, page):
    target = {"session-list": meeting.pk, "session-create": meeting.pk, "attendance-update": slots[0].pk}
    address = path(page, meeting.edition.slug, target.get(page, slots[0].session_id))
    member = MembershipFactory(opd=slots[0].proposal.innovation.opd).user

    for person in (juror, member, UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        assert client.get(address).status_code in {403, 404}
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)
    assert client.get(address).status_code == (403 if page in {"session-create", "session-update"} else 200)
    client.logout()
    assert client.get(address).status_code == 302


ACTS = ("session-delete", "agenda-draw", "slot-raise", "slot-lower", "slot-move", "timer-step")


@pytest.mark.parametrize("act", ACTS)
def test_no_act_is_done_by_whoever_only_looks(client, meeting, juror, slots, act):
    target = {
        "session-delete": [slots[0].session_id],
        "agenda-draw": [meeting.pk],
        "timer-step": [slots[1].pk, "begin"],
    }
    address = path(act, meeting.edition.slug, *target.get(act, [slots[1].pk]))

    for person in (juror, AppointmentFactory(role=Office.AUDITOR).user):
        client.force_login(person)
        assert client.post(address).status_code == 403
        assert client.get(address).status_code == 405
    assert [(slot.pk, slot.number, slot.began_at) for slot in Slot.objects.order_by("number")] == [
        (slot.pk, number, None) for number, slot in enumerate(slots, start=1)
    ]


def test_a_desk_stage_has_no_agenda(client, meeting, secretary):
    client.force_login(secretary)
    desk = meeting.edition.stages.get(kind=StageKind.DESK)

    assert client.get(path("session-list", meeting.edition.slug, desk.pk)).status_code == 404
    assert client.get(path("session-list", "lain", meeting.pk)).status_code == 404


# The juror


def test_a_juror_in_conflict_is_told_to_leave_and_not_for_what(client, meeting, juror, slots):
    hidden = slots[1].proposal.innovation
    ConflictFactory(user=juror, opd=hidden.opd)
    client.force_login(asked_anew(juror))
    slug = meeting.edition.slug

    page = client.get(path("agenda-detail", slug)).content.decode()
    calendar = client.get(path("agenda-calendar", slug))

    assert page.count("Anda meninggalkan ruangan") == 1
    for text in (hidden.title, str(hidden.opd), hidden.opd.abbr):
        assert text not in page
        assert text not in calendar.content.decode()
    assert TITLES[0] in page
    assert len(events(calendar)) == 2
    for name in ("timer-detail", "timer-state", "attendance-update"):
        assert client.get(path(name, slug, slots[1].pk)).status_code == 404
    assert client.get(path("timer-detail", slug, slots[0].pk)).status_code == 200


def test_the_clock_of_the_turn_before_does_not_name_what_comes_next(client, meeting, juror, slots):
    ConflictFactory(user=juror, opd=slots[1].proposal.innovation.opd)
    Slot.objects.filter(pk=slots[0].pk).update(began_at=NINE, ended_at=NINE + timedelta(minutes=20))
    client.force_login(asked_anew(juror))

    page = client.get(path("timer-detail", meeting.edition.slug, slots[0].pk)).content.decode()

    assert TITLES[1] not in page


def test_while_a_blind_stage_runs_the_schedule_names_no_agency(client, meeting, juror, slots):
    client.force_login(juror)
    slug = meeting.edition.slug
    owner = str(slots[0].proposal.innovation.opd)
    assert owner in client.get(path("agenda-detail", slug)).content.decode()

    meeting.edition.stages.filter(kind=StageKind.DESK).update(is_blind=True)
    assert owner in client.get(path("agenda-detail", slug)).content.decode()  # the blind stage is over by now
    meeting.edition.phases.filter(kind=PhaseKind.JUDGING).update(closes_at=clock.now() + timedelta(days=1))

    assert owner not in client.get(path("agenda-detail", slug)).content.decode()
    assert slots[0].proposal.innovation.opd.abbr not in client.get(path("agenda-calendar", slug)).content.decode()
    assert owner not in client.get(path("timer-detail", slug, slots[0].pk)).content.decode()


def test_whoever_sits_in_no_such_panel_has_no_schedule(client, meeting, slots, secretary):
    for person in (secretary, UserFactory(), SeatFactory().user):
        client.force_login(person)
        assert client.get(path("agenda-detail", meeting.edition.slug)).status_code == 404
        assert client.get(path("agenda-calendar", meeting.edition.slug)).status_code == 404


# The agency


def test_an_agency_sees_its_own_turn_once_it_was_told(client, meeting, secretary, slots):
    own = slots[1].proposal.innovation
    client.force_login(MembershipFactory(opd=own.opd).user)
    address, calendar = path("slot-list", meeting.edition.slug), path("slot-calendar", meeting.edition.slug)
    assert own.title not in client.get(address).content.decode()
    assert events(client.get(calendar)) == {}

    announce_promotions(stage=meeting, by=secretary)

    page = client.get(address).content.decode()
    assert own.title in page
    assert "09.20–09.40 WIB" in page
    assert TITLES[0] not in page
    assert list(events(client.get(calendar))) == [f"Presentasi “{own.title}”"]


def test_a_partner_sees_it_too_and_another_agency_nothing(client, meeting, secretary, slots):
    partner = PartnershipFactory(innovation=slots[0].proposal.innovation).opd
    announce_promotions(stage=meeting, by=secretary)

    client.force_login(MembershipFactory(opd=partner).user)
    assert TITLES[0] in client.get(path("slot-list", meeting.edition.slug)).content.decode()
    client.force_login(MembershipFactory().user)
    page = client.get(path("slot-list", meeting.edition.slug)).content.decode()
    assert not any(title in page for title in TITLES)
    client.force_login(UserFactory())
    assert client.get(path("slot-list", meeting.edition.slug)).status_code == 404


# The calendar file


def test_an_event_is_in_utc_keeps_its_name_and_counts_up_when_it_moves(client, meeting, secretary, slots):
    client.force_login(secretary)
    address = path("session-calendar", meeting.edition.slug, slots[0].session_id)
    name = f"{TITLES[0]} · {slots[0].proposal.innovation.opd.abbr}"
    before = events(client.get(address))[name]

    clock.tick(timedelta(minutes=1))
    shift_slot(slot=slots[0], down=True, by=secretary)
    after = events(client.get(address))[name]

    assert b"DTSTART:20260206T020000Z" in before.to_ical()
    assert b"DTEND:20260206T022000Z" in before.to_ical()
    assert str(before["location"]) == "Aula"
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(minutes=20)
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") > before.decoded("last-modified")


def test_moved_to_another_session_it_still_counts_up(client, meeting, secretary, slots):
    client.force_login(secretary)
    other = SessionFactory(stage=meeting, starts_at=NINE + timedelta(hours=5))
    first = path("session-calendar", meeting.edition.slug, slots[0].session_id)
    before = next(iter(events(client.get(first)).values()))

    clock.tick(timedelta(minutes=1))
    move_slot(slot=slots[0], session=other, by=secretary)

    after = next(iter(events(client.get(path("session-calendar", meeting.edition.slug, other.pk))).values()))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert len(events(client.get(first))) == 2


# The clock and the boxes


def test_the_clock_without_a_script(client, meeting, secretary, slots):
    client.force_login(secretary)
    slug, pk = meeting.edition.slug, slots[0].pk

    waiting = client.get(path("timer-detail", slug, pk)).content.decode()
    running = client.post(path("timer-step", slug, pk, "begin"), follow=True).content.decode()
    client.post(path("timer-step", slug, pk, "interview"))
    done = client.post(path("timer-step", slug, pk, "end"), follow=True).content.decode()

    now = clock.now() + timedelta(hours=7)
    assert "Mulai paparan" in waiting
    assert f"Sampai pukul {now + timedelta(minutes=7):%H.%M} WIB" in running
    assert "Lanjut ke wawancara" in running
    assert "Giliran ini selesai." in done
    assert path("timer-detail", slug, slots[1].pk) in done


def test_a_screen_hears_only_of_what_is_new(client, meeting, secretary, slots):
    client.force_login(secretary)
    address = path("timer-state", meeting.edition.slug, slots[0].pk)
    assert client.get(address, {"kunci": slots[0].key}).status_code == 204

    step_slot(slot=slots[0], step="begin", by=secretary)

    changed = client.get(address, {"kunci": slots[0].key})
    assert changed.status_code == 200
    assert "data-deadline" in changed.content.decode()
    assert "<html" not in changed.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_step_says_why(client, meeting, secretary, slots, htmx):
    client.force_login(secretary)
    step_slot(slot=slots[0], step="begin", by=secretary)

    page = client.post(
        path("timer-step", meeting.edition.slug, slots[1].pk, "begin"), headers={"HX-Request": "true"} if htmx else {}
    )

    assert "Giliran 1 masih berjalan" in page.content.decode()
    assert ("<html" in page.content.decode()) is not htmx
    assert client.post(path("timer-step", meeting.edition.slug, slots[1].pk, "lompat")).status_code == 404


def test_without_an_interview_the_talk_ends_the_turn(client, meeting, secretary, slots):
    Session.objects.update(interview_minutes=0)
    client.force_login(secretary)

    page = client.post(path("timer-step", meeting.edition.slug, slots[0].pk, "begin"), follow=True).content.decode()

    assert "Akhiri giliran" in page
    assert "Lanjut ke wawancara" not in page


def test_boxes_note_who_was_there_and_nobody_who_had_to_leave(client, meeting, secretary, juror, slots):
    other = SeatFactory(panel=PanelFactory(stage=meeting)).user
    ConflictFactory(user=other, opd=slots[0].proposal.innovation.opd)
    client.force_login(secretary)
    address = path("attendance-update", meeting.edition.slug, slots[0].pk)

    page = client.get(address).content.decode()
    client.post(address, {"kepala": "on", f"juri-{other.pk}": "on", "juri-x": "on"})

    assert f"juri-{other.pk}" not in page
    assert f"Di luar ruangan karena berbenturan: {other}." in page
    assert dict(Attendance.objects.values_list("juror", "is_present")) == {None: True, juror.pk: False}
    assert client.get(address).content.decode().count("checked") == 1


def test_the_home_page_of_an_agency_names_its_turn_once_it_was_told(client, meeting, secretary, slots):
    client.force_login(MembershipFactory(opd=slots[1].proposal.innovation.opd).user)
    address = path("slot-list", meeting.edition.slug)
    assert address not in client.get(reverse("home")).content.decode()

    announce_promotions(stage=meeting, by=secretary)

    page = client.get(reverse("home")).content.decode()
    assert address in page
    assert "pukul 09.20 WIB, Aula" in page

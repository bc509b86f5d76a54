"""Sessions, the agenda, the clock of a turn and who was there: acts, rights, races."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import clock, ledger
from accounts.models import AuditEntry, User
from competitions.models import PhaseKind, StageKind
from judging.models import Attendance, Session, Slot
from judging.presentations.actions import (
    create_session,
    delete_session,
    draw_agenda,
    move_slot,
    shift_slot,
    update_session,
)
from judging.presentations.actions_timer import note_attendance, step_slot
from judging.presentations.timetable import agenda_of
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    ConflictFactory,
    PanelFactory,
    PromotionFactory,
    SeatFactory,
    SessionFactory,
    SlotFactory,
    StageFactory,
)
from tests.judging.conftest import asked_anew
from tests.moments import moment, opening
from tests.threads import at_once

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NINE = opening(PhaseKind.PRESENTATION) + timedelta(days=4, hours=1)  # Friday 09.00 WIB


@pytest.fixture
def meeting(db):
    """A stage of presentations that follows the desk, while it runs."""
    desk = StageFactory()
    with clock.at(moment(PhaseKind.PRESENTATION)):
        yield StageFactory(edition=desk.edition, kind=StageKind.PRESENTATION)


@pytest.fixture
def secretary(db):
    return asked_anew(AppointmentFactory().user)


def facts(**other):
    base = {"starts_at": NINE, "ends_at": NINE + HOUR, "place": "Ruang Rapat Utama"}
    return {**base, "talk_minutes": 7, "interview_minutes": 13, "pause_minutes": 0, **other}


def promoted(stage, *titles):
    return [PromotionFactory(stage=stage, proposal__innovation__title=title).proposal for title in titles]


def order(stage):
    rows = Slot.objects.filter(stage=stage).order_by("session__starts_at", "session", "number")
    return [(slot.session_id, slot.number, str(slot.proposal)) for slot in rows.select_related("proposal__innovation")]


# Sessions


def test_a_session_is_kept_with_its_hours_and_told_by_the_ledger(meeting, secretary):
    session = create_session(stage=meeting, facts=facts(), by=secretary)

    assert session.capacity == 3
    assert session.starting(3) == NINE + 40 * MINUTE
    assert session.ending(3) == NINE + HOUR
    assert AuditEntry.objects.get(action="session.create").after["place"] == "Ruang Rapat Utama"


@pytest.mark.parametrize(
    ("minutes", "pause", "room"), [(20, 0, 1), (20, 5, 1), (44, 5, 1), (45, 5, 2), (19, 0, 0), (60, 10, 2)]
)
def test_behind_the_last_turn_nobody_needs_a_pause(minutes, pause, room):
    session = Session(
        starts_at=NINE, ends_at=NINE + minutes * MINUTE, talk_minutes=7, interview_minutes=13, pause_minutes=pause
    )

    assert session.capacity == room


BAD = {
    "past": ({"starts_at": opening(PhaseKind.PRESENTATION), "ends_at": NINE}, "starts_at"),
    "backwards": ({"ends_at": NINE - HOUR}, "ends_at"),
    "no time": ({"ends_at": NINE}, "ends_at"),
    "too short": ({"ends_at": NINE + 19 * MINUTE}, "ends_at"),
    "no talk": ({"talk_minutes": 0}, "talk_minutes"),
    "endless talk": ({"talk_minutes": 121}, "talk_minutes"),
    "endless pause": ({"pause_minutes": 121}, "pause_minutes"),
    "nowhere": ({"place": ""}, "place"),
    "after the phase": ({"starts_at": opening("visit"), "ends_at": opening("visit") + HOUR}, "ends_at"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_held_is_refused_at_its_field(meeting, secretary, case):
    wrong, field = BAD[case]

    with pytest.raises(ValidationError) as refused:
        create_session(stage=meeting, facts=facts(**wrong), by=secretary)

    assert list(refused.value.message_dict) == [field]
    assert not Session.objects.exists()


def test_before_the_phase_there_is_no_session(meeting, secretary):
    early = opening(PhaseKind.JUDGING) + HOUR
    with clock.at(opening(PhaseKind.JUDGING)), pytest.raises(ValidationError) as refused:
        create_session(stage=meeting, facts=facts(starts_at=early, ends_at=early + HOUR), by=secretary)

    assert list(refused.value.message_dict) == ["starts_at"]


def test_one_room_holds_one_session_at_a_time(meeting, secretary):
    create_session(stage=meeting, facts=facts(), by=secretary)

    half = {"starts_at": NINE + 30 * MINUTE, "ends_at": NINE + 90 * MINUTE, "place": "ruang rapat utama"}
    with pytest.raises(ValidationError, match=r"09\.00–10\.00"):
        create_session(stage=meeting, facts=facts(**half), by=secretary)
    later = {"starts_at": NINE + HOUR, "ends_at": NINE + 2 * HOUR}
    create_session(stage=meeting, facts=facts(**later), by=secretary)
    create_session(stage=meeting, facts=facts(place="Aula"), by=secretary)

    assert Session.objects.count() == 3


def test_a_session_is_not_cut_shorter_than_its_turns(meeting, secretary):
    session = create_session(stage=meeting, facts=facts(), by=secretary)
    promoted(meeting, "A", "B")
    draw_agenda(stage=meeting, by=secretary)

    with pytest.raises(ValidationError, match="berisi 2 giliran"):
        update_session(session=session, facts=facts(ends_at=NINE + 30 * MINUTE), by=secretary)
    moved = update_session(session=session, facts=facts(ends_at=NINE + 40 * MINUTE), by=secretary)

    assert moved.capacity == 2
    assert AuditEntry.objects.filter(action="session.update").count() == 1


def test_a_session_that_has_begun_does_not_move_and_one_with_turns_does_not_go(meeting, secretary):
    session = SlotFactory(session__stage=meeting, session__starts_at=NINE, began_at=NINE).session

    with pytest.raises(ValidationError, match="sudah berjalan"):
        update_session(session=session, facts=facts(starts_at=NINE + HOUR, ends_at=NINE + 3 * HOUR), by=secretary)
    with pytest.raises(ValidationError, match="masih berisi"):
        delete_session(session=session, by=secretary)
    delete_session(session=SessionFactory(stage=meeting), by=secretary)

    assert list(Session.objects.all()) == [session]


# Drawing


def test_the_agenda_fills_the_sessions_in_time_order(meeting, secretary):
    second = create_session(
        stage=meeting, facts=facts(starts_at=NINE + 2 * HOUR, ends_at=NINE + 3 * HOUR), by=secretary
    )
    first = create_session(stage=meeting, facts=facts(ends_at=NINE + 40 * MINUTE), by=secretary)
    promoted(meeting, "C", "A", "B")

    assert draw_agenda(stage=meeting, by=secretary) == 0

    assert order(meeting) == [(first.pk, 1, "A"), (first.pk, 2, "B"), (second.pk, 1, "C")]


def test_jurors_in_conflict_leave_once_for_all_they_must_not_hear(meeting, secretary):
    SessionFactory(stage=meeting, starts_at=NINE)
    proposals = promoted(meeting, *"ABCDEF")
    juror, other = (SeatFactory(panel=PanelFactory(stage=meeting)).user for _ in range(2))
    for proposal in proposals[::2]:
        ConflictFactory(user=juror, opd=proposal.innovation.opd)
    ConflictFactory(user=other, opd=proposals[1].innovation.opd)

    moves = draw_agenda(stage=meeting, by=secretary)

    agenda = agenda_of(meeting)
    assert moves == agenda.movements == 2
    assert agenda.alphabetical == 7
    entry = AuditEntry.objects.get(action="agenda.draw")
    assert entry.after == {"slots": 6, "movements": 2, "alphabetical": 7}
    assert [len(line.leaving) for line in agenda.parts[0].lines].count(1) <= 2


def test_who_declined_a_seat_leaves_no_room(meeting, secretary):
    SessionFactory(stage=meeting, starts_at=NINE)
    proposals = promoted(meeting, *"ABC")
    seat = SeatFactory(panel=PanelFactory(stage=meeting))
    ConflictFactory(user=seat.user, opd=proposals[1].innovation.opd)
    type(seat).objects.update(answer="declined", answered_at=clock.now(), decline_reason="Sakit.")

    draw_agenda(stage=meeting, by=secretary)

    assert agenda_of(meeting).alphabetical == 0


def test_drawn_again_it_is_the_same_and_turns_keep_their_rows(meeting, secretary):
    SessionFactory(stage=meeting, starts_at=NINE)
    promoted(meeting, *"CAB")
    draw_agenda(stage=meeting, by=secretary)
    before = set(Slot.objects.values_list("pk", "number"))

    draw_agenda(stage=meeting, by=secretary)

    assert set(Slot.objects.values_list("pk", "number")) == before


def test_what_has_begun_stays_and_the_rest_goes_on_after_it(meeting, secretary):
    session = SessionFactory(stage=meeting, starts_at=NINE)
    proposals = promoted(meeting, *"CAB")
    SlotFactory(session=session, proposal=proposals[0], number=1, began_at=NINE)

    draw_agenda(stage=meeting, by=secretary)

    assert [title for _session, _number, title in order(meeting)] == ["C", "A", "B"]


def test_too_little_room_changes_nothing_and_says_how_much_is_missing(meeting, secretary):
    SessionFactory(stage=meeting, starts_at=NINE, ends_at=NINE + HOUR)
    promoted(meeting, *"ABCD")

    with pytest.raises(ValidationError, match="memuat 3 giliran, sedangkan 4"):
        draw_agenda(stage=meeting, by=secretary)

    assert not Slot.objects.exists()


def test_without_sessions_or_entrants_there_is_nothing_to_draw(meeting, secretary):
    with pytest.raises(ValidationError, match="Buat sesi"):
        draw_agenda(stage=meeting, by=secretary)
    SessionFactory(stage=meeting, starts_at=NINE)
    with pytest.raises(ValidationError, match="Belum ada usulan"):
        draw_agenda(stage=meeting, by=secretary)


def test_a_session_that_is_over_takes_nobody(meeting, secretary):
    SessionFactory(stage=meeting)
    promoted(meeting, "A")

    with pytest.raises(ValidationError, match="memuat 0 giliran"):
        draw_agenda(stage=meeting, by=secretary)


# Moving by hand


@pytest.fixture
def drawn(meeting, secretary):
    session = SessionFactory(stage=meeting, starts_at=NINE)
    promoted(meeting, *"ABC")
    draw_agenda(stage=meeting, by=secretary)
    return list(session.slots.order_by("number"))


def test_up_and_down_change_places_and_are_told(meeting, drawn, secretary):
    shift_slot(slot=drawn[2], down=False, by=secretary)
    shift_slot(slot=drawn[0], down=True, by=secretary)

    assert [title for *_place, title in order(meeting)] == ["C", "A", "B"]
    first = AuditEntry.objects.filter(action="slot.move").order_by("number").first()
    assert (first.before["number"], first.after["number"]) == (3, 2)
    with pytest.raises(ValidationError, match="paling ujung"):
        shift_slot(slot=Slot.objects.get(proposal=drawn[2].proposal_id), down=False, by=secretary)


def test_to_another_session_the_ranks_close(meeting, drawn, secretary):
    other = SessionFactory(stage=meeting, starts_at=NINE + timedelta(hours=5), ends_at=NINE + timedelta(hours=6))

    move_slot(slot=drawn[0], session=other, by=secretary)

    first = drawn[0].session_id
    assert order(meeting) == [(first, 1, "B"), (first, 2, "C"), (other.pk, 1, "A")]


def test_what_has_begun_is_not_moved_nor_moved_past(meeting, drawn, secretary):
    Slot.objects.filter(pk=drawn[0].pk).update(began_at=NINE)
    other = SessionFactory(stage=meeting, starts_at=NINE + timedelta(hours=5))

    for act in (
        lambda: shift_slot(slot=drawn[0], down=True, by=secretary),
        lambda: shift_slot(slot=drawn[1], down=False, by=secretary),
        lambda: move_slot(slot=drawn[0], session=other, by=secretary),
    ):
        with pytest.raises(ValidationError, match="sudah dimulai"):
            act()


def test_no_turn_goes_to_a_full_session_a_past_one_or_another_stage(meeting, drawn, secretary):
    full = SessionFactory(stage=meeting, starts_at=NINE + timedelta(hours=5), ends_at=NINE + timedelta(minutes=320))
    SlotFactory(session=full, number=1)

    for session in (full, SessionFactory(stage=meeting), SessionFactory(starts_at=NINE)):
        with pytest.raises(ValidationError):
            move_slot(slot=drawn[0], session=session, by=secretary)


# The clock


def test_a_turn_runs_from_talk_to_interview_to_its_end(drawn, secretary):
    slot = drawn[0]
    for step in ("begin", "interview", "end"):
        step_slot(slot=slot, step=step, by=secretary)
        clock.tick(7 * MINUTE)

    slot.refresh_from_db()
    assert slot.interview_at - slot.began_at == 7 * MINUTE
    assert slot.ended_at - slot.interview_at == 7 * MINUTE
    told = AuditEntry.objects.filter(action__startswith="slot.").order_by("number").values_list("action", flat=True)
    assert list(told) == ["slot.begin", "slot.interview", "slot.end"]


def test_a_second_screen_that_presses_the_same_changes_nothing(drawn, secretary):
    first = step_slot(slot=drawn[0], step="begin", by=secretary)
    clock.tick(MINUTE)
    second = step_slot(slot=drawn[0], step="begin", by=secretary)

    assert second.began_at == first.began_at
    assert AuditEntry.objects.filter(action="slot.begin").count() == 1


def test_steps_out_of_turn_are_refused_and_a_false_start_is_taken_back(drawn, secretary):
    for step in ("interview", "end"):
        with pytest.raises(ValidationError, match="belum dimulai"):
            step_slot(slot=drawn[0], step=step, by=secretary)
    step_slot(slot=drawn[0], step="begin", by=secretary)
    with pytest.raises(ValidationError, match="Giliran 1 masih berjalan"):
        step_slot(slot=drawn[1], step="begin", by=secretary)

    step_slot(slot=drawn[0], step="reset", by=secretary)

    assert step_slot(slot=drawn[1], step="begin", by=secretary).is_running
    assert AuditEntry.objects.get(action="slot.reset").after["began_at"] is None


# Attendance


def test_attendance_is_kept_changed_and_told_without_repeating_itself(drawn, secretary):
    juror = SeatFactory(panel=PanelFactory(stage=drawn[0].stage)).user

    def note(**present):
        return note_attendance(slot=drawn[0], present={None: present["head"], juror.pk: present["juror"]}, by=secretary)

    assert [note(head=True, juror=False), note(head=True, juror=False), note(head=True, juror=True)] == [2, 0, 1]
    assert dict(Attendance.objects.values_list("juror", "is_present")) == {None: True, juror.pk: True}
    last = AuditEntry.objects.filter(action="attendance.note").order_by("number").last()
    assert last.before == {"juror": juror.pk, "is_present": False}
    assert last.after == {"juror": juror.pk, "is_present": True}


# What the database refuses


def refused(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_the_database_holds_sessions_turns_and_attendance(meeting):
    slot = SlotFactory(session__stage=meeting, number=1)
    session = slot.session

    refused("judging_session_forwards", lambda: Session.objects.update(ends_at=session.starts_at))
    refused("judging_session_talk", lambda: Session.objects.update(talk_minutes=0))
    refused(
        "judging_session_once",
        lambda: SessionFactory(stage=meeting, place=session.place, starts_at=session.starts_at),
    )
    refused("judging_slot_number", lambda: SlotFactory(session=session, number=1))
    refused("judging_slot_proposal_once", lambda: SlotFactory(session=session, proposal=slot.proposal))
    refused("judging_slot_runs_forwards", lambda: Slot.objects.update(ended_at=clock.now()))
    refused("judging_slot_runs_forwards", lambda: Slot.objects.update(interview_at=clock.now()))
    AttendanceFactory(slot=slot, juror=None)
    refused("judging_attendance_once", lambda: AttendanceFactory(slot=slot, juror=None))


# Rights


def test_a_desk_has_no_agenda(meeting, secretary):
    desk = StageFactory(edition=meeting.edition, kind=StageKind.VISIT)

    for right in ("view_agenda", "arrange_agenda", "view_own_agenda"):
        assert not secretary.has_perm(f"judging.{right}", desk)


def test_a_chair_in_conflict_neither_sees_nor_runs_the_turn(meeting):
    slot = SlotFactory(session__stage=meeting)
    chair = SeatFactory(panel=PanelFactory(stage=meeting), role="chair").user
    ConflictFactory(user=chair, opd=slot.proposal.innovation.opd)

    assert not asked_anew(chair).has_perm("judging.view_turn", slot)
    assert not asked_anew(chair).has_perm("judging.run_turn", slot)


def test_every_act_asks_for_the_right(meeting, drawn):
    auditor = asked_anew(AppointmentFactory(role="auditor").user)
    session = drawn[0].session
    for act in (
        lambda: create_session(stage=meeting, facts=facts(), by=auditor),
        lambda: update_session(session=session, facts=facts(), by=auditor),
        lambda: delete_session(session=session, by=auditor),
        lambda: draw_agenda(stage=meeting, by=auditor),
        lambda: shift_slot(slot=drawn[0], down=True, by=auditor),
        lambda: move_slot(slot=drawn[0], session=session, by=auditor),
        lambda: step_slot(slot=drawn[0], step="begin", by=auditor),
        lambda: note_attendance(slot=drawn[0], present={None: True}, by=auditor),
    ):
        with pytest.raises(PermissionDenied):
            act()


# Races


def whole(stage):
    """Every proposal once, every session counted from 1 without a gap, and a ledger that holds."""
    rows = order(stage)
    for session in {row[0] for row in rows}:
        assert [row[1] for row in rows if row[0] == session] == list(
            range(1, sum(row[0] == session for row in rows) + 1)
        )
    assert list(ledger.breaks(stage.edition.ledger_chain)) == []
    return sorted(row[2] for row in rows)


@pytest.fixture
def crowded(transactional_db):
    """Six proposals drawn into two sessions, and two secretaries."""
    stage = StageFactory(edition=StageFactory().edition, kind=StageKind.PRESENTATION)
    for hours in (0, 5):
        SessionFactory(stage=stage, starts_at=NINE + hours * HOUR, ends_at=NINE + (hours + 3) * HOUR)
    promoted(stage, *"ABCDEF")
    people = [AppointmentFactory().user for _ in range(2)]
    with clock.at(moment(PhaseKind.PRESENTATION)):
        draw_agenda(stage=stage, by=asked_anew(people[0]))
    return stage, people


@pytest.mark.parametrize("_round", range(3))
def test_two_who_draw_and_move_at_once_leave_a_whole_agenda(crowded, _round):
    stage, people = crowded
    slots = list(Slot.objects.order_by("number"))
    sessions = list(stage.sessions.order_by("starts_at"))

    def by(number):
        return User.objects.get(pk=people[number].pk)

    at_once(
        lambda: draw_agenda(stage=stage, by=by(0)),
        lambda: draw_agenda(stage=stage, by=by(1)),
        lambda: shift_slot(slot=slots[2], down=True, by=by(0)),
        lambda: shift_slot(slot=slots[3], down=False, by=by(1)),
        lambda: move_slot(slot=slots[1], session=sessions[1], by=by(1)),
        when=PhaseKind.PRESENTATION,
    )

    assert whole(stage) == list("ABCDEF")


def test_two_screens_that_start_at_once_start_one_turn(crowded):
    stage, people = crowded
    first, second = Slot.objects.filter(session=stage.sessions.order_by("starts_at")[0]).order_by("number")[:2]

    def start(slot, person):
        return lambda: step_slot(slot=slot, step="begin", by=User.objects.get(pk=person.pk))

    refusals = at_once(
        start(first, people[0]), start(second, people[1]), start(first, people[1]), when=PhaseKind.PRESENTATION
    )

    assert Slot.objects.filter(began_at__isnull=False).count() == 1
    assert AuditEntry.objects.filter(action="slot.begin").count() == 1
    assert any(isinstance(refusal, ValidationError) for refusal in refusals)

"""Who reads and writes a visit report, who talks, who marks for the plenary: each role in each phase, and each bar."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts import clock
from competitions.models import PhaseKind, StageKind
from judging.discussion.actions import mark_for_plenary, write_message
from judging.models import AgendaMark, Assignment, Message, Ranking, ScoreSheet, SeatRole, Visit, VisitPhoto
from judging.visits.actions import Snapshot, add_visit_photo, save_visit
from tests.factories import (
    AgendaMarkFactory,
    ConflictFactory,
    MessageFactory,
    PanelFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    VisitFactory,
    VisitPhotoFactory,
    VisitQuestionFactory,
)
from tests.judging.conftest import asked_anew
from tests.judging.visits.pictures import photo
from tests.judging.visits.visiting import another_sheet, visit_sheet
from tests.moments import moment
from tests.threads import at_once


@pytest.fixture
def pair(db):
    """Two jurors of one proposal, both final, in the phase of visits; the first has filed."""
    with clock.at(moment(PhaseKind.VISIT)):
        first = visit_sheet(has_discussion=True)
        second = another_sheet(first.assignment.stage, proposal=first.assignment.proposal)
        ScoreSheet.objects.update(total=80, finalised_at=clock.now())
        place = {"stage": first.assignment.stage, "proposal": first.assignment.proposal}
        VisitFactory(**place, juror=first.assignment.juror, findings="x", visited_at=clock.now(), filed_at=clock.now())
        yield ScoreSheet.objects.with_details().get(pk=first.pk), asked_anew(second.assignment.juror), second


def rights(user, sheet):
    user, sheet = asked_anew(user), ScoreSheet.objects.with_details().get(pk=sheet.pk)
    return [name for name in ("view_visit", "view_talk", "write_talk") if user.has_perm(f"judging.{name}", sheet)]


def test_a_colleague_reads_what_is_filed_and_talks(pair):
    sheet, colleague, _own = pair

    assert rights(colleague, sheet) == ["view_visit", "view_talk", "write_talk"]
    assert not colleague.has_perm("judging.fill_visit", sheet)


def test_a_report_that_is_not_filed_is_nobody_elses(pair):
    sheet, colleague, _own = pair
    Visit.objects.update(filed_at=None)

    assert rights(colleague, sheet) == ["view_talk", "write_talk"]


def test_each_thing_that_shuts_a_colleague_out(pair):
    sheet, colleague, own = pair

    ScoreSheet.objects.filter(pk=own.pk).update(total=None, finalised_at=None)
    assert rights(colleague, sheet) == []
    ScoreSheet.objects.filter(pk=own.pk).update(total=80, finalised_at=clock.now())
    Assignment.objects.filter(pk=own.assignment_id).update(excused_at=clock.now(), excuse="Sakit.")
    assert rights(colleague, sheet) == []
    Assignment.objects.filter(pk=own.assignment_id).update(excused_at=None, excuse="")
    type(sheet.assignment.stage).objects.update(has_discussion=False)
    assert rights(colleague, sheet) == ["view_visit"]
    type(sheet.assignment.stage).objects.update(has_discussion=True)
    Ranking.objects.create(
        edition=sheet.assignment.stage.edition, built_at=clock.now(), sheet_count=1, confirmed_at=clock.now()
    )
    assert rights(colleague, sheet) == ["view_visit", "view_talk"]
    ConflictFactory(user=colleague, opd=sheet.assignment.proposal.innovation.opd)
    assert rights(colleague, sheet) == []


def test_an_excused_juror_loses_the_own_report(pair):
    sheet, _colleague, _own = pair
    Assignment.objects.filter(pk=sheet.assignment_id).update(excused_at=clock.now(), excuse="Sakit.")

    assert rights(sheet.assignment.juror, sheet) == []


def test_the_chair_of_another_stage_has_no_part(pair):
    sheet, _colleague, _own = pair
    other = StageFactory(edition=sheet.assignment.stage.edition, kind=StageKind.PRESENTATION)
    chair = SeatFactory(panel=PanelFactory(stage=other), role=SeatRole.CHAIR).user

    assert rights(chair, sheet) == []


# What the database refuses


def refused(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


@pytest.mark.django_db
def test_a_question_stands_once_in_its_stage():
    one = VisitQuestionFactory()

    refused("judging_visitquestion_once", lambda: VisitQuestionFactory(stage=one.stage, text=one.text))


@pytest.mark.django_db
def test_a_visit_stands_once_and_is_filed_whole():
    one = VisitFactory()

    refused("judging_visit_once", lambda: VisitFactory(stage=one.stage, proposal=one.proposal, juror=one.juror))
    refused("judging_visit_filed_whole", lambda: Visit.objects.update(filed_at=clock.now()))
    refused("judging_visit_filed_whole", lambda: Visit.objects.update(filed_at=clock.now(), findings="x"))
    refused("judging_visit_filed_whole", lambda: Visit.objects.update(filed_at=clock.now(), visited_at=clock.now()))


@pytest.mark.django_db
def test_a_photo_stands_once_and_has_a_whole_place_on_earth():
    one = VisitPhotoFactory()

    refused("judging_visitphoto_once", lambda: VisitPhotoFactory(visit=one.visit, key=one.key))
    for latitude, longitude in ((1, None), (None, 1), (91, 0), (0, 181)):
        refused(
            "judging_visitphoto_place",
            lambda latitude=latitude, longitude=longitude: VisitPhoto.objects.update(
                latitude=latitude, longitude=longitude
            ),
        )


@pytest.mark.django_db
def test_a_message_and_a_mark_say_something_and_a_mark_stands_once():
    MessageFactory()
    mark = AgendaMarkFactory()

    refused("judging_message_says_something", lambda: Message.objects.update(text=""))
    refused("judging_agendamark_says_why", lambda: AgendaMark.objects.update(note=""))
    refused("judging_agendamark_once", lambda: AgendaMarkFactory(stage=mark.stage, proposal=mark.proposal))


# Races


@pytest.mark.django_db(transaction=True)
def test_one_photo_sent_four_times_at_once_is_stored_once():
    with clock.at(moment(PhaseKind.VISIT)):
        sheet = visit_sheet()
    shot = Snapshot(key=uuid4(), jpeg=photo(), taken_at=moment(PhaseKind.VISIT))

    def send():
        add_visit_photo(sheet=sheet, photo=shot, by=asked_anew(sheet.assignment.juror))

    assert at_once(send, send, send, send, when=PhaseKind.VISIT) == [None] * 4
    row = VisitPhoto.objects.get()
    folder = row.image.storage.listdir(f"kunjungan/{row.visit_id}")[1]
    assert [name for name in folder if str(shot.key) in name] == [f"{shot.key}.jpg"]
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_notes_photos_and_filing_at_once_make_one_report():
    with clock.at(moment(PhaseKind.VISIT)):
        sheet = visit_sheet()

    def by():
        return asked_anew(sheet.assignment.juror)

    def send():
        shot = Snapshot(key=uuid4(), jpeg=photo(), taken_at=moment(PhaseKind.VISIT))
        add_visit_photo(sheet=sheet, photo=shot, by=by())

    def note(text):
        return lambda: save_visit(sheet=sheet, notes={"findings": text}, seen=Visit().seen, by=by())

    results = at_once(note("Satu."), note("Dua."), send, send, when=PhaseKind.VISIT)

    assert [type(one).__name__ for one in results[:2] if one] == ["ReportChangedError"]
    assert results[2:] == [None, None]
    assert Visit.objects.get().findings in {"Satu.", "Dua."}
    assert VisitPhoto.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_message_twice_at_once_is_one_and_two_messages_are_two():
    with clock.at(moment(PhaseKind.JUDGING)):
        sheet = another_sheet(StageFactory(has_discussion=True))
        ScoreSheet.objects.update(total=80, finalised_at=clock.now())

    def say(text):
        return lambda: write_message(sheet=sheet, text=text, by=asked_anew(sheet.assignment.juror))

    assert at_once(say("Setuju."), say("Setuju."), when=PhaseKind.JUDGING) == [None, None]
    assert Message.objects.count() == 1
    assert at_once(say("Satu."), say("Dua."), when=PhaseKind.JUDGING) == [None, None]
    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_marks_at_once_are_one():
    with clock.at(moment(PhaseKind.JUDGING)):
        sheet = ScoreSheetFactory(assignment__stage__has_discussion=True, final=True)
        chairs = [SeatFactory(panel=PanelFactory(stage=sheet.assignment.stage), role=SeatRole.CHAIR).user for _ in "12"]

    def mark(chair, note):
        return lambda: mark_for_plenary(sheet=sheet, note=note, by=asked_anew(chair))

    results = at_once(mark(chairs[0], "Satu."), mark(chairs[1], "Dua."), when=PhaseKind.JUDGING)

    assert [one is None for one in results].count(True) == 1
    assert AgendaMark.objects.count() == 1

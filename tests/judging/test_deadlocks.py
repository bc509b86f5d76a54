"""Acts that hold the same rows in different orders: each pair here once could have waited for each other for good."""

import time
from decimal import Decimal
from functools import partial
from io import BytesIO
from threading import Event

import openpyxl
import pytest
from django.db import transaction

from accounts import clock
from accounts.models import AuditEntry, User
from competitions.models import PhaseKind, StageKind
from judging.assigning.actions import assign_by_hand, remove_assignment
from judging.conflicts.actions import declare_conflict
from judging.models import Assignment, ScoreSheet
from judging.scoring.actions_workbook import draw_workbook, look_into_workbook, store_workbook
from judging.visits.actions import set_visit_questions
from tests import threads
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.judging.conftest import save_score
from tests.moments import moment

at_once = partial(threads.at_once, when=PhaseKind.JUDGING)

pytestmark = pytest.mark.django_db(transaction=True)

A_WHILE = 0.7  # seconds in which the other act comes as far as it can


def anew(user):
    return User.objects.get(pk=user.pk)


def held_and_marked(sheet, criterion, held):
    """As a juror's mark goes: the sheet first, the ledger then."""

    def act():
        juror = anew(sheet.assignment.juror)
        with transaction.atomic():
            ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
            held.set()
            time.sleep(A_WHILE)
            save_score(sheet=sheet, criterion_id=criterion.pk, points=Decimal(70), by=juror)

    return act


def test_a_mark_and_a_conflict_that_takes_its_sheet():
    sheet, secretary, held = ScoreSheetFactory(), AppointmentFactory().user, Event()
    stage, criterion = sheet.assignment.stage, CriterionFactory(rubric=sheet.rubric)

    def declare():
        held.wait(10)
        opd = sheet.assignment.proposal.innovation.opd
        juror, by = sheet.assignment.juror, anew(secretary)
        declare_conflict(edition=stage.edition, user=juror, opd=opd, reason="Ipar.", by=by)

    refusals = at_once(held_and_marked(sheet, criterion, held), declare)

    assert refusals == [None, None]
    assert Assignment.objects.get().excused_at is not None
    actions_told = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions_told == ["score.update", "conflict.create", "assignment.excuse"]


def test_a_mark_and_a_workbook_with_the_same_sheet():
    first = ScoreSheetFactory()
    stage, juror = first.assignment.stage, first.assignment.juror
    second = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
    criterion, held = CriterionFactory(rubric=stage.rubric), Event()
    with clock.at(moment(PhaseKind.JUDGING)):
        content = _filled(draw_workbook(stage=stage, by=anew(juror)), criterion)
        seen = look_into_workbook(stage=stage, file=BytesIO(content), by=anew(juror)).fingerprint()

    def store():
        held.wait(10)
        store_workbook(stage=stage, file=BytesIO(content), seen=seen, by=anew(juror))

    refusals = at_once(held_and_marked(second, criterion, held), store)

    assert [getattr(one, "code", None) for one in refusals] == [None, "moved"]
    assert not first.scores.exists()
    assert second.scores.get().points == Decimal(70)


def _filled(content, criterion):
    book, file = openpyxl.load_workbook(BytesIO(content)), BytesIO()
    page = book["Nilai"]
    column = next(one.column for one in page[1] if one.value == f"nilai:{criterion.pk}")
    for row in [one.row for one in page["A"] if isinstance(one.value, int)]:
        page.cell(row, column).value = 55
    book.save(file)
    return file.getvalue()


def test_a_checklist_and_handing_out_once_something_was_taken_back():
    stage, secretary, removed = StageFactory(kind=StageKind.VISIT), AppointmentFactory().user, Event()
    assignment = AssignmentFactory(stage=stage)
    ScoreSheetFactory(assignment=assignment)
    SeatFactory(panel__stage=stage, user=assignment.juror)

    def move():
        by = anew(secretary)
        with transaction.atomic():
            remove_assignment(assignment=assignment, by=by)
            removed.set()
            time.sleep(A_WHILE)
            pair = {"proposals": [assignment.proposal_id], "jurors": [assignment.juror_id]}
            assign_by_hand(stage=stage, by=by, **pair)

    def ask():
        removed.wait(10)
        set_visit_questions(stage=stage, texts=["Apakah berjalan?"], by=anew(secretary))

    assert at_once(move, ask) == [None, None]
    assert (Assignment.objects.count(), stage.visit_questions.count()) == (1, 1)

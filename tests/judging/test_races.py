"""Several people, or one person's several requests, at the same moment: real threads, real transactions."""

import time
from decimal import Decimal
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from accounts import ledger
from accounts.concurrency import tokens
from accounts.models import AuditEntry, User
from competitions.models import PhaseKind
from judging import scoring_rules
from judging.assigning.actions import assign_all
from judging.assigning.actions_excuse import excuse_juror
from judging.conflicts.actions import declare_conflict
from judging.marks_text import mark_key
from judging.models import Assignment, Place, Reopening, ScoreSheet
from judging.ranking.actions import rebuild_ranking
from judging.ranking_build import refresh_ranking
from judging.scoring.actions import finalise_scoresheet, save_scores
from judging.scoring.actions_reopening import reopen_scoresheet
from tests import threads
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    PledgeFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.judging.conftest import save_score
from tests.moments import moment

at_once = partial(threads.at_once, when=PhaseKind.JUDGING)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage():
    stage = StageFactory()
    for number, weight in enumerate((40, 60)):
        CriterionFactory(rubric=stage.rubric, number=number, weight=Decimal(weight))
    return stage


@pytest.fixture
def sheet(stage):
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    for criterion in stage.rubric.criteria.all():
        ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(50))
    return sheet


def told_by_ledger(sheet):
    """The marks as the ledger tells them, from the first entry to the last."""
    found = {}
    for entry in AuditEntry.objects.filter(action="score.update").order_by("number"):
        assert entry.before["points"] == found.get(entry.before["criterion"], "50.00")
        found[entry.after["criterion"]] = entry.after["points"]
    return found


@pytest.mark.parametrize("_round", range(5))
def test_marks_and_a_lock_at_once_leave_a_whole_sheet_and_an_unbroken_chain(sheet, _round):
    criteria = list(sheet.rubric.criteria.all())

    def save(points):
        juror = User.objects.get(pk=sheet.assignment.juror_id)
        return lambda: save_score(sheet=sheet, criterion_id=criteria[0].pk, points=Decimal(points), by=juror)

    juror = User.objects.get(pk=sheet.assignment.juror_id)
    at_once(save(70), save(90), lambda: finalise_scoresheet(sheet=sheet, by=juror))

    kept = ScoreSheet.objects.get()
    assert kept.total == scoring_rules.sheet_total(kept.marks())
    assert list(ledger.breaks(sheet.assignment.stage.edition.ledger_chain)) == []
    assert AuditEntry.objects.filter(action="scoresheet.finalise").count() == 1
    last = AuditEntry.objects.order_by("number").last()
    assert last.action == "scoresheet.finalise"
    told = told_by_ledger(sheet)
    assert kept.scores.get(criterion=criteria[0]).points == Decimal(told.get(criteria[0].pk, "50.00"))


@pytest.mark.parametrize("_round", range(5))
def test_a_lock_and_an_excuse_at_once_give_one_of_the_two(sheet, _round):
    secretary, juror = AppointmentFactory().user, User.objects.get(pk=sheet.assignment.juror_id)

    at_once(
        lambda: finalise_scoresheet(sheet=sheet, by=juror),
        lambda: excuse_juror(assignment=sheet.assignment, reason="Sakit.", by=secretary),
    )

    kept = ScoreSheet.objects.select_related("assignment").get()
    assert kept.is_final != (kept.assignment.excused_at is not None)
    assert AuditEntry.objects.count() == 1


def test_two_who_assign_at_once_double_nothing(stage):
    SeatFactory(panel__stage=stage)
    ProposalFactory.create_batch(3, edition=stage.edition, verified=True)
    secretaries = [AppointmentFactory().user for _ in range(2)]

    at_once(*(lambda by=by: assign_all(stage=stage, by=by) for by in secretaries))

    assert Assignment.objects.count() == ScoreSheet.objects.count() == AuditEntry.objects.count() == 3


def test_two_who_build_the_ranking_at_once_leave_one(stage, sheet):
    secretary = AppointmentFactory().user

    at_once(
        lambda: rebuild_ranking(edition=stage.edition, by=secretary),
        *(lambda: refresh_ranking(stage.edition_id) for _ in range(2)),
    )

    assert Place.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_a_lock_and_a_declared_conflict_at_once_give_one_of_the_two(sheet, _round):
    """What is locked stays counted; nobody is excused from it behind its back."""
    secretary, juror = AppointmentFactory().user, sheet.assignment.juror
    opd = sheet.assignment.proposal.innovation.opd

    def declare():
        by = User.objects.get(pk=secretary.pk)
        reason = "Saudara kandung."
        declare_conflict(edition=sheet.assignment.stage.edition, user=juror, opd=opd, reason=reason, by=by)

    at_once(lambda: finalise_scoresheet(sheet=sheet, by=User.objects.get(pk=juror.pk)), declare)

    now = ScoreSheet.objects.select_related("assignment").get(pk=sheet.pk)
    assert now.is_final != (now.assignment.excused_at is not None)


def test_a_conflict_declared_while_a_lock_is_under_way_waits_for_it(sheet):
    secretary, juror = AppointmentFactory().user, sheet.assignment.juror
    opd = sheet.assignment.proposal.innovation.opd
    locked = Event()

    def lock():
        with transaction.atomic():
            finalise_scoresheet(sheet=sheet, by=User.objects.get(pk=juror.pk))
            locked.set()
            time.sleep(0.5)

    def declare():
        locked.wait(10)
        by = User.objects.get(pk=secretary.pk)
        declare_conflict(edition=sheet.assignment.stage.edition, user=juror, opd=opd, reason="Ipar.", by=by)

    at_once(lock, declare)

    now = ScoreSheet.objects.select_related("assignment").get(pk=sheet.pk)
    assert now.is_final
    assert now.assignment.excused_at is None


@pytest.mark.parametrize("_round", range(3))
def test_two_tabs_at_once_store_one_value_and_tell_the_other(sheet, _round):
    criterion = sheet.rubric.criteria.first()

    def save(points):
        juror = User.objects.get(pk=sheet.assignment.juror_id)
        seen = tokens({mark_key(criterion.pk): Decimal(50)})
        return lambda: save_scores(sheet=sheet, points={criterion.pk: Decimal(points)}, seen=seen, by=juror)

    refusals = at_once(save(70), save(90))

    assert sorted(getattr(one, "code", "") for one in refusals) == ["", "stale"]
    assert AuditEntry.objects.filter(action="score.update").count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_a_reopening_and_a_mark_at_once_keep_what_was_locked(sheet, _round):
    seat = SeatFactory(panel__stage=sheet.assignment.stage, role="chair")
    PledgeFactory(edition=sheet.assignment.stage.edition, user=seat.user)
    criterion = sheet.rubric.criteria.first()
    ScoreSheet.objects.update(total=Decimal("50.00"), finalised_at=moment(PhaseKind.JUDGING))
    juror, chair = User.objects.get(pk=sheet.assignment.juror_id), User.objects.get(pk=seat.user_id)

    at_once(
        lambda: reopen_scoresheet(sheet=sheet, reason="Salah ketik.", by=chair),
        lambda: save_score(sheet=sheet, criterion_id=criterion.pk, points=Decimal(70), by=juror),
    )

    assert not ScoreSheet.objects.get().is_final
    assert Reopening.objects.get().before["points"][str(criterion.pk)] == "50.00"
    assert list(ledger.breaks(sheet.assignment.stage.edition.ledger_chain)) == []

"""Acts that change the calendar against those that hang on it: real threads, real transactions."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry, Office, User
from awards.actions.publication import publish_result
from competitions.actions.phase_now import close_phase_now, left_undone, start_phase_now
from competitions.actions.schedule import calendar_token, reschedule
from competitions.models import Edition, PhaseKind
from competitions.unfinished import unfinished
from judging.scoring.actions import finalise_scoresheet
from submissions.models import Proposal, State
from submissions.steps import workflow
from tests import threads
from tests.awards.ranked import confirm, make_edition, rank, secretary
from tests.competitions.conftest import calendar_of
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    EditionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    StageFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
ADMINISTRATION, JUDGING, PLENARY = PhaseKind.ADMINISTRATION, PhaseKind.JUDGING, PhaseKind.PLENARY


def later(edition, first):
    """The calendar with this phase a week longer and all after it put off as long."""
    calendar, order = calendar_of(edition), list(PhaseKind)
    for kind in order[order.index(first) :]:
        opens_at, closes_at = calendar[kind]
        calendar[kind] = (opens_at + 7 * DAY * (kind != first), closes_at + 7 * DAY)
    return calendar


def again(edition):
    return Edition.objects.get(pk=edition.pk)


def fresh(user):
    """A person as a request finds them: nothing of them was read yet."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("_turn", range(3))
def test_a_plenary_opens_again_before_the_result_or_not_at_all(_turn):
    edition = make_edition()
    rank(edition, [1, 2])
    confirm(edition)
    calendar, by, other = later(edition, PLENARY), fresh(secretary()), fresh(secretary())

    reopened, published = threads.at_once(
        lambda: reschedule(edition=edition, calendar=calendar, reason="x", by=by),
        lambda: publish_result(edition=edition, by=other),
        when=PhaseKind.ANNOUNCEMENT,
    )

    assert published is None
    acts = [
        entry.action
        for entry in AuditEntry.objects.filter(chain=edition.ledger_chain).order_by("number")
        if entry.action in {"edition.reschedule", "result.publish"}
    ]
    if reopened is None:
        assert acts == ["edition.reschedule", "result.publish"]
    else:
        assert "Hasil sudah terbit" in " ".join(reopened.messages)
        assert acts == ["result.publish"]
        assert calendar_of(again(edition)) == calendar_of(edition)
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_of_two_who_move_the_same_calendar_one_looks_again():
    edition = EditionFactory()
    seen, people = calendar_token(edition), [fresh(secretary()) for _ in range(2)]
    plans = [later(edition, PLENARY), later(edition, JUDGING)]

    refusals = threads.at_once(
        *(
            partial(reschedule, edition=edition, calendar=plan, reason="x", by=by, seen=seen)
            for plan, by in zip(plans, people, strict=True)
        ),
        when=ADMINISTRATION,
    )

    (refused,) = filter(None, refusals)
    assert isinstance(refused, ValidationError)
    assert refused.code == "stale"
    assert calendar_of(again(edition)) in plans


@pytest.mark.parametrize("_turn", range(3))
def test_a_verdict_comes_before_the_start_that_would_close_over_it_or_not_at_all(_turn):
    edition = EditionFactory()
    proposal = ProposalFactory(edition=edition, sent=True)
    verifier, by = fresh(AppointmentFactory(role=Office.VERIFIER).user), fresh(secretary())
    with clock.at(moment(ADMINISTRATION)):
        seen = left_undone(unfinished(again(edition), ADMINISTRATION))

    decided, started = threads.at_once(
        lambda: workflow.take("verify", proposal=Proposal.objects.get(pk=proposal.pk), by=verifier),
        lambda: start_phase_now(edition=edition, kind=JUDGING, reason="x", by=by, seen=seen),
        when=ADMINISTRATION,
    )

    state = Proposal.objects.get(pk=proposal.pk).state
    assert (decided is None) == (state == State.VERIFIED)
    assert (decided is None) != (started is None)  # who started was shown one that is not checked
    with clock.at(moment(ADMINISTRATION) + timedelta(seconds=1)):
        assert again(edition).in_phase(JUDGING) == (started is None)


@pytest.mark.parametrize("_turn", range(3))
def test_a_sheet_is_locked_before_its_stage_closes_or_not_at_all(_turn):
    stage = StageFactory()
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    ScoreFactory(sheet=sheet, criterion=CriterionFactory(rubric=stage.rubric), points=Decimal(80))
    juror, by = fresh(sheet.assignment.juror), fresh(secretary())
    edition = stage.edition
    with clock.at(moment(JUDGING)):
        seen = left_undone(unfinished(again(edition), JUDGING))

    locked, closed = threads.at_once(
        lambda: finalise_scoresheet(sheet=sheet, by=juror),
        lambda: close_phase_now(edition=edition, kind=JUDGING, reason="x", by=by, seen=seen),
        when=JUDGING,
    )

    sheet.refresh_from_db()
    assert (locked is None) == sheet.is_final
    assert (locked is None) != (closed is None)
    assert again(edition).has_ended(JUDGING, at=moment(JUDGING)) == (closed is None)

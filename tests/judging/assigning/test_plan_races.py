"""Plans taken at the same moment as something else: real threads, real transactions."""

import time
from decimal import Decimal
from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, User
from competitions.models import PhaseKind, Stage
from judging.assigning.actions_plan import ask_for_plan, discard_plan, draw_plan, take_plan
from judging.assigning.planning import Wishes
from judging.conflicts.actions import declare_conflict
from judging.models import Assignment, Score, ScoreSheet
from judging.scoring.actions import save_scores
from tests import threads
from tests.factories import (
    AppointmentFactory,
    CriterionFactory,
    PanelFactory,
    PledgeFactory,
    ProposalFactory,
    SeatFactory,
    StageFactory,
)
from tests.moments import moment

at_once = partial(threads.at_once, when=PhaseKind.JUDGING)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage():
    stage = StageFactory(quorum=2, jurors_per_proposal=2)
    CriterionFactory(rubric=stage.rubric, weight=Decimal(100))
    panel = PanelFactory(stage=stage)
    SeatFactory.create_batch(3, panel=panel)
    ProposalFactory.create_batch(6, edition=stage.edition, verified=True)
    return stage


def plan_of(stage, by, **wishes):
    with clock.at(moment(PhaseKind.JUDGING)):
        plan = ask_for_plan(stage=stage, wishes=Wishes(2, **wishes), by=by)
        draw_plan(plan.pk)
    return plan


def anew(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("_round", range(3))
def test_two_who_take_a_plan_at_once_take_it_once(stage, _round):
    secretaries = [AppointmentFactory().user for _ in range(2)]
    plan = plan_of(stage, secretaries[0])

    refusals = at_once(*(lambda by=by: take_plan(plan=plan, by=anew(by)) for by in secretaries))

    assert refusals == [None, None]
    assert Assignment.objects.count() == ScoreSheet.objects.count() == 12
    assert AuditEntry.objects.filter(action="plan.take").count() == 1
    assert list(ledger.breaks(stage.edition.ledger_chain)) == []


@pytest.mark.parametrize("is_first", ["mark", "plan"])
def test_a_mark_stored_while_its_sheet_is_to_go_is_never_lost(stage, is_first):
    """Either the mark stands and the plan is refused, or the sheet is gone and the juror was told so."""
    secretary = AppointmentFactory().user
    with clock.at(moment(PhaseKind.JUDGING)):
        take_plan(plan=plan_of(stage, secretary), by=secretary)
    SeatFactory.create_batch(3, panel=stage.panels.first())
    plan = plan_of(stage, secretary, keeps=False)
    plan.refresh_from_db()
    proposal, juror = plan.part("removed")[0]
    sheet = ScoreSheet.objects.get(assignment__proposal=proposal, assignment__juror=juror)
    PledgeFactory(edition=stage.edition, user_id=juror, user=User.objects.get(pk=juror))
    criterion, under_way = stage.rubric.criteria.get(), Event()

    def mark():
        by = User.objects.get(pk=juror)
        return save_scores(sheet=sheet, points={criterion.pk: Decimal(70)}, by=by)

    def take():
        return take_plan(plan=plan, by=anew(secretary))

    def first(act):
        with transaction.atomic():
            act()
            under_way.set()
            time.sleep(0.5)

    def second(act):
        under_way.wait(10)
        act()

    acts = (mark, take) if is_first == "mark" else (take, mark)
    early, late = at_once(lambda: first(acts[0]), lambda: second(acts[1]))

    assert early is None
    assert late is not None
    assert Score.objects.filter(sheet=sheet).exists() == (is_first == "mark")
    assert Stage.objects.get().plans.filter(taken_at__isnull=False).count() == (1 if is_first == "mark" else 2)


@pytest.mark.parametrize("_round", range(3))
def test_a_plan_and_a_conflict_at_once_never_leave_an_open_sheet_in_conflict(stage, _round):
    secretary = AppointmentFactory().user
    plan = plan_of(stage, secretary)
    plan.refresh_from_db()
    proposal, juror = plan.part("added")[0]
    opd = stage.edition.proposals.get(pk=proposal).innovation.opd

    def declare():
        user = User.objects.get(pk=juror)
        declare_conflict(edition=stage.edition, user=user, opd=opd, reason="Ipar.", by=anew(secretary))

    at_once(lambda: take_plan(plan=plan, by=anew(secretary)), declare)

    assert not Assignment.objects.active().filter(proposal=proposal, juror=juror).exists()


def test_a_plan_thrown_away_while_somebody_takes_it_is_gone_and_no_error(stage, client):
    secretary, held = AppointmentFactory().user, Event()
    plan = plan_of(stage, secretary)
    client.force_login(secretary)

    def discard():
        with transaction.atomic():
            discard_plan(plan=plan, by=anew(secretary))
            held.set()
            time.sleep(0.5)

    def take():
        held.wait(10)
        return client.post(reverse("judging:plan-take", args=[stage.edition.slug, plan.pk])).status_code

    answers = []
    refusals = at_once(discard, lambda: answers.append(take()))

    assert refusals == [None, None]
    assert answers == [404]
    assert not Assignment.objects.exists()

"""While judging is open: a stage with two criteria of 60 and 40, a juror's sheet, and a secretary."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind
from judging.scoring.actions import save_scores
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    ScoreSheetFactory,
    StageFactory,
)
from tests.moments import moment


@pytest.fixture
def judging(db):
    with clock.at(moment(PhaseKind.JUDGING)):
        yield


@pytest.fixture
def stage(judging):
    stage = StageFactory()
    CriterionFactory(rubric=stage.rubric, number=1, name="Kebaruan", weight=Decimal(40))
    CriterionFactory(rubric=stage.rubric, number=2, name="Dampak", weight=Decimal(60))
    return stage


@pytest.fixture
def edition(stage):
    return stage.edition


@pytest.fixture
def criteria(stage):
    return list(stage.rubric.criteria.all())


@pytest.fixture
def sheet(stage):
    return ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))


@pytest.fixture
def juror(sheet):
    return asked_anew(sheet.assignment.juror)


@pytest.fixture
def secretary(db):
    return asked_anew(AppointmentFactory().user)


def asked_anew(user: User) -> User:
    """A person as a new request finds them: nothing of them was read yet."""
    return User.objects.get(pk=user.pk)


def sheet_of(stage, *, juror=None, proposal=None, total=None, excused=False, **kwargs):
    """A sheet, final when it has a total."""
    given = {"juror": juror} if juror else {}
    given |= {"proposal": proposal} if proposal else {}
    given |= {"excused_at": clock.now(), "excuse": "Sakit."} if excused else {}
    assignment = AssignmentFactory(stage=stage, **given)
    final = {} if total is None else {"total": Decimal(total), "finalised_at": clock.now()}
    return ScoreSheetFactory(assignment=assignment, **final, **kwargs)


def sign_in(context, user, settings):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def save_score(*, sheet, criterion_id, points, by):
    """Store one mark, or clear it with None."""
    return save_scores(sheet=sheet, points={criterion_id: points}, by=by)

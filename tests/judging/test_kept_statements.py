"""Statements that are built once say again who sees what: each agrees with the queryset that the rule is written in."""

import pytest
from django.http import Http404

from accounts import clock
from accounts.models import User
from competitions.loading import visible_edition
from competitions.models import Edition, PhaseKind
from judging.loading import get_sheet
from judging.models import ScoreSheet
from judging.scoring.rubric_form import way_of
from judging.scoring.views_list import OwnRows
from tests.factories import ConflictFactory, EditionFactory, PledgeFactory, ProposalFactory, StageFactory
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    stage = StageFactory()
    with clock.at(moment(PhaseKind.JUDGING)):
        yield everyone(ProposalFactory(edition=stage.edition, verified=True), stage)


@pytest.mark.parametrize("opened", [True, False])
def test_an_edition_is_visible_to_the_same_people_by_both(people, opened):
    edition = EditionFactory() if opened else EditionFactory(opened_at=None)

    def finds(user):
        try:
            return visible_edition(user, edition.slug) == edition
        except Http404:
            return False

    by_statement = {role: finds(people[role]) for role in ROLES}
    assert by_statement == {
        role: Edition.objects.visible_to(people[role]).filter(pk=edition.pk).exists() for role in ROLES
    }
    assert set(by_statement.values()) == ({True} if opened else {True, False})


@pytest.fixture
def sheets(stage, rf):
    """Three sheets of one juror: one in conflict, one excused, one to fill."""
    first = sheet_of(stage)
    juror = first.assignment.juror
    PledgeFactory(edition=stage.edition, user=juror)
    excused, open_one = sheet_of(stage, juror=juror, excused=True), sheet_of(stage, juror=juror)
    ConflictFactory(user=juror, opd=first.assignment.proposal.innovation.opd)
    with clock.at(moment(PhaseKind.JUDGING)):
        yield [first, excused, open_one]


def reads(rf, user, pk, *, with_details):
    request = rf.get("/")
    request.user = user
    try:
        return get_sheet(request, pk, with_details=with_details).pk
    except Http404:
        return None


@pytest.mark.parametrize("with_details", [True, False])
def test_a_sheet_opens_for_its_juror_as_the_queryset_has_it(sheets, rf, with_details):
    juror = asked_anew(sheets[0].assignment.juror)

    opened = {reads(rf, juror, sheet.pk, with_details=with_details) for sheet in sheets} - {None}

    assert opened == set(ScoreSheet.objects.of(juror).values_list("pk", flat=True)) == {sheets[2].pk}


def test_the_list_shows_the_same_sheets(sheets, stage):
    juror = asked_anew(sheets[0].assignment.juror)

    rows = OwnRows(juror, [stage.pk], None, None)[0:25]

    assert {row["pk"] for row in rows} == set(ScoreSheet.objects.of(juror).values_list("pk", flat=True))


def test_neighbours_are_counted_among_the_same_sheets(sheets, stage, secretary, rf):
    request = rf.get("/")
    counted = {}
    for name, user in {"juror": asked_anew(sheets[0].assignment.juror), "watcher": secretary}.items():
        request.user = User.objects.get(pk=user.pk)
        mine = ScoreSheet.objects.visible_to(request.user).active().filter(assignment__juror=sheets[0].assignment.juror)
        counted[name] = (way_of(request, sheets[2])["total"], mine.count())

    assert counted == {"juror": (1, 1), "watcher": (2, 2)}

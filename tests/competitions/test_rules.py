"""Every right on an edition: who may while it is made, and once it is open."""

import pytest
from django.contrib.auth.models import AnonymousUser

from awards.models import Publication
from judging.models import Ranking
from tests.factories import EditionFactory, PlenaryFactory, ProposalFactory, StageFactory
from tests.moments import START
from tests.people import ROLES, everyone
from tests.rights import NEVER, Table, differing, ever, rights

pytestmark = pytest.mark.django_db
SECRETARIAT = {"secretariat"}
OVERSEERS = {"secretariat", "auditor", "leader"}
MADE, OPEN, OUT = "belum dibuka", "sudah dibuka", "hasil sudah terbit"
TABLE: Table = {
    ("competitions.add_edition", MADE): ever(SECRETARIAT),
    ("competitions.add_edition", OPEN): ever(SECRETARIAT),
    ("competitions.view_edition", MADE): ever({"secretariat", "auditor"}),
    ("competitions.view_edition", OPEN): ever(ROLES),
    ("competitions.change_edition", MADE): ever(SECRETARIAT),
    ("competitions.change_edition", OPEN): ever(SECRETARIAT),
    ("competitions.change_edition", OUT): NEVER,
    ("competitions.delete_edition", MADE): ever(SECRETARIAT),
    ("competitions.delete_edition", OPEN): NEVER,
    ("competitions.open_edition", MADE): ever(SECRETARIAT),
    ("competitions.open_edition", OPEN): NEVER,
    ("competitions.rehearse_edition", MADE): ever(SECRETARIAT),
    ("competitions.rehearse_edition", OPEN): ever(SECRETARIAT),
    ("competitions.reschedule_edition", MADE): NEVER,
    ("competitions.reschedule_edition", OPEN): ever(SECRETARIAT),
    ("competitions.view_participants", MADE): ever(OVERSEERS),
    ("competitions.view_participants", OPEN): ever(OVERSEERS),
    ("competitions.change_participants", MADE): ever(SECRETARIAT),
    ("competitions.change_participants", OPEN): ever(SECRETARIAT),
}


def publish(edition, by):
    ranking = Ranking.objects.create(edition=edition, built_at=START, sheet_count=0, confirmed_at=START)
    plenary = PlenaryFactory(edition=edition, ranking=ranking, confirmed_at=START, confirmed_by=by)
    Publication.objects.create(edition=edition, plenary=plenary, published_at=START, published_by=by)


@pytest.mark.parametrize("right", rights(TABLE))
def test_who_may_when(right):
    edition = EditionFactory()
    people = everyone(ProposalFactory(edition=edition, verified=True), StageFactory(edition=edition))

    def ask(state):
        edition.opened_at = None if state == MADE else edition.created_at
        if state == OUT:
            publish(edition, people["secretariat"])
        return people, lambda _role: edition

    assert differing(TABLE, right, ask) == []


@pytest.mark.parametrize("right", rights(TABLE))
def test_nobody_who_is_not_signed_in_has_a_right(right):
    assert not AnonymousUser().has_perm(right, EditionFactory())

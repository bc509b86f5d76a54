"""Every right on an edition: who may while it is made, and once it is open."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories import EditionFactory, ProposalFactory, StageFactory
from tests.people import ROLES, everyone
from tests.rights import NEVER, Table, differing, ever, rights

pytestmark = pytest.mark.django_db
SECRETARIAT = {"secretariat"}
OVERSEERS = {"secretariat", "auditor", "leader"}
MADE, OPEN = "belum dibuka", "sudah dibuka"
TABLE: Table = {
    ("competitions.add_edition", MADE): ever(SECRETARIAT),
    ("competitions.add_edition", OPEN): ever(SECRETARIAT),
    ("competitions.view_edition", MADE): ever({"secretariat", "auditor"}),
    ("competitions.view_edition", OPEN): ever(ROLES),
    ("competitions.change_edition", MADE): ever(SECRETARIAT),
    ("competitions.change_edition", OPEN): NEVER,
    ("competitions.open_edition", MADE): ever(SECRETARIAT),
    ("competitions.open_edition", OPEN): NEVER,
    ("competitions.reschedule_edition", MADE): NEVER,
    ("competitions.reschedule_edition", OPEN): ever(SECRETARIAT),
    ("competitions.view_participants", MADE): ever(OVERSEERS),
    ("competitions.view_participants", OPEN): ever(OVERSEERS),
    ("competitions.change_participants", MADE): ever(SECRETARIAT),
    ("competitions.change_participants", OPEN): ever(SECRETARIAT),
}


@pytest.mark.parametrize("right", rights(TABLE))
def test_who_may_when(right):
    edition = EditionFactory()
    people = everyone(ProposalFactory(edition=edition, verified=True), StageFactory(edition=edition))

    def ask(state):
        edition.opened_at = edition.created_at if state == OPEN else None
        return people, lambda _role: edition

    assert differing(TABLE, right, ask) == []


@pytest.mark.parametrize("right", rights(TABLE))
def test_nobody_who_is_not_signed_in_has_a_right(right):
    assert not AnonymousUser().has_perm(right, EditionFactory())

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import clock
from tests.factories import EditionFactory, ProposalFactory, StageFactory
from tests.moments import MOMENTS, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db
SECRETARIAT = {"secretariat"}
# Who may, while the edition is being made, and once it is open.
ALLOWED = {
    "add_edition": (SECRETARIAT, SECRETARIAT),
    "view_edition": ({"secretariat", "auditor"}, set(ROLES)),
    "change_edition": (SECRETARIAT, set()),
    "open_edition": (SECRETARIAT, set()),
    "reschedule_edition": (set(), SECRETARIAT),
}


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("right", ALLOWED)
def test_right_by_role_and_phase(right, at):
    edition = EditionFactory()
    people = everyone(ProposalFactory(edition=edition, verified=True), StageFactory(edition=edition))

    for is_open in (False, True):
        edition.opened_at = edition.created_at if is_open else None
        with clock.at(moment(at)):
            may = {name for name, person in people.items() if person.has_perm(f"competitions.{right}", edition)}
        assert may == ALLOWED[right][is_open], is_open


@pytest.mark.parametrize("right", ALLOWED)
def test_nobody_who_is_not_signed_in_has_a_right(right):
    assert not AnonymousUser().has_perm(f"competitions.{right}", EditionFactory())

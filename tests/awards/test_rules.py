"""Every right of the awards by role and phase, in each state that changes it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import clock
from accounts.models import User
from awards.actions.certificates import revoke_certificate
from awards.actions.plenary import confirm_plenary
from awards.actions.publication import publish_result
from competitions.models import PhaseKind
from judging.models import Place, Ranking
from tests.awards.ranked import make_edition, publish, secretary
from tests.factories import ProposalFactory, StageFactory
from tests.moments import MOMENTS, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db
OVERSEERS = {"secretariat", "auditor", "leader"}
SECRETARIAT = {"secretariat"}
PLENARY, ANNOUNCEMENT = PhaseKind.PLENARY.value, PhaseKind.ANNOUNCEMENT.value


@pytest.fixture
def scene():
    """A ranked proposal, and everyone; nobody owes a sheet."""
    edition = make_edition()
    proposal = ProposalFactory(edition=edition, verified=True)
    people = everyone(proposal, StageFactory(edition=edition))
    for person in people.values():
        person.assignments.update(excused_at=clock.now(), excuse="Selesai.")
    ranking = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)
    Place.objects.create(ranking=ranking, proposal=proposal, place=1, category_place=1, score=80)
    return edition, people


def holders(people, right, target):
    # Each is asked as in a new request.
    return {name for name in ROLES if User.objects.get(pk=people[name].pk).has_perm(f"awards.{right}", target)}


EDITION_RIGHTS = {
    # right: (who, when) before the plenary confirms, after it, after publication
    "view_plenary": [(OVERSEERS | {"chair"}, MOMENTS)] * 3,
    "view_certificates": [(OVERSEERS, MOMENTS)] * 3,
    "hold_plenary": [(SECRETARIAT, {PLENARY}), (set(), ()), (set(), ())],
    "publish_result": [(set(), ()), (SECRETARIAT, {PLENARY, ANNOUNCEMENT}), (set(), ())],
    "redraw_certificates": [(set(), ()), (set(), ()), (SECRETARIAT, MOMENTS)],
    "manage_special_awards": [(SECRETARIAT, MOMENTS), (SECRETARIAT, MOMENTS), (set(), ())],
}


@pytest.mark.parametrize("at", MOMENTS)
def test_rights_on_an_edition_by_role_and_phase(scene, at):
    edition, people = scene

    for state in range(3):
        if state:
            with clock.at(moment(PLENARY)):
                act = confirm_plenary if state == 1 else publish_result
                act(edition=edition, by=secretary())
        with clock.at(moment(at)):
            for right, tables in EDITION_RIGHTS.items():
                who, when = tables[state]
                assert holders(people, right, edition) == (set(who) if at in when else set()), (right, state)


@pytest.mark.parametrize("at", MOMENTS)
def test_rights_on_a_certificate_by_role_and_phase(scene, at):
    edition, people = scene
    certificate = publish(edition).certificates.get()
    owners = {"operator", "head", "conflicted_juror"}  # the last is an operator of the same body

    with clock.at(moment(at)):
        assert holders(people, "view_certificate", certificate) == OVERSEERS | owners
        assert holders(people, "revoke_certificate", certificate) == SECRETARIAT
        revoke_certificate(certificate=certificate, reason="Salah.", by=secretary())
        certificate = type(certificate).objects.get(pk=certificate.pk)
        assert holders(people, "view_certificate", certificate) == OVERSEERS | owners
        assert holders(people, "revoke_certificate", certificate) == set()


def test_a_chair_who_still_marks_does_not_see_the_plenary(scene):
    edition, people = scene
    people["juror"].assignments.update(juror=people["chair"], excused_at=None, excuse="")

    assert "chair" not in holders(people, "view_plenary", edition)


def test_a_chair_of_another_edition_sees_nothing(scene):
    _edition, people = scene

    assert "chair" not in holders(people, "view_plenary", make_edition())


@pytest.mark.parametrize("right", EDITION_RIGHTS)
def test_nobody_has_a_right_without_signing_in(scene, right):
    assert not AnonymousUser().has_perm(f"awards.{right}", scene[0])

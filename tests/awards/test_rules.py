"""Every right of the awards by role and phase, in each state that changes it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import clock
from accounts.models import User
from awards.actions.certificates import revoke_certificate
from competitions.models import PhaseKind
from judging.models import Place, Ranking
from tests.awards.ranked import confirm, make_edition, publish, secretary
from tests.factories import ProposalFactory, StageFactory
from tests.lasting import lasting
from tests.people import ROLES, everyone
from tests.rights import NEVER, Table, differing, during, ever, fresh, rights

pytestmark = pytest.mark.django_db
OVERSEERS = {"secretariat", "auditor", "leader"}
SECRETARIAT = {"secretariat"}
PLENARY, ANNOUNCEMENT = PhaseKind.PLENARY.value, PhaseKind.ANNOUNCEMENT.value


def make_scene():
    """A ranked proposal, and everyone; nobody owes a sheet."""
    edition = make_edition()
    proposal = ProposalFactory(edition=edition, verified=True)
    people = everyone(proposal, StageFactory(edition=edition))
    for person in people.values():
        person.assignments.update(excused_at=clock.now(), excuse="Selesai.")
    ranking = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)
    Place.objects.create(ranking=ranking, proposal=proposal, place=1, category_place=1, score=80)
    return edition, people


@pytest.fixture
def scene():
    return make_scene()


def holders(people, right, target):
    # Each is asked as in a new request.
    return {name for name in ROLES if User.objects.get(pk=people[name].pk).has_perm(f"awards.{right}", target)}


MADE, CONFIRMED, PUBLISHED = "pleno belum menetapkan", "pleno sudah menetapkan", "hasil terbit"
VALID, REVOKED = "berlaku", "dicabut"
OWNERS = {"operator", "head", "conflicted_juror"}  # the last is an operator of the same body
TABLE: Table = {
    **{("awards.view_plenary", state): ever(OVERSEERS | {"chair"}) for state in (MADE, CONFIRMED, PUBLISHED)},
    ("awards.hold_plenary", MADE): during(SECRETARIAT, PLENARY),
    ("awards.hold_plenary", CONFIRMED): NEVER,
    ("awards.hold_plenary", PUBLISHED): NEVER,
    ("awards.withdraw_plenary", MADE): NEVER,
    ("awards.withdraw_plenary", CONFIRMED): ever(SECRETARIAT),
    ("awards.withdraw_plenary", PUBLISHED): NEVER,
    ("awards.publish_result", MADE): NEVER,
    ("awards.publish_result", CONFIRMED): during(SECRETARIAT, PLENARY, ANNOUNCEMENT),
    ("awards.publish_result", PUBLISHED): NEVER,
    ("awards.manage_special_awards", MADE): ever(SECRETARIAT),
    ("awards.manage_special_awards", CONFIRMED): ever(SECRETARIAT),
    ("awards.manage_special_awards", PUBLISHED): NEVER,
    **{("awards.view_certificates", state): ever(OVERSEERS) for state in (MADE, CONFIRMED, PUBLISHED)},
    ("awards.view_certificate", VALID): ever(OVERSEERS | OWNERS),
    ("awards.view_certificate", REVOKED): ever(OVERSEERS | OWNERS),
    ("awards.redraw_certificates", MADE): NEVER,
    ("awards.redraw_certificates", CONFIRMED): NEVER,
    ("awards.redraw_certificates", PUBLISHED): ever(SECRETARIAT),
    ("awards.revoke_certificate", VALID): ever(SECRETARIAT),
    ("awards.revoke_certificate", REVOKED): NEVER,
}


def arrive(edition, state):
    """Bring an edition to a state, and say what is asked about there."""
    if state == MADE:
        return edition
    if state == CONFIRMED:
        confirm(edition)
        return edition
    publication = publish(edition)
    if state == PUBLISHED:
        return edition
    certificate = publication.certificates.get(recipient=edition.proposals.get().innovation.opd)
    if state == REVOKED:
        revoke_certificate(certificate=certificate, reason="Salah.", by=secretary())
    return certificate


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """One edition per state, made once for the whole table."""
    with lasting(django_db_blocker):
        made = {}
        for state in (MADE, CONFIRMED, PUBLISHED, VALID, REVOKED):
            edition, people = make_scene()
            target = arrive(edition, state)
            made[state] = type(target), target.pk, {role: person.pk for role, person in people.items()}
        yield made


@pytest.mark.parametrize("right", rights(TABLE))
def test_who_may_when(worlds, right):
    def ask(state):
        model, pk, people = worlds[state]
        target = model.objects.get(pk=pk)
        return fresh(people), lambda _role: target

    assert differing(TABLE, right, ask) == []


def test_a_chair_who_still_marks_does_not_see_the_plenary(scene):
    edition, people = scene
    people["juror"].assignments.update(juror=people["chair"], excused_at=None, excuse="")

    assert "chair" not in holders(people, "view_plenary", edition)


def test_a_chair_of_another_edition_sees_nothing(scene):
    _edition, people = scene

    assert "chair" not in holders(people, "view_plenary", make_edition())


@pytest.mark.parametrize("right", rights(TABLE))
def test_nobody_has_a_right_without_signing_in(scene, right):
    assert not AnonymousUser().has_perm(right, scene[0])

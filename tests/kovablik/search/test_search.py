"""One search: each person finds what they may know of, and no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Office
from competitions.models import StageKind
from submissions.models import State
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TITLE = "Kafé Warga Zamrud"


@pytest.fixture
def proposal():
    return ProposalFactory(
        verified=True, innovation__title=TITLE, innovation__opd__name="Dinas Amethyst", innovation__opd__abbr="Dinam"
    )


def found(client, user, query):
    client.force_login(user)
    response = client.get(reverse("search"), {"q": query})
    assert response.status_code == 200
    kinds = ("proposals", "sheets", "agencies", "people")
    return {kind: [one.title for one in response.context[kind]] for kind in kinds if response.context.get(kind)}


@pytest.mark.parametrize("query", ["kafe  WARGA", "zamrud", "dinam kafe"])
def test_the_secretariat_finds_a_proposal_by_title_and_agency(client, proposal, query):
    assert found(client, AppointmentFactory().user, query)["proposals"] == [TITLE]


@pytest.mark.parametrize(
    ("make", "sees"),
    [
        (lambda _: AppointmentFactory(role=Office.AUDITOR).user, True),
        (lambda _: AppointmentFactory(role=Office.VERIFIER).user, True),
        (lambda _: AppointmentFactory(role=Office.LEADER).user, True),
        (lambda proposal: MembershipFactory(opd=proposal.innovation.opd).user, True),
        (lambda _: MembershipFactory().user, False),
        (lambda proposal: SeatFactory(panel__stage__edition=proposal.edition).user, False),
        (lambda _: UserFactory(), False),
    ],
    ids=["auditor", "verifier", "leader", "own operator", "other operator", "juror", "nobody"],
)
def test_a_proposal_is_found_by_those_who_may_know_of_it(client, proposal, make, sees):
    assert ("proposals" in found(client, make(proposal), "zamrud")) is sees


@pytest.mark.parametrize(("role", "sees"), [(Office.AUDITOR, True), (Office.VERIFIER, False), (Office.LEADER, False)])
def test_what_was_withdrawn_is_found_by_the_watchers_alone(client, proposal, role, sees):
    type(proposal).objects.update(state=State.WITHDRAWN)

    assert ("proposals" in found(client, AppointmentFactory(role=role).user, "zamrud")) is sees


def juror_of(proposal, **stage):
    one = StageFactory(edition=proposal.edition, **stage)
    juror = SeatFactory(panel__stage=one).user
    ScoreSheetFactory(assignment=AssignmentFactory(stage=one, proposal=proposal, juror=juror))
    return juror


def test_a_juror_finds_the_own_sheets(client, proposal):
    ScoreSheetFactory(assignment=AssignmentFactory(stage__edition=proposal.edition))

    assert found(client, juror_of(proposal, kind=StageKind.PRESENTATION), "zamrud") == {"sheets": [TITLE]}


def test_a_juror_in_conflict_finds_nothing(client, proposal):
    juror = juror_of(proposal)
    ConflictFactory(user=juror, opd=proposal.innovation.opd)

    assert found(client, juror, "zamrud") == {}


def test_where_a_stage_is_blind_the_agency_finds_no_sheet(client, proposal):
    juror = juror_of(proposal, is_blind=True)

    assert "sheets" not in found(client, juror, "amethyst")
    assert found(client, juror, "zamrud") == {"sheets": [TITLE]}


@pytest.mark.parametrize(
    ("make", "sees"),
    [
        (lambda: AppointmentFactory().user, True),
        (lambda: AppointmentFactory(role=Office.AUDITOR).user, True),
        (lambda: AppointmentFactory(role=Office.VERIFIER).user, False),
        (lambda: MembershipFactory().user, False),
        (lambda: SeatFactory().user, False),
    ],
    ids=["secretariat", "auditor", "verifier", "operator", "juror"],
)
def test_people_are_found_by_those_who_may_see_the_register(client, make, sees):
    UserFactory(name="Turmalina Widyastuti", email="turmalina@contoh.example")

    assert ("people" in found(client, make(), "turmalina")) is sees


def test_agencies_are_found_by_everybody(client):
    OPDFactory(name="Dinas Amethyst", abbr="Dinam")

    assert found(client, UserFactory(), "amethyst") == {"agencies": ["Dinas Amethyst"]}


@pytest.mark.parametrize("query", ["", " ", "\x00", "x" * 400, "%", "' OR 1=1", "\u200b"])
def test_any_query_is_answered(client, query):
    client.force_login(AppointmentFactory().user)

    assert client.get(reverse("search"), {"q": query}).status_code == 200


def test_who_is_not_signed_in_signs_in_first(client):
    assert client.get(reverse("search")).status_code == 302


@pytest.mark.parametrize("make", [lambda: AppointmentFactory().user, lambda: SeatFactory().user])
def test_the_search_costs_the_same_for_any_number_found(client, make):
    user, edition = make(), EditionFactory()
    client.force_login(user)

    def fill(count):
        stage = StageFactory(edition=EditionFactory())
        for number in range(count):
            one = ProposalFactory(edition=stage.edition, verified=True, innovation__title=f"Zamrud {number} {stage.pk}")
            ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=one, juror=user))
            MembershipFactory(user__name=f"Zamrud {number}", opd__name=f"Dinas Zamrud {number} {stage.pk}")

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("search"), {"q": "zamrud"}).status_code == 200
        return len(captured)

    fill(1)
    count()
    one = count()
    fill(3)

    assert count() == one <= 16
    assert edition.is_open

"""Every right: every role, before, in and after every phase, in every state that matters."""

from datetime import timedelta

import pytest

from accounts import clock
from accounts.models import MembershipRole, Office, User
from competitions.models import PhaseKind
from submissions.models import Proposal, State, VersionKind
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    ProposalFactory,
    VersionFactory,
)
from tests.lasting import lasting
from tests.moments import MOMENTS, START, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

REGISTRATION, ADMINISTRATION = str(PhaseKind.REGISTRATION.value), str(PhaseKind.ADMINISTRATION.value)
SINCE_ADMINISTRATION = MOMENTS[MOMENTS.index(ADMINISTRATION) :]

NOBODY: frozenset[str] = frozenset()
HEAD = frozenset({"head"})
OPERATORS = frozenset({"operator", "conflicted_juror"})  # the conflicted juror is an operator there
LEADING = OPERATORS | HEAD
AGENCIES = LEADING | {"other_operator", "other_head"}
VERIFIER = frozenset({"verifier"})
READERS = frozenset({"secretariat", "verifier", "auditor"})
WATCHERS = READERS | {"leader"}


def during(roles, *moments, otherwise=NOBODY):
    return {name: roles if name in moments else otherwise for name in MOMENTS}


ALWAYS = MOMENTS
TABLE = {
    ("view_proposal", State.DRAFT): during(LEADING | WATCHERS, *ALWAYS),
    ("view_proposal", State.VERIFIED): during(LEADING | WATCHERS, *ALWAYS),
    ("view_proposal", State.WITHDRAWN): during(LEADING | {"auditor"}, *ALWAYS),
    ("read_proposal", State.DRAFT): during(LEADING, *ALWAYS),
    ("read_proposal", State.SUBMITTED): during(LEADING | READERS, *SINCE_ADMINISTRATION, otherwise=LEADING),
    ("read_proposal", State.VERIFIED): during(LEADING | READERS, *SINCE_ADMINISTRATION, otherwise=LEADING),
    ("read_proposal", State.RETURNED): during(LEADING | READERS, *SINCE_ADMINISTRATION, otherwise=LEADING),
    **{
        (right, state): during(LEADING, *ALWAYS)
        for right in ("read_working_copy", "view_letter", "view_personal_data")
        for state in (State.DRAFT, State.HANDED, State.RETURNED)
    },
    **{
        (right, state): during(LEADING | readers, *SINCE_ADMINISTRATION, otherwise=LEADING)
        for right, readers in (
            ("read_working_copy", READERS),
            ("view_letter", READERS),
            ("view_personal_data", READERS - {"auditor"}),
        )
        for state in (State.SUBMITTED, State.VERIFIED, State.REJECTED)
    },
    ("change_proposal", State.DRAFT): during(LEADING, REGISTRATION),
    ("change_proposal", State.RETURNED): during(LEADING, ADMINISTRATION),
    ("change_proposal", State.HANDED): during(HEAD, REGISTRATION),
    **{
        ("change_proposal", state): during(NOBODY)
        for state in (State.SUBMITTED, State.VERIFIED, State.REJECTED, State.WITHDRAWN)
    },
    ("submit_proposal", State.DRAFT): during(HEAD, REGISTRATION),
    ("submit_proposal", State.RETURNED): during(HEAD, ADMINISTRATION),
    ("submit_proposal", State.HANDED): during(HEAD, REGISTRATION),
    ("hand_over_proposal", State.DRAFT): during(OPERATORS, REGISTRATION),
    ("hand_over_proposal", State.RETURNED): during(OPERATORS, ADMINISTRATION),
    **{("hand_over_proposal", state): during(NOBODY) for state in State if state not in {State.DRAFT, State.RETURNED}},
    ("recall_proposal", State.HANDED): during(OPERATORS, REGISTRATION),
    **{("recall_proposal", state): during(NOBODY) for state in State if state != State.HANDED},
    ("give_back_proposal", State.HANDED): during(HEAD, REGISTRATION),
    **{("give_back_proposal", state): during(NOBODY) for state in State if state != State.HANDED},
    **{
        ("submit_proposal", state): during(NOBODY)
        for state in (State.SUBMITTED, State.VERIFIED, State.REJECTED, State.WITHDRAWN)
    },
    **{
        ("withdraw_proposal", state): during(HEAD, REGISTRATION, ADMINISTRATION)
        for state in (State.DRAFT, State.HANDED, State.SUBMITTED, State.RETURNED)
    },
    **{("withdraw_proposal", state): during(NOBODY) for state in (State.VERIFIED, State.REJECTED, State.WITHDRAWN)},
    ("verify_proposal", State.SUBMITTED): during(VERIFIER, ADMINISTRATION),
    **{("verify_proposal", state): during(NOBODY) for state in State if state != State.SUBMITTED},
    ("reject_proposal", State.SUBMITTED): during(VERIFIER, ADMINISTRATION),
    **{("reject_proposal", state): during(NOBODY) for state in State if state != State.SUBMITTED},
    ("write_proposal", State.DRAFT): during(OPERATORS, *ALWAYS),
    ("lead_proposal", State.DRAFT): during(HEAD, *ALWAYS),
    ("examine_proposal", State.SUBMITTED): during(VERIFIER, *ALWAYS),
}


def bring(proposal, state, **values):
    sent = {"submitted_at": START, "submitted_by": proposal.created_by}
    handed = {"handed_at": START, "handed_by": proposal.created_by}
    stamps = {State.DRAFT: {}, State.HANDED: handed}.get(state, sent)
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **(stamps | values))
    return Proposal.objects.with_details().get(pk=proposal.pk)


def holders(right, target, people):
    return {role for role in ROLES if people[role].has_perm(f"submissions.{right}", target)}


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """One proposal and the keys of its people, made once for the whole table."""
    with lasting(django_db_blocker):
        proposal = ProposalFactory()
        yield proposal.pk, {role: person.pk for role, person in everyone(proposal).items()}


@pytest.fixture
def stage(cast, db):
    """The same rows as a request finds them: of the people nothing was read yet."""
    pk, people = cast
    persons = User.objects.in_bulk(people.values())
    return Proposal.objects.get(pk=pk), {role: persons[person] for role, person in people.items()}


@pytest.mark.parametrize(("right", "state"), TABLE, ids=lambda part: str(getattr(part, "value", part)))
def test_right(stage, right, state):
    proposal, people = stage
    proposal = bring(proposal, state)

    found = {}
    for name in MOMENTS:
        with clock.at(moment(name)):
            found[name] = holders(right, proposal, people)

    assert found == {name: set(roles) for name, roles in TABLE[right, state].items()}


def test_add_proposal():
    proposal = ProposalFactory()
    people = everyone(proposal)

    found = {}
    for name in MOMENTS:
        with clock.at(moment(name)):
            found[name] = holders("add_proposal", proposal.edition, people)

    assert found == {name: set(AGENCIES) if name == REGISTRATION else set() for name in MOMENTS}


def test_view_checks():
    people = everyone(ProposalFactory())

    assert {role for role in ROLES if people[role].has_perm("submissions.view_checks")} == READERS


def test_nothing_happens_in_an_edition_that_was_not_opened():
    proposal = ProposalFactory(edition=EditionFactory(opened_at=None))
    people = everyone(proposal)

    with clock.at(moment(REGISTRATION)):
        assert holders("add_proposal", proposal.edition, people) == set()
        assert holders("change_proposal", proposal, people) == set()
        assert holders("submit_proposal", proposal, people) == set()


@pytest.mark.parametrize("role", [MembershipRole.OPERATOR, MembershipRole.HEAD])
def test_a_partner_reads_but_does_not_write(role):
    proposal = ProposalFactory()
    partner = MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd, role=role).user
    rights = ("view", "read", "change", "submit", "withdraw")

    with clock.at(moment(REGISTRATION)):
        held = {right for right in rights if partner.has_perm(f"submissions.{right}_proposal", proposal)}

    assert held == {"view", "read"}


def family(proposal, kinship):
    opd = proposal.innovation.opd
    if kinship == "parent":
        opd.parent = OPDFactory()
        opd.save()
        return opd.parent
    if kinship == "child":
        return OPDFactory(parent=opd)
    if kinship == "partner":
        return PartnershipFactory(innovation=proposal.innovation).opd
    return opd


def test_mere_staff_of_the_leading_body_see_nothing():
    proposal = ProposalFactory()
    staff = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.STAFF).user

    with clock.at(moment(REGISTRATION)):
        assert not any(staff.has_perm(f"submissions.{right}_proposal", proposal) for right in ("view", "change"))
        assert list(Proposal.objects.visible_to(staff)) == []


@pytest.mark.parametrize("role", MembershipRole)
@pytest.mark.parametrize("kinship", ["own", "parent", "child", "partner"])
def test_a_verifier_of_the_family_does_not_check(kinship, role):
    proposal = bring(ProposalFactory(), State.SUBMITTED)
    verifier = AppointmentFactory(role=Office.VERIFIER).user
    MembershipFactory(user=verifier, opd=family(proposal, kinship), role=role)
    proposal = Proposal.objects.with_details().get(pk=proposal.pk)

    with clock.at(moment(ADMINISTRATION)):
        assert not User.objects.get(pk=verifier.pk).has_perm("submissions.verify_proposal", proposal)


def test_visible_to_agrees_with_the_right_to_view():
    proposals = [bring(ProposalFactory(), state) for state in State]
    people = everyone(proposals[0])
    made = Proposal.objects.filter(pk__in=[p.pk for p in proposals])

    for role in ROLES:
        seen = set(made.visible_to(people[role]).values_list("pk", flat=True))
        assert seen == {p.pk for p in proposals if people[role].has_perm("submissions.view_proposal", p)}, role


def test_the_own_withdrawn_proposal_stays_visible_to_a_watcher():
    proposal = bring(ProposalFactory(), State.WITHDRAWN)
    secretary = AppointmentFactory().user
    MembershipFactory(user=secretary, opd=proposal.innovation.opd)

    withdrawn = Proposal.objects.filter(state=State.WITHDRAWN)
    assert list(withdrawn.visible_to(User.objects.get(pk=secretary.pk))) == [proposal]


HALFWAY = moment(ADMINISTRATION)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("kind", "is_theirs"), [(VersionKind.SENT, True), (VersionKind.RETURNED, False)])
def test_what_ended_while_it_was_mended_stays_with_its_owners(kind, is_theirs, state):
    proposal = VersionFactory(kind=kind).proposal
    proposal = bring(proposal, state, submitted_at=START, submitted_by=proposal.created_by)
    is_read = state in {State.SUBMITTED, State.VERIFIED} or (is_theirs and not proposal.is_editable)

    assert proposal.stands_as_sent() == is_read


@pytest.mark.parametrize("state", [State.RETURNED, State.HANDED])
@pytest.mark.parametrize(
    ("right", "in_time", "over", "granted"),
    [
        ("change_proposal", LEADING, NOBODY, LEADING),
        ("submit_proposal", HEAD, NOBODY, HEAD),
        ("reject_proposal", NOBODY, VERIFIER, NOBODY),
    ],
)
def test_the_correction_window_closes_to_the_second(state, right, in_time, over, granted):
    proposal = ProposalFactory(returned=True)
    proposal = bring(proposal, State.RETURNED, mend_until=HALFWAY)
    proposal = bring(proposal, state)
    people = everyone(proposal)
    holds = {True: HEAD} if (right, state) == ("change_proposal", State.HANDED) else {}

    with clock.at(HALFWAY - timedelta(seconds=1)):
        before = holders(right, proposal, people)
    with clock.at(HALFWAY):
        after = holders(right, proposal, people)
    ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd, until=HALFWAY + timedelta(seconds=1))
    proposal = Proposal.objects.with_details().get(pk=proposal.pk)
    with clock.at(HALFWAY):
        extended = holders(right, proposal, people)

    assert (before, after, extended) == (holds.get(True, in_time), over, holds.get(True, granted))
    with clock.at(HALFWAY + timedelta(seconds=1)):
        assert holders(right, Proposal.objects.with_details().get(pk=proposal.pk), people) == over

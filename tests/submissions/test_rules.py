"""Every right: every role, before, in and after every phase, in every state that matters."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole, Office, User
from competitions.models import Letter, PhaseKind
from submissions.models import DECIDED, Attachment, Proposal, Scan, State, VersionKind
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionTemplateFactory,
    VersionFactory,
)
from tests.lasting import lasting
from tests.moments import MOMENTS, START, moment
from tests.people import ROLES, everyone
from tests.rights import NEVER, NOBODY, Table, differing, during, ever, fresh, rights
from tests.submissions.walk import body

pytestmark = pytest.mark.django_db

REGISTRATION, ADMINISTRATION = str(PhaseKind.REGISTRATION.value), str(PhaseKind.ADMINISTRATION.value)
SINCE_ADMINISTRATION = MOMENTS[MOMENTS.index(ADMINISTRATION) :]

HEAD = frozenset({"head"})
OPERATORS = frozenset({"operator", "conflicted_juror"})  # the conflicted juror is an operator there
LEADING = OPERATORS | HEAD
PARTNER = frozenset({"partner"})
OWNERS = LEADING | PARTNER
AGENCIES = OWNERS | {"other_operator", "other_head"}
SECRETARIAT = frozenset({"secretariat"})
VERIFIER = frozenset({"verifier"})
READERS = frozenset({"secretariat", "verifier", "auditor"})
WATCHERS = READERS | {"leader"}
WRITTEN = (State.DRAFT, State.HANDED)
NOT_WITHDRAWN = tuple(state for state in State if state != State.WITHDRAWN)
STANDING = (State.SUBMITTED, State.VERIFIED, State.REJECTED)

# The kinds of files: what was sent, what was attached since, a signed statement, and what the scanner has.
SENT, SINCE, LETTER, WAITING, INFECTED = "terkirim", "dilampirkan sesudahnya", "surat", "dipindai", "terinfeksi"


def read_by(owners, readers=READERS):
    """The owners always, the others once the registration is over."""
    return during(owners | readers, *SINCE_ADMINISTRATION, otherwise=owners)


def per_state(right, *held, otherwise=NEVER):
    """One row per state: `held` are pairs of states and row, all other states have `otherwise`."""
    rows = {state: row for states, row in held for state in states}
    return {(f"submissions.{right}", state): rows.get(state, otherwise) for state in State}


def file_of(kind, state):
    return f"{State(state).label}: {kind}"


TABLE: Table = {
    ("submissions.add_proposal", ""): during(AGENCIES, REGISTRATION),
    **per_state(
        "view_proposal",
        ([State.WITHDRAWN], ever(OWNERS | SECRETARIAT | {"auditor"})),
        otherwise=ever(OWNERS | WATCHERS),
    ),
    **per_state("read_proposal", (WRITTEN, ever(OWNERS)), otherwise=read_by(OWNERS)),
    **per_state("read_working_copy", ((*WRITTEN, State.RETURNED), ever(OWNERS)), otherwise=read_by(OWNERS)),
    **per_state("view_letter", ((*WRITTEN, State.RETURNED), ever(LEADING)), otherwise=read_by(LEADING)),
    **per_state("open_signed_letter", (WRITTEN, ever(LEADING)), otherwise=read_by(LEADING)),
    **per_state(
        "view_personal_data",
        ((*WRITTEN, State.RETURNED), ever(LEADING)),
        otherwise=read_by(LEADING, READERS - {"auditor"}),
    ),
    **per_state(
        "change_proposal",
        ([State.DRAFT], during(LEADING, REGISTRATION)),
        ([State.HANDED], during(HEAD, REGISTRATION)),
        ([State.RETURNED], during(LEADING, ADMINISTRATION)),
    ),
    **per_state("write_proposal", otherwise=ever(OPERATORS)),
    **per_state("lead_proposal", otherwise=ever(HEAD)),
    **per_state("examine_proposal", otherwise=ever(VERIFIER)),
    **per_state(
        "hand_over_proposal",
        ([State.DRAFT], during(OPERATORS, REGISTRATION)),
        ([State.RETURNED], during(OPERATORS, ADMINISTRATION)),
    ),
    **per_state("recall_proposal", ([State.HANDED], during(OPERATORS, REGISTRATION))),
    **per_state("give_back_proposal", ([State.HANDED], during(HEAD, REGISTRATION))),
    **{
        place: row
        for right in ("submit_proposal", "approve_letter")
        for place, row in per_state(
            right, (WRITTEN, during(HEAD, REGISTRATION)), ([State.RETURNED], during(HEAD, ADMINISTRATION))
        ).items()
    },
    **per_state(
        "withdraw_proposal",
        ((*WRITTEN, State.SUBMITTED, State.RETURNED), during(HEAD, REGISTRATION, ADMINISTRATION)),
    ),
    **per_state("verify_proposal", ([State.SUBMITTED], during(VERIFIER, ADMINISTRATION))),
    **per_state("reject_proposal", ([State.SUBMITTED], during(VERIFIER, ADMINISTRATION))),
    **per_state("reconsider_verdict", otherwise=ever(SECRETARIAT)),  # and the verifier whose verdict it is: below
    **per_state("undo_verdict", (DECIDED, ever(SECRETARIAT))),
    **per_state("restore_proposal", otherwise=ever(HEAD | SECRETARIAT)),
    **per_state(
        "undo_withdrawal",
        ([State.WITHDRAWN], during(HEAD | SECRETARIAT, REGISTRATION, ADMINISTRATION, otherwise=SECRETARIAT)),
    ),
    **per_state("answer_partnership", (NOT_WITHDRAWN, ever(PARTNER))),
    **per_state("record_partner_answer", (NOT_WITHDRAWN, ever(SECRETARIAT))),
    ("submissions.view_checks", ""): ever(READERS),
    ("submissions.verify_together", ""): ever(VERIFIER),
    ("submissions.view_proposal_mail", ""): ever(OWNERS | {"secretariat", "auditor"}),
    ("submissions.view_entries", ""): ever(WATCHERS),
    ("submissions.view_overview", ""): ever(WATCHERS - VERIFIER),
    ("submissions.remind_opd", ""): during(SECRETARIAT, REGISTRATION, ADMINISTRATION),
    ("submissions.extend_entry", ""): during(SECRETARIAT, REGISTRATION, ADMINISTRATION),
    ("submissions.import_register", ""): ever(SECRETARIAT),
    ("submissions.view_bundle", ""): during(SECRETARIAT | {"auditor"}, *SINCE_ADMINISTRATION),
    ("submissions.gather_bundle", ""): during(SECRETARIAT, *SINCE_ADMINISTRATION),
    **{("submissions.open_attachment", file_of(SENT, state)): read_by(OWNERS) for state in (*STANDING, State.RETURNED)},
    **{("submissions.open_attachment", file_of(LETTER, state)): read_by(LEADING) for state in STANDING},
    ("submissions.open_attachment", file_of(SINCE, State.DRAFT)): ever(OWNERS),
    ("submissions.open_attachment", file_of(SINCE, State.RETURNED)): ever(OWNERS),
    ("submissions.open_attachment", file_of(LETTER, State.RETURNED)): ever(LEADING),
    ("submissions.open_attachment", file_of(WAITING, State.SUBMITTED)): ever({"operator"}),  # who sent it
    ("submissions.open_attachment", file_of(INFECTED, State.SUBMITTED)): NEVER,
}
OF_THE_EDITION = {"add_proposal", "view_overview", "remind_opd", "extend_entry", "view_bundle", "gather_bundle"}
OF_NOTHING = {"view_checks", "view_entries", "import_register"}


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
    """One proposal with a file of each kind, and the keys of its people, made once for the whole table."""
    with lasting(django_db_blocker):
        proposal = ProposalFactory()
        people = everyone(proposal)
        files = attach(proposal, people["operator"])
        yield proposal.pk, {role: person.pk for role, person in people.items()}, files


def attach(proposal, sender):
    """A file of each kind; the first is in the version that was sent."""
    template = SectionTemplateFactory(edition=proposal.edition)
    letter = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)
    about = {"proposal": proposal, "size": 8, "content_type": "application/pdf", "uploaded_by": sender}
    threat = {"scan": Scan.INFECTED, "threat": "Eicar", "scanned_at": START}
    kinds = {
        SENT: {"section": template},
        SINCE: {"section": template},
        LETTER: {"requirement": letter},
        WAITING: {"section": template, "scan": Scan.WAITING},
        INFECTED: {"section": template, **threat},
    }
    made = {}
    for kind, values in kinds.items():
        file = Attachment(name=f"{kind}.pdf", sha256=kind, **about, **values)
        file.file.save(file.name, ContentFile(b"%PDF-1.4"))
        made[kind] = file.pk
    sent = {"name": f"{SENT}.pdf", "sha256": SENT, "size": 8}
    VersionFactory(proposal=proposal, content={"sections": [{"id": template.pk, "files": [sent]}]})
    return made


@pytest.fixture
def ask(cast, db):
    """The same rows as a request finds them: of the people nothing was read yet."""
    pk, people, files = cast

    def bring_about(right, state):
        kind = next((kind for kind in files if state == f"{state.partition(':')[0]}: {kind}"), None)
        label = state.partition(":")[0]
        proposal = Proposal.objects.get(pk=pk)
        if state:
            proposal = bring(proposal, next(one for one in State if label in (one, one.label)))
        file = kind and Attachment.objects.select_related("requirement").get(pk=files[kind])
        if file:
            file.proposal = proposal
        name = right.partition(".")[2]
        target = file or {name in OF_THE_EDITION: proposal.edition, name in OF_NOTHING: None}.get(True, proposal)
        return fresh(people), lambda _role: target

    return bring_about


@pytest.mark.parametrize("right", rights(TABLE))
def test_who_may_when(ask, right):
    assert differing(TABLE, right, lambda state: ask(right, state)) == []


SENTENCES = {
    (SENT, "auditor", REGISTRATION): "sampai pendaftaran ditutup",
    (SENT, "leader", ADMINISTRATION): "hanya dibaca OPD pemiliknya dan pemeriksa",
    (SENT, "other_operator", ADMINISTRATION): None,
    (SINCE, "verifier", ADMINISTRATION): None,
    (LETTER, "partner", REGISTRATION): "memuat NIP",
    (WAITING, "head", REGISTRATION): "sedang dipindai",
    (INFECTED, "operator", REGISTRATION): "terinfeksi (Eicar)",
}


@pytest.mark.parametrize(("kind", "role", "when"), SENTENCES)
def test_a_file_that_stays_shut_says_why_or_is_not_there(client, cast, kind, role, when):
    pk, people, files = cast
    bring(Proposal.objects.get(pk=pk), State.RETURNED if kind == SINCE else State.SUBMITTED)
    client.force_login(User.objects.get(pk=people[role]))

    with clock.at(moment(when)):
        answer = client.get(reverse("submissions:attachment-detail", args=[files[kind]]))

    sentence = SENTENCES[kind, role, when]
    assert answer.status_code == (403 if sentence else 404)
    assert (sentence or "") in answer.text


@pytest.mark.parametrize("when", [REGISTRATION, ADMINISTRATION])
@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED])
def test_a_page_links_a_file_exactly_when_it_opens(client, cast, state, when):
    """Whoever mends sees no link to what was in order and is closed, for instance, unless it opens."""
    pk, people, files = cast
    proposal = bring(Proposal.objects.get(pk=pk), state)
    addresses = [reverse("submissions:attachment-detail", args=[file]) for file in files.values()]

    with clock.at(moment(when)):
        for role in ("operator", "head", "partner", "verifier", "secretariat", "auditor"):
            client.force_login(User.objects.get(pk=people[role]))
            page = client.get(proposal.get_absolute_url())
            opened = {address for address in addresses if body(client.get(address)).startswith("%PDF")}
            linked = {address for address in addresses if f'href="{address}"' in page.text}
            assert linked == (opened if page.status_code == 200 else set()), role


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
    drafts = [ProposalFactory() for _state in State]
    people = everyone(drafts[0])
    proposals = [bring(draft, state) for draft, state in zip(drafts, State, strict=True)]
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

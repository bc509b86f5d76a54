"""The action bar of the desk: one main action per person and state, and what each step answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, MembershipRole
from competitions.models import Edition, EntryRule, Letter, PhaseKind, RuleKind, RuleLevel
from submissions.models import CheckItem, Proposal, State
from tests.factories import (
    DocumentRequirementFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment
from tests.people import everyone

pytestmark = pytest.mark.django_db

BUTTONS = {
    "submit": "Ya, kirim usulan ini",
    "hand_over": "Serahkan ke kepala OPD",
    "recall": "Ambil kembali",
    "give_back": "Kembalikan dengan catatan ini",
}
OPERATOR = {State.DRAFT: {"hand_over"}, State.HANDED: {"recall"}, State.RETURNED: {"hand_over"}}
HEAD = {State.DRAFT: {"submit"}, State.HANDED: {"submit", "give_back"}, State.RETURNED: {"submit"}}


@pytest.fixture
def proposal():
    return SectionFactory().proposal


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def bring(proposal, state, **values):
    sent = {"submitted_at": START, "submitted_by": proposal.created_by}
    handed = {"handed_at": START, "handed_by": proposal.created_by}
    stamps = {State.DRAFT: {}, State.HANDED: handed}.get(state, sent)
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **stamps, **values)


def phase_of(state):
    return PhaseKind.REGISTRATION if state in {State.DRAFT, State.HANDED} else PhaseKind.ADMINISTRATION


def offered(text):
    return {name for name, label in BUTTONS.items() if label in text}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("role", "table"), [("operator", OPERATOR), ("head", HEAD), ("partner", {})])
def test_each_has_one_main_action(client, proposal, state, role, table):
    partner = MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd).user
    people = {**everyone(proposal), "partner": partner}
    bring(proposal, state)
    client.force_login(people[role])

    with clock.at(moment(phase_of(state))):
        page = client.get(proposal.get_absolute_url())

    assert page.status_code == 200
    assert offered(page.text) == table.get(state, set())


@pytest.mark.parametrize("role", ["operator", "head"])
def test_nothing_is_offered_when_the_time_is_over(client, proposal, role):
    client.force_login(everyone(proposal)[role])

    with clock.at(moment(PhaseKind.JUDGING)):
        assert offered(client.get(proposal.get_absolute_url()).text) == set()


@pytest.mark.usefixtures("registration")
def test_the_operator_hands_over_and_takes_back(client, operator, proposal):
    MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD)

    told = client.post(url("proposal-hand-over", proposal.pk), follow=True)
    handed = Proposal.objects.get()
    back = client.post(url("proposal-recall", proposal.pk), follow=True)

    assert "diserahkan kepada kepala OPD" in told.text
    assert "<textarea" not in told.text
    assert handed.state == State.HANDED
    assert "kembali di meja Anda" in back.text
    assert Proposal.objects.get().state == State.DRAFT
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["proposal.hand_over", "proposal.recall"]


@pytest.mark.usefixtures("registration")
def test_without_a_head_the_desk_says_whom_to_ask(client, operator, proposal):
    desk = client.get(proposal.get_absolute_url()).text
    answer = client.post(url("proposal-hand-over", proposal.pk), follow=True).text

    assert "belum mempunyai kepala yang terdaftar" in desk
    assert "disabled" in desk[desk.index("belum mempunyai kepala") :]
    assert "belum mempunyai kepala yang terdaftar" in answer
    assert Proposal.objects.get().state == State.DRAFT


@pytest.mark.usefixtures("registration")
def test_what_hinders_is_counted_and_the_button_waits(client, operator, proposal):
    MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD)
    SectionTemplateFactory(edition=proposal.edition, name="Dampak")
    DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)

    bar = client.get(proposal.get_absolute_url()).context["bar"]

    assert bar.main == "hand_over"
    assert len(bar.hindrances) == 1
    assert not bar.lacks_head


@pytest.mark.usefixtures("registration")
def test_the_head_reads_the_warnings_before_sending(client, head, proposal):
    EntryRule.objects.create(edition=proposal.edition, kind=RuleKind.VIDEO, level=RuleLevel.WARN)

    page = client.get(proposal.get_absolute_url())

    confirm = page.text[page.text.index("masih perlu diperhatikan") :]
    assert "Tautan video" in confirm
    assert BUTTONS["submit"] in confirm


@pytest.mark.usefixtures("registration")
@pytest.mark.parametrize("note", ["", "   ", "x" * 2001, "nol \x00"])
def test_a_note_that_does_not_do_is_shown_again_at_its_field(client, head, proposal, note):
    bring(proposal, State.HANDED)

    answer = client.post(url("proposal-give-back", proposal.pk), {"note": note})

    assert answer.status_code == 422
    assert list(answer.context["bar"].giving_back.errors) == ["note"]
    assert answer.context["bar"].giving_back["note"].value() == note
    assert Proposal.objects.get().state == State.HANDED


@pytest.mark.usefixtures("registration")
def test_the_head_gives_back_with_a_note_that_the_operator_reads(client, head, proposal):
    bring(proposal, State.HANDED)

    client.post(url("proposal-give-back", proposal.pk), {"note": "Tambah angka."})
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
    desk = client.get(proposal.get_absolute_url()).text

    assert Proposal.objects.get().state == State.DRAFT
    assert "Catatan kepala OPD" in desk
    assert "Tambah angka." in desk


@pytest.mark.usefixtures("registration")
def test_giving_back_what_was_taken_back_says_where_it_is(client, head, proposal):
    answer = client.post(url("proposal-give-back", proposal.pk), {"note": ""}, follow=True)

    assert answer.status_code == 200
    assert "tidak tersedia untuk usulan berstatus “Draf”" in answer.text


@pytest.mark.usefixtures("registration")
@pytest.mark.parametrize("note", ["", "Coba."])
def test_the_operator_gives_nothing_back(client, operator, proposal, note):
    bring(proposal, State.HANDED)

    assert client.post(url("proposal-give-back", proposal.pk), {"note": note}).status_code == 403


def test_the_head_mends_only_what_is_open_and_reads_until_when(client, head, proposal):
    Edition.objects.update(correction_days=3)
    until = moment(PhaseKind.ADMINISTRATION) + timedelta(days=1)
    bring(proposal, State.RETURNED, mend_until=until)
    other = SectionTemplateFactory(edition=proposal.edition, name="Dampak")
    CheckItem.objects.create(
        proposal=proposal, section=other, round=1, reason="missing", created_by=proposal.created_by
    )

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        page = client.get(proposal.get_absolute_url())

    assert "Perbaiki dan kirim lagi paling lambat" in page.text
    assert page.text.count('name="text"') == 1
    assert all(finding.anchor == f"bagian-{other.pk}" for finding in page.context["findings"])


@pytest.mark.parametrize(
    "act", ["proposal-hand-over", "proposal-recall", "proposal-give-back", "proposal-submit", "proposal-withdraw"]
)
def test_steps_are_posts(client, operator, proposal, act):
    assert client.get(url(act, proposal.pk)).status_code == 405


def test_a_draft_of_another_agency_does_not_exist(client):
    client.force_login(MembershipFactory().user)
    proposal = ProposalFactory()

    for act in ("hand-over", "recall", "give-back", "submit", "withdraw"):
        assert client.post(url(f"proposal-{act}", proposal.pk), {"note": "x"}).status_code == 404

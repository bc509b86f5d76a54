"""Every step from every state, and what a step asks for besides."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, Office
from competitions.models import PhaseKind
from submissions import workflow
from submissions.models import Proposal, State
from submissions.workflow import STEPS, Note
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    MembershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("submit", State.DRAFT): PhaseKind.REGISTRATION,
    ("submit", State.RETURNED): PhaseKind.ADMINISTRATION,
    ("verify", State.SUBMITTED): PhaseKind.ADMINISTRATION,
    ("return", State.SUBMITTED): PhaseKind.ADMINISTRATION,
    ("reject", State.SUBMITTED): PhaseKind.ADMINISTRATION,
    ("withdraw", State.DRAFT): PhaseKind.REGISTRATION,
    ("withdraw", State.SUBMITTED): PhaseKind.REGISTRATION,
    ("withdraw", State.RETURNED): PhaseKind.ADMINISTRATION,
}
REASON = [Note("Tanda tangan kepala OPD belum ada.")]


@pytest.fixture
def proposal():
    return ProposalFactory()


def bring(proposal, state):
    sent = {} if state == State.DRAFT else {"submitted_at": START, "submitted_by": proposal.created_by}
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **sent)


def actor_of(step, proposal):
    if STEPS[step].actor == workflow.LEAD:
        return MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    return AppointmentFactory(role=Office.VERIFIER).user


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(proposal, step, state):
    bring(proposal, state)
    actor = actor_of(step, proposal)
    phase = ALLOWED.get((step, state))

    with clock.at(moment(phase or PhaseKind.ADMINISTRATION)):
        if phase:
            assert workflow.take(step, proposal=proposal, by=actor, notes=REASON).state == STEPS[step].target
        else:
            with pytest.raises(ValidationError, match="tidak tersedia untuk usulan berstatus"):
                workflow.take(step, proposal=proposal, by=actor, notes=REASON)

    proposal.refresh_from_db()
    assert proposal.state == (STEPS[step].target if phase else state)
    assert AuditEntry.objects.count() == (1 if phase else 0)


@pytest.mark.parametrize(("step", "state"), ALLOWED)
def test_no_step_outside_its_phase(proposal, step, state):
    bring(proposal, state)
    actor = actor_of(step, proposal)

    with clock.at(moment(PhaseKind.JUDGING)), pytest.raises(PermissionDenied, match="tidak sedang berlangsung"):
        workflow.take(step, proposal=proposal, by=actor, notes=REASON)

    proposal.refresh_from_db()
    assert proposal.state == state


@pytest.mark.parametrize(("step", "state"), ALLOWED)
def test_no_step_by_somebody_else(proposal, step, state):
    bring(proposal, state)
    operator = MembershipFactory(opd=proposal.innovation.opd).user

    with clock.at(moment(ALLOWED[step, state])), pytest.raises(PermissionDenied, match="bukan wewenang"):
        workflow.take(step, proposal=proposal, by=operator, notes=REASON)


@pytest.mark.parametrize("step", ["return", "reject"])
@pytest.mark.parametrize("notes", [[], [Note("  ")]])
def test_sending_back_needs_a_reason(proposal, step, notes):
    bring(proposal, State.SUBMITTED)
    actor = actor_of(step, proposal)

    with clock.at(moment(PhaseKind.ADMINISTRATION)), pytest.raises(ValidationError, match="Tuliskan alasannya"):
        workflow.take(step, proposal=proposal, by=actor, notes=notes)


def test_submit_names_all_that_is_missing_and_changes_nothing(proposal):
    SectionTemplateFactory(edition=proposal.edition, name="Kebaruan")
    DocumentRequirementFactory(edition=proposal.edition, name="Surat Pernyataan")
    head = actor_of("submit", proposal)

    with clock.at(moment(PhaseKind.REGISTRATION)), pytest.raises(ValidationError) as refusal:
        workflow.take("submit", proposal=proposal, by=head)

    assert refusal.value.messages == ["Kebaruan belum diisi.", "Surat Pernyataan belum dilampirkan."]
    proposal.refresh_from_db()
    assert proposal.state == State.DRAFT
    assert proposal.submitted_at is None


def test_submit_records_who_when_and_the_fingerprint_of_what(proposal):
    SectionFactory(proposal=proposal)
    head = actor_of("submit", proposal)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        sent = workflow.take("submit", proposal=proposal, by=head)

    assert (sent.submitted_at, sent.submitted_by) == (moment(PhaseKind.REGISTRATION), head)
    entry = ledger.head(proposal.ledger_chain)
    assert (entry.action, entry.actor, entry.before) == ("proposal.submit", head, {"state": "draft"})
    assert entry.after["state"] == "submitted"
    assert len(entry.after["fingerprint"]) == 64


def test_the_fingerprint_changes_with_a_word(proposal):
    section = SectionFactory(proposal=proposal)
    head, verifier = actor_of("submit", proposal), actor_of("return", proposal)
    with clock.at(moment(PhaseKind.REGISTRATION)):
        workflow.take("submit", proposal=proposal, by=head)
    first = ledger.head(proposal.ledger_chain).after["fingerprint"]
    section.text = "Empat kata saja kini"
    section.save()

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("return", proposal=proposal, by=verifier, notes=REASON)
        workflow.take("submit", proposal=proposal, by=head)

    assert ledger.head(proposal.ledger_chain).after["fingerprint"] != first


def test_return_keeps_the_reasons_of_each_round_at_their_places(proposal):
    section = SectionFactory(proposal=proposal)
    head, verifier = actor_of("submit", proposal), actor_of("return", proposal)
    bring(proposal, State.SUBMITTED)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("return", proposal=proposal, by=verifier, notes=[Note(" Ulangi. ", section=section.template)])
        workflow.take("submit", proposal=proposal, by=head)
        workflow.take("return", proposal=proposal, by=verifier, notes=REASON)

    kept = proposal.check_items.values_list("round", "section", "note", "created_by")
    assert list(kept) == [
        (1, section.template.pk, "Ulangi.", verifier.pk),
        (2, None, "Tanda tangan kepala OPD belum ada.", verifier.pk),
    ]
    assert AuditEntry.objects.filter(action="proposal.return").first().note == "Ulangi."
    assert list(ledger.breaks(proposal.ledger_chain)) == []

"""Every step from every state, and what a step asks for besides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.models import Edition, Letter, PhaseKind
from submissions.deadline import closes_at
from submissions.models import Proposal, State
from submissions.steps import workflow
from submissions.steps.mail import send_given_back_mail, send_ready_mail, send_verdict_mail
from submissions.steps.workflow import STEPS, Note
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    ExtensionFactory,
    MembershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("hand_over", State.DRAFT): PhaseKind.REGISTRATION,
    ("hand_over", State.RETURNED): PhaseKind.ADMINISTRATION,
    ("recall", State.HANDED): PhaseKind.REGISTRATION,
    ("give_back", State.HANDED): PhaseKind.REGISTRATION,
    ("submit", State.HANDED): PhaseKind.REGISTRATION,
    ("submit", State.DRAFT): PhaseKind.REGISTRATION,
    ("submit", State.RETURNED): PhaseKind.ADMINISTRATION,
    ("verify", State.SUBMITTED): PhaseKind.ADMINISTRATION,
    ("return", State.SUBMITTED): PhaseKind.ADMINISTRATION,
    ("reject", State.SUBMITTED): PhaseKind.ADMINISTRATION,
    ("withdraw", State.DRAFT): PhaseKind.REGISTRATION,
    ("withdraw", State.HANDED): PhaseKind.REGISTRATION,
    ("withdraw", State.SUBMITTED): PhaseKind.REGISTRATION,
    ("withdraw", State.RETURNED): PhaseKind.ADMINISTRATION,
    ("undo_return", State.RETURNED): PhaseKind.ADMINISTRATION,
    ("undo_reject", State.REJECTED): PhaseKind.ADMINISTRATION,
    ("undo_verify", State.VERIFIED): PhaseKind.ADMINISTRATION,
    ("undo_withdraw", State.WITHDRAWN): PhaseKind.ADMINISTRATION,
}
IN_TIME = [place for place in ALLOWED if not STEPS[place[0]].undoes]  # time alone keeps nobody from taking back
REASON = [Note("Tanda tangan kepala OPD belum ada.")]
SECOND = timedelta(seconds=1)


@pytest.fixture
def proposal():
    return ProposalFactory()


def bring(proposal, state, **values):
    sent = {"submitted_at": START, "submitted_by": proposal.created_by}
    handed = {"handed_at": START, "handed_by": proposal.created_by}
    stamps = {State.DRAFT: {}, State.HANDED: handed}.get(state, sent)
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **stamps, **values)
    proposal.refresh_from_db()


def head_of(proposal):
    return MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user


def operator_of(proposal):
    return MembershipFactory(opd=proposal.innovation.opd).user


def verifier():
    return AppointmentFactory(role=Office.VERIFIER).user


def actor_of(step, proposal):
    """Whose step it is; a head stands beside the operator, so that there is somebody to hand over to."""
    head = head_of(proposal)
    actor = STEPS[step].actor
    if actor == workflow.WRITE:
        return operator_of(proposal)
    if STEPS[step].undoes:
        return AppointmentFactory(role=Office.SECRETARIAT).user
    return head if actor == workflow.LEAD else verifier()


def notes_of(step):
    return [] if step == "verify" else REASON


def target_of(step, state):
    """The draft is where a proposal that was never sent goes back to."""
    return State.SUBMITTED if STEPS[step].undoes else STEPS[step].target or State.DRAFT


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(proposal, step, state):
    bring(proposal, state)
    actor = actor_of(step, proposal)
    phase = ALLOWED.get((step, state))

    with clock.at(moment(phase or PhaseKind.ADMINISTRATION)):
        if phase:
            moved = workflow.take(step, proposal=proposal, by=actor, notes=notes_of(step))
            assert moved.state == target_of(step, state)
        elif state in STEPS[step].source:  # refused for the day, not for the state
            with pytest.raises(PermissionDenied, match="tidak sedang berlangsung"):
                workflow.take(step, proposal=proposal, by=actor, notes=notes_of(step))
        else:
            with pytest.raises(ValidationError, match="tidak tersedia untuk usulan berstatus"):
                workflow.take(step, proposal=proposal, by=actor, notes=notes_of(step))

    proposal.refresh_from_db()
    assert proposal.state == (target_of(step, state) if phase else state)
    assert AuditEntry.objects.count() == (1 if phase else 0)


@pytest.mark.parametrize(("step", "state"), IN_TIME)
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
    other = head_of(proposal) if STEPS[step].actor == workflow.WRITE else operator_of(proposal)

    with clock.at(moment(ALLOWED[step, state])), pytest.raises(PermissionDenied, match="bukan wewenang"):
        workflow.take(step, proposal=proposal, by=other, notes=REASON)


@pytest.mark.parametrize(
    ("step", "state", "phase"),
    [
        *((step, state, phase) for (step, state), phase in ALLOWED.items() if STEPS[step].undoes),
        ("give_back", State.HANDED, PhaseKind.REGISTRATION),
        ("return", State.SUBMITTED, PhaseKind.ADMINISTRATION),
        ("reject", State.SUBMITTED, PhaseKind.ADMINISTRATION),
    ],
)
@pytest.mark.parametrize("notes", [[], [Note("  ")], [Note(is_ok=True)]])
def test_sending_back_needs_a_reason(proposal, step, state, phase, notes):
    bring(proposal, state)
    actor = actor_of(step, proposal)

    with clock.at(moment(phase)), pytest.raises(ValidationError, match="Tuliskan alasannya"):
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


def test_what_was_sent_goes_back_to_be_mended_and_not_to_be_a_draft(proposal):
    bring(proposal, State.RETURNED)
    operator, head = operator_of(proposal), head_of(proposal)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("hand_over", proposal=proposal, by=operator)
        recalled = workflow.take("recall", proposal=proposal, by=operator)
        workflow.take("hand_over", proposal=proposal, by=operator)
        given_back = workflow.take("give_back", proposal=proposal, by=head, notes=[Note("Tambah angka.")])

    assert (recalled.state, given_back.state) == (State.RETURNED, State.RETURNED)
    assert given_back.head_note == "Tambah angka."
    assert AuditEntry.objects.get(action="proposal.give_back").note == ""  # the secretariat reads it before the close


def test_handing_over_says_who_and_when_clears_the_note_and_writes_to_the_head(
    proposal, mailoutbox, django_capture_on_commit_callbacks
):
    bring(proposal, State.DRAFT, head_note="Lama.")
    operator, head = operator_of(proposal), head_of(proposal)

    with clock.at(moment(PhaseKind.REGISTRATION)), django_capture_on_commit_callbacks() as queued:
        handed = workflow.take("hand_over", proposal=proposal, by=operator)
    send_ready_mail(proposal.pk, operator.pk)

    assert (handed.handed_at, handed.handed_by, handed.head_note) == (moment(PhaseKind.REGISTRATION), operator, "")
    assert len(queued) == 1
    assert [letter.to for letter in mailoutbox] == [[head.email]]


def test_nothing_is_handed_to_a_body_without_a_head(proposal):
    operator = operator_of(proposal)
    gone = head_of(proposal)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    with clock.at(moment(PhaseKind.REGISTRATION)), pytest.raises(ValidationError, match="belum mempunyai kepala"):
        workflow.take("hand_over", proposal=proposal, by=operator)

    proposal.refresh_from_db()
    assert proposal.state == State.DRAFT


def test_handing_over_waits_for_all_but_what_the_head_alone_approves(proposal):
    head_of(proposal)
    operator = operator_of(proposal)
    DocumentRequirementFactory(edition=proposal.edition, letter=Letter.IMPLEMENTATION, name="Surat")
    plain = DocumentRequirementFactory(edition=proposal.edition, name="Maklumat")

    with clock.at(moment(PhaseKind.REGISTRATION)), pytest.raises(ValidationError) as refusal:
        workflow.take("hand_over", proposal=proposal, by=operator)
    plain.delete()
    with clock.at(moment(PhaseKind.REGISTRATION)):
        workflow.take("hand_over", proposal=proposal, by=operator)
    with clock.at(moment(PhaseKind.REGISTRATION)), pytest.raises(ValidationError) as unsent:
        workflow.take("submit", proposal=proposal, by=head_of(proposal))

    assert len(refusal.value.messages) == 1
    assert "Maklumat" in refusal.value.messages[0]
    assert "Surat" in unsent.value.messages[0]


def test_giving_back_writes_to_the_operators_with_the_note(proposal, mailoutbox, django_capture_on_commit_callbacks):
    operator, head = operator_of(proposal), head_of(proposal)
    bring(proposal, State.HANDED)

    with clock.at(moment(PhaseKind.REGISTRATION)), django_capture_on_commit_callbacks() as queued:
        workflow.take("give_back", proposal=proposal, by=head, notes=[Note("Tambah angka.")])
    send_given_back_mail(proposal.pk, head.pk)

    assert len(queued) == 1
    assert [letter.to for letter in mailoutbox] == [[operator.email]]
    assert "Tambah angka." in mailoutbox[0].body


@pytest.mark.parametrize(("step", "subject"), [("return", "perlu diperbaiki"), ("reject", "tidak lolos")])
def test_a_verdict_against_it_reaches_the_agency(
    proposal, step, subject, mailoutbox, django_capture_on_commit_callbacks
):
    bring(proposal, State.SUBMITTED)
    people = [operator_of(proposal), head_of(proposal)]
    notes = [Note("Buram.", is_identity=True, reason="unreadable"), Note(is_ok=True)]

    with clock.at(moment(PhaseKind.ADMINISTRATION)), django_capture_on_commit_callbacks() as queued:
        workflow.take(step, proposal=proposal, by=verifier(), notes=notes)
        send_verdict_mail(proposal.pk)
        send_verdict_mail(proposal.pk)

    assert len(queued) == 1
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(person.email for person in people)
    assert subject in mailoutbox[0].subject
    assert "- Identitas: Tidak terbaca: Buram." in mailoutbox[0].body
    assert ("kirim lagi paling lambat" in mailoutbox[0].body) == (step == "return")


def test_nothing_passes_with_a_place_that_is_not_right(proposal):
    bring(proposal, State.SUBMITTED)

    with clock.at(moment(PhaseKind.ADMINISTRATION)), pytest.raises(ValidationError, match="semua tempatnya sesuai"):
        workflow.take("verify", proposal=proposal, by=verifier(), notes=REASON)


def test_a_verdict_keeps_what_was_right_too(proposal):
    bring(proposal, State.SUBMITTED)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take(
            "return", proposal=proposal, by=verifier(), notes=[Note(is_ok=True, is_identity=True), Note("Buram.")]
        )

    assert list(proposal.check_items.values_list("is_identity", "is_ok", "note")) == [
        (True, True, ""),
        (False, False, "Buram."),
    ]


def test_passing_without_a_checklist_still_says_who_looked(proposal):
    bring(proposal, State.SUBMITTED)
    by = verifier()

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("verify", proposal=proposal, by=by)

    assert list(proposal.check_items.values_list("round", "is_ok", "created_by")) == [(1, True, by.pk)]


def test_the_second_verifier_is_told_who_decided(proposal):
    bring(proposal, State.SUBMITTED)
    first, second = verifier(), verifier()

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("verify", proposal=proposal, by=first)
        with pytest.raises(ValidationError) as refusal:
            workflow.take("return", proposal=proposal, by=second, notes=REASON)

    told = f"{first} sudah memutus usulan ini: “Lolos administrasi”. Putusan Anda tidak disimpan."
    assert refusal.value.messages == [told]


@pytest.mark.parametrize(
    ("days", "open_for"), [(None, timedelta(days=3.5)), (2, timedelta(days=2)), (30, timedelta(days=3.5))]
)
def test_a_return_sets_until_when_it_may_be_mended(proposal, days, open_for):
    """Halfway through the week of the check; the window never outlasts it."""
    Edition.objects.update(correction_days=days)
    bring(proposal, State.SUBMITTED)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        returned = workflow.take("return", proposal=proposal, by=verifier(), notes=REASON)

    assert returned.mend_until == (days and moment(PhaseKind.ADMINISTRATION) + timedelta(days=days))
    assert closes_at(returned) == moment(PhaseKind.ADMINISTRATION) + open_for


@pytest.mark.parametrize("state", [State.RETURNED, State.HANDED])
def test_what_was_not_mended_in_time_may_be_refused(proposal, state):
    by = verifier()
    until = moment(PhaseKind.ADMINISTRATION)
    bring(proposal, State.RETURNED, mend_until=until)
    bring(proposal, state, mend_until=until)

    with clock.at(until - SECOND), pytest.raises(PermissionDenied):
        workflow.take("reject", proposal=proposal, by=by, notes=REASON)
    with clock.at(until):
        refused = workflow.take("reject", proposal=proposal, by=by, notes=[Note("Tidak diperbaiki.")])

    assert refused.state == State.REJECTED


def test_more_time_keeps_what_was_not_mended_from_being_refused(proposal):
    until = moment(PhaseKind.ADMINISTRATION)
    bring(proposal, State.RETURNED, mend_until=until)
    ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd, until=until + timedelta(days=1))

    with clock.at(until), pytest.raises(PermissionDenied):
        workflow.take("reject", proposal=proposal, by=verifier(), notes=REASON)
    with clock.at(until):
        assert workflow.take("submit", proposal=proposal, by=head_of(proposal)).state == State.SUBMITTED


def test_what_the_check_found_in_order_blocks_no_more(proposal):
    """A rule that speaks of a closed place has no hold on the agency: it could not mend it."""
    wrong = SectionFactory(proposal=proposal).template
    SectionTemplateFactory(edition=proposal.edition, name="Dampak")
    bring(proposal, State.SUBMITTED)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("return", proposal=proposal, by=verifier(), notes=[Note("Ulangi.", section=wrong)])
        sent = workflow.take("submit", proposal=proposal, by=head_of(proposal))

    assert sent.state == State.SUBMITTED
    assert sent.found_when_sent


def test_sending_stores_the_moment_at_which_it_was_asked(proposal):
    """What takes a while to check is not late for it: the stamp is the moment of the question."""
    bring(proposal, State.DRAFT)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        sent = workflow.take("submit", proposal=proposal, by=head_of(proposal))

    assert sent.submitted_at == sent.versions.get().frozen_at

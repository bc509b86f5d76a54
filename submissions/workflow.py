"""The steps of a proposal from draft to verdict, as a table, and the one function that takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.models import User
from competitions.models import DocumentRequirement, SectionTemplate

from .completeness import gaps
from .documents import fingerprint, proposal_parts
from .models import CheckItem, Proposal, State


@dataclass(frozen=True)
class Step:
    """From where to where; `actor` is whose step it is at all, `permission` whether it may be taken now."""

    source: frozenset[State]
    target: State
    actor: str
    permission: str
    needs_notes: bool = False
    needs_all: bool = False


LEAD, EXAMINE = "submissions.lead_proposal", "submissions.examine_proposal"
CHECK = "submissions.verify_proposal"
STEPS = {
    "submit": Step(
        frozenset({State.DRAFT, State.RETURNED}),
        State.SUBMITTED,
        LEAD,
        "submissions.submit_proposal",
        needs_all=True,
    ),
    "verify": Step(frozenset({State.SUBMITTED}), State.VERIFIED, EXAMINE, CHECK),
    "return": Step(frozenset({State.SUBMITTED}), State.RETURNED, EXAMINE, CHECK, needs_notes=True),
    "reject": Step(frozenset({State.SUBMITTED}), State.REJECTED, EXAMINE, CHECK, needs_notes=True),
    "withdraw": Step(
        frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED}),
        State.WITHDRAWN,
        LEAD,
        "submissions.withdraw_proposal",
    ),
}


@dataclass(frozen=True)
class Note:
    """A reason and its place; without a section and a document it speaks of the whole proposal."""

    text: str
    section: SectionTemplate | None = None
    requirement: DocumentRequirement | None = None


@transaction.atomic
def take(name: str, *, proposal: Proposal, by: User, notes: Sequence[Note] = ()) -> Proposal:
    """Move a proposal along one step, or say why it cannot go. `notes` are kept with return and reject."""
    step = STEPS[name]
    proposal = Proposal.objects.select_for_update(of=("self",)).with_details().get(pk=proposal.pk)
    _check_right(step, proposal, by)
    notes = [note for note in notes if note.text.strip()]
    if step.needs_notes and not notes:
        raise ValidationError(_("Tuliskan alasannya, setidaknya satu catatan."), code="no_notes")
    after = {"state": step.target.value}
    if step.needs_all:
        after["fingerprint"] = _complete_fingerprint(proposal)

    before, proposal.state = proposal.state, step.target
    if step.target == State.SUBMITTED:
        proposal.submitted_at, proposal.submitted_by = clock.now(), by
    proposal.save(update_fields=["state", "submitted_at", "submitted_by"])
    if step.needs_notes:
        _keep(notes, proposal, by)

    ledger.record(
        f"proposal.{name}",
        proposal,
        by=by,
        chain=proposal.ledger_chain,
        before={"state": before},
        after=after,
        note="\n".join(note.text.strip() for note in notes) if step.needs_notes else "",
    )
    return proposal


def _check_right(step: Step, proposal: Proposal, by: User) -> None:
    """First whose step it is, then the state, so that whoever comes second reads what happened."""
    if not by.has_perm(step.actor, proposal):
        raise PermissionDenied(_("Langkah ini bukan wewenang Anda."))
    if proposal.state not in step.source:
        raise ValidationError(
            _("Langkah ini tidak tersedia untuk usulan berstatus “%(state)s”."),
            params={"state": proposal.get_state_display()},
            code="state",
        )
    if not by.has_perm(step.permission, proposal):
        raise PermissionDenied(_("Tahapan untuk langkah ini tidak sedang berlangsung."))


def _complete_fingerprint(proposal: Proposal) -> str:
    parts = proposal_parts(proposal)
    if missing := gaps(proposal, parts):
        raise ValidationError([ValidationError(f"{gap.text}.", code=gap.code) for gap in missing])
    return fingerprint(proposal, parts)


def _keep(notes: Sequence[Note], proposal: Proposal, by: User) -> None:
    """Store the reasons as a round of their own; those of earlier rounds stay."""
    last = proposal.check_items.aggregate(last=Max("round"))["last"] or 0
    CheckItem.objects.bulk_create(
        CheckItem(
            proposal=proposal,
            section=note.section,
            requirement=note.requirement,
            round=last + 1,
            note=note.text.strip(),
            created_by=by,
        )
        for note in notes
    )

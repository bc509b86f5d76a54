"""The steps of a proposal from draft to verdict, as a table, and the one function that takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.models import MembershipRole, User
from accounts.queue import enqueue
from competitions.locks import lock_edition, share_edition
from competitions.models import DocumentRequirement, SectionTemplate
from submissions.locks import lock_proposal
from submissions.models import DECIDED, CheckItem, Proposal, Reason, State, VersionKind
from submissions.preflight.entry import Finding
from submissions.preflight.findings import findings
from submissions.proposal_parts import ProposalParts, proposal_parts
from submissions.stakes import release
from submissions.versions import freeze

from .mail import (
    send_given_back_mail,
    send_passed_mail,
    send_ready_mail,
    send_receipt_mail,
    send_undone_mail,
    send_verdict_mail,
)
from .undoing import keep_undoing, last_round, refuse_undoing, state_before


@dataclass(frozen=True)
class Step:
    """From where to where; `actor` is whose step it is at all, `permission` whether it may be taken now.

    Without a target the proposal goes back to where it was written: a draft, or one that came back; a step that
    takes another back returns it to where that one found it.
    """

    source: frozenset[State]
    target: State | None
    actor: str
    permission: str
    needs_notes: bool = False
    needs_all: bool = False
    needs_head: bool = False
    is_verdict: bool = False
    undoes: bool = False


WRITE, LEAD, EXAMINE = "submissions.write_proposal", "submissions.lead_proposal", "submissions.examine_proposal"
CHECK, REFUSE = "submissions.verify_proposal", "submissions.reject_proposal"
RECONSIDER, RESTORE = "submissions.reconsider_verdict", "submissions.restore_proposal"
WRITTEN = frozenset({State.DRAFT, State.RETURNED})
NO_HEAD = _("OPD ini belum mempunyai kepala yang terdaftar; hubungi Bagian Organisasi.")
STEPS = {
    "hand_over": Step(WRITTEN, State.HANDED, WRITE, "submissions.hand_over_proposal", needs_all=True, needs_head=True),
    "recall": Step(frozenset({State.HANDED}), None, WRITE, "submissions.recall_proposal"),
    "give_back": Step(frozenset({State.HANDED}), None, LEAD, "submissions.give_back_proposal", needs_notes=True),
    "submit": Step(WRITTEN | {State.HANDED}, State.SUBMITTED, LEAD, "submissions.submit_proposal", needs_all=True),
    "verify": Step(frozenset({State.SUBMITTED}), State.VERIFIED, EXAMINE, CHECK, is_verdict=True),
    "return": Step(frozenset({State.SUBMITTED}), State.RETURNED, EXAMINE, CHECK, needs_notes=True, is_verdict=True),
    # What came back and was not mended in time may be refused too, anyone who in the agency holds it.
    "reject": Step(
        frozenset({State.SUBMITTED, State.RETURNED, State.HANDED}),
        State.REJECTED,
        EXAMINE,
        REFUSE,
        needs_notes=True,
        is_verdict=True,
    ),
    "withdraw": Step(WRITTEN | {State.HANDED, State.SUBMITTED}, State.WITHDRAWN, LEAD, "submissions.withdraw_proposal"),
    **{
        f"undo_{name}": Step(frozenset({state}), None, actor, permission, needs_notes=True, undoes=True)
        for name, state, actor, permission in (
            ("return", State.RETURNED, RECONSIDER, "submissions.undo_verdict"),
            ("reject", State.REJECTED, RECONSIDER, "submissions.undo_verdict"),
            ("verify", State.VERIFIED, RECONSIDER, "submissions.undo_verdict"),
            ("withdraw", State.WITHDRAWN, RESTORE, "submissions.undo_withdrawal"),
        )
    },
}
MOVED = (
    "state",
    "submitted_at",
    "submitted_by",
    "handed_at",
    "handed_by",
    "head_note",
    "mend_until",
    "found_when_sent",
)


@dataclass(frozen=True)
class Note:
    """What a look at one place found. Without a place it speaks of the whole proposal."""

    text: str = ""
    section: SectionTemplate | None = None
    requirement: DocumentRequirement | None = None
    is_identity: bool = False
    is_ok: bool = False
    reason: str = ""

    @property
    def says_why(self) -> bool:
        return not self.is_ok and bool(self.text.strip() or self.reason)


@transaction.atomic
def take(name: str, *, proposal: Proposal, by: User, notes: Sequence[Note] = (), tells: bool = True) -> Proposal:
    """Move a proposal along one step, or say why it cannot go. A verdict keeps its `notes` as a round of their own.

    The moment that counts is the one at which the row was ours: it is asked of the calendar and stored. Who takes the
    step for many at once `tells` their agencies by itself, once.
    """
    step = STEPS[name]
    if step.undoes:
        lock_edition(proposal.edition_id)  # what stands on a proposal is built and published under this lock
    else:
        share_edition(proposal.edition_id)  # no phase ends and no rule changes while this step is taken
    proposal = lock_proposal(proposal.pk)
    now = clock.now()
    _check_right(step, proposal, by)
    reasons = [note for note in notes if note.says_why]
    _check_notes(name, step, reasons)
    parts = proposal_parts(proposal)
    found = findings(proposal, parts, fresh=True) if step.needs_all else []
    _refuse(name, proposal, parts, found, reasons)
    before, target = proposal.state, _target(name, proposal)
    after = {"state": target.value, **_freeze(name, proposal, parts, by, now)}

    proposal.state = target
    _stamp(name, proposal, by, now, reasons=reasons, found=found)
    proposal.save(update_fields=MOVED)
    if step.is_verdict:
        _keep([note for note in notes if note.is_ok or note.says_why] or [Note(is_ok=True)], proposal, by)
    if step.undoes:
        undoing = keep_undoing(name, proposal, reason=_said(reasons), by=by, at=now)
        release(undoing)  # before the ledger is held: jurors hold their sheet first
        enqueue(send_undone_mail, undoing.pk)
    ledger.record(
        f"proposal.{name}",
        proposal,
        by=by,
        chain=proposal.ledger_chain,
        before={"state": before},
        after=after,
        # What the head asks of the operator is the agency's own: others read the ledger before the close.
        note=_said(reasons) if step.is_verdict or step.undoes else "",
    )
    if tells:
        _tell(name, proposal, by)
    return proposal


def hindrances(name: str, parts: ProposalParts, found: Sequence[Finding]) -> list[Finding]:
    """The findings that keep a proposal from a step.

    The operator need not wait for a statement that the head alone approves inside the application.
    """
    spared = set()
    if name == "hand_over":
        spared = {part.anchor for part in parts.documents if part.requirement.letter and not part.attachments}
    return [finding for finding in found if finding.blocks and finding.anchor not in spared]


def has_head(proposal: Proposal) -> bool:
    """Whether the leading body has anybody who can send."""
    heads = proposal.innovation.opd.memberships.current().filter(role=MembershipRole.HEAD, user__is_active=True)
    return heads.exists()


def _check_right(step: Step, proposal: Proposal, by: User) -> None:
    """First whose step it is, then the state, so that anyone who comes second reads what happened."""
    if not by.has_perm(step.actor, proposal):
        raise PermissionDenied(_("Langkah ini bukan wewenang Anda."))
    if proposal.state not in step.source:
        raise _too_late(step, proposal)
    if not by.has_perm(step.permission, proposal):
        raise PermissionDenied(_("Tahapan untuk langkah ini tidak sedang berlangsung."))


def _too_late(step: Step, proposal: Proposal) -> ValidationError:
    """Say in which state it is by now, and to a second verifier who decided."""
    last = last_round(proposal) if step.is_verdict else None
    if last and proposal.state in DECIDED:
        sentence = _("%(name)s sudah memutus usulan ini: “%(state)s”. Putusan Anda tidak disimpan.")
        params = {"name": last.created_by, "state": proposal.get_state_display()}
        return ValidationError(sentence, params=params, code="decided")
    return ValidationError(
        _("Langkah ini tidak tersedia untuk usulan berstatus “%(state)s”."),
        params={"state": proposal.get_state_display()},
        code="state",
    )


def _check_notes(name: str, step: Step, reasons: Sequence[Note]) -> None:
    if step.needs_notes and not reasons:
        raise ValidationError(_("Tuliskan alasannya, setidaknya satu catatan."), code="no_notes")
    if name == "verify" and reasons:
        raise ValidationError(_("Usulan hanya dapat diloloskan bila semua tempatnya sesuai."), code="not_ok")


def _target(name: str, proposal: Proposal) -> State:
    step = STEPS[name]
    if step.undoes:
        return state_before(name, proposal)
    return step.target or (State.RETURNED if proposal.was_sent else State.DRAFT)


def _refuse(
    name: str, proposal: Proposal, parts: ProposalParts, found: Sequence[Finding], reasons: Sequence[Note]
) -> None:
    """Send nothing that the check would return, hand nothing to nobody, take nothing back on which something stands."""
    if STEPS[name].undoes:
        refuse_undoing(name, proposal, parts, _said(reasons))
    if missing := hindrances(name, parts, found):
        raise ValidationError([ValidationError(f"{one.text.rstrip('.')}.", code=one.kind) for one in missing])
    if STEPS[name].needs_head and not has_head(proposal):
        raise ValidationError(NO_HEAD, code="no_head")


def _freeze(name: str, proposal: Proposal, parts: ProposalParts, by: User, now: datetime) -> dict[str, str]:
    """A version for each sending and each return; its hash stands in the ledger too."""
    kinds = {
        "submit": VersionKind.CORRECTED if proposal.was_sent else VersionKind.SENT,
        "return": VersionKind.RETURNED,
        "undo_return": VersionKind.RESTORED,
    }
    return {"fingerprint": freeze(proposal, parts, kinds[name], by, now).sha256} if name in kinds else {}


def _stamp(
    name: str, proposal: Proposal, by: User, now: datetime, *, reasons: Sequence[Note], found: Sequence[Finding]
) -> None:
    """Who and when, on the proposal itself."""
    if name == "submit":
        proposal.submitted_at, proposal.submitted_by, proposal.mend_until = now, by, None
        proposal.head_note, proposal.found_when_sent = "", len(found)
    elif name == "hand_over":
        proposal.handed_at, proposal.handed_by, proposal.head_note = now, by, ""
    elif name == "give_back":
        proposal.head_note = "\n".join(note.text.strip() for note in reasons)
    elif name == "return":
        # Past the end of the check too: days that it cuts off are there again when it is prolonged.
        days = proposal.edition.correction_days
        proposal.mend_until = now + timedelta(days=days) if days else None
    elif name == "undo_return":
        proposal.mend_until = None


def _tell(name: str, proposal: Proposal, by: User) -> None:
    """Write to whom the proposal waits for now."""
    if name == "hand_over":
        enqueue(send_ready_mail, proposal.pk, by.pk)
    elif name == "give_back":
        enqueue(send_given_back_mail, proposal.pk, by.pk)
    elif name == "submit":
        enqueue(send_receipt_mail, proposal.pk)
    elif name == "verify":
        enqueue(send_passed_mail, [proposal.pk], act_of(proposal))
    elif name in {"return", "reject"}:
        enqueue(send_verdict_mail, proposal.pk)


def act_of(proposal: Proposal) -> str:
    """A name for this one act, by which its e-mails are known: two acts at one moment are of different proposals."""
    return f"{proposal.pk}:{clock.now():%Y%m%d%H%M%S%f}"


def _sentence(note: Note) -> str:
    reason = str(Reason(note.reason).label) if note.reason else ""
    return ": ".join(part for part in (reason, note.text.strip()) if part)


def _said(reasons: Sequence[Note]) -> str:
    return "\n".join(_sentence(note) for note in reasons)


def _keep(notes: Sequence[Note], proposal: Proposal, by: User) -> None:
    """Store the reasons as a round of their own; those of earlier rounds stay."""
    last = proposal.check_items.aggregate(last=Max("round"))["last"] or 0
    CheckItem.objects.bulk_create(
        CheckItem(
            proposal=proposal,
            section=note.section,
            requirement=note.requirement,
            round=last + 1,
            is_identity=note.is_identity,
            is_ok=note.is_ok,
            reason=note.reason,
            note=note.text.strip(),
            created_at=clock.now(),
            created_by=by,
        )
        for note in notes
    )

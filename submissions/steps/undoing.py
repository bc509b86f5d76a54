"""Taking a step back: to where the proposal returns, what forbids it, and what is kept of it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.models import RuleKind
from competitions.published import refuse_published
from submissions.models import CheckItem, Proposal, State, Undoing, Undone
from submissions.preflight.entry import Finding
from submissions.preflight.findings import findings
from submissions.proposal_parts import ProposalParts
from submissions.stakes import refuse_stakes
from submissions.versions import Content, content_of

UNDOES = {f"undo_{step.value}": step for step in Undone}
RIVALS = (RuleKind.TITLE, RuleKind.QUOTA)  # what others may have sent meanwhile
MOST_CHARACTERS = 300


def state_before(name: str, proposal: Proposal) -> State:
    """Where a proposal returns to when this step is taken back: nothing that was never sent comes to stand as sent."""
    if not proposal.was_sent:
        return State.DRAFT
    if UNDOES[name] in {Undone.REJECT, Undone.WITHDRAW} and proposal.came_back_last:
        return State.RETURNED
    return State.SUBMITTED


def refuse_undoing(name: str, proposal: Proposal, parts: ProposalParts, reason: str) -> None:
    """Raise ValidationError with what stands on the step. Edition and proposal are locked."""
    if len(reason) > MOST_CHARACTERS:
        raise ValidationError(_("Alasan paling panjang %(most)d huruf."), params={"most": MOST_CHARACTERS}, code="long")
    refuse_published(proposal.edition)
    refuse_stakes(proposal)
    if UNDOES[name] == Undone.RETURN and has_begun_to_mend(proposal, parts):
        raise ValidationError(
            _("OPD sudah mulai memperbaiki usulan ini; periksa lagi setelah dikirim kembali."), code="begun"
        )
    enters_again = UNDOES[name] == Undone.WITHDRAW and proposal.was_sent
    if enters_again and (rivals := [one.text for one in rivals_of(proposal, parts) if one.blocks]):
        raise ValidationError([ValidationError(text, code="rival") for text in rivals])


def rivals_of(proposal: Proposal, parts: ProposalParts) -> list[Finding]:
    """What the rules say of others that entered while this proposal was out of it."""
    return [one for one in findings(proposal, parts, fresh=True) if one.kind in RIVALS]


def has_begun_to_mend(proposal: Proposal, parts: ProposalParts) -> bool:
    """Whether the agency changed anything since its proposal was returned. The answers of partners do not count."""
    version = proposal.latest_version
    if version is None or not proposal.came_back_last:
        return False
    if proposal.described_at and proposal.described_at > version.frozen_at:
        return True
    if proposal.uploads.filter(touched_at__gt=version.frozen_at).exists():
        return True
    return _written_by_agency(content_of(proposal, parts)) != _written_by_agency(version.content)


def _written_by_agency(content: Content) -> Content:
    """What the agency alone writes: names of categories, sections and the edition are corrected by others."""
    plain: dict[str, Any] = {
        name: content.get(name)
        for name in ("title", "long_title", "started_on", "group", "is_digital", "sdgs", "video_url", "place")
    }
    return {
        **plain,
        "replicates": content.get("replicates"),
        "innovators": content.get("innovators"),
        "owners": [(one["id"], one.get("part")) for one in content.get("owners", [])],
        "category": (content.get("category") or {}).get("id"),
        "sections": {row["id"]: (row["text"], row["files"]) for row in content.get("sections", [])},
        "documents": {row["id"]: (row["files"], row.get("approved")) for row in content.get("documents", [])},
    }


def keep_undoing(name: str, proposal: Proposal, *, reason: str, by: User, at: datetime) -> Undoing:
    """Keep that the step was taken back, and mark the verdict of its round as one that holds no longer."""
    undoing = Undoing.objects.create(proposal=proposal, step=UNDOES[name], reason=reason, undone_at=at, undone_by=by)
    if UNDOES[name] != Undone.WITHDRAW and (last := last_round(proposal)):
        proposal.check_items.standing().filter(round=last.round).update(undoing=undoing)
    return undoing


def last_round(proposal: Proposal) -> CheckItem | None:
    """The latest verdict that holds, by one of its lines."""
    return proposal.check_items.standing().order_by("-round", "pk").first()

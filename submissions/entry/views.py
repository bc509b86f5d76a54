"""The desk: the proposal's text on the left, what it still lacks on the right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.http import SignedInRequest
from submissions.loading import get_proposal, require_readable
from submissions.models import Proposal
from submissions.preflight.findings import findings
from submissions.proposal_parts import DocumentPart, ProposalParts, SectionPart, latest_remarks
from submissions.texts.wordcount import count_words
from submissions.upload_pieces import unfinished_uploads
from submissions.visible_content import reading_of

from .contents import contents
from .identity_forms import described
from .next_step import action_bar, within_reach


@dataclass(frozen=True)
class Typed:
    """What somebody sent for a place and why it was refused; the page shows both, so that nothing is lost."""

    anchor: str
    problem: str
    text: str | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    conflict: Any = None


@dataclass(frozen=True)
class DeskPlace:
    """A section or a document as the desk shows it: as stored, or as typed and refused."""

    part: SectionPart | DocumentPart
    typed: Typed | None = None

    @property
    def text(self) -> str:
        return self.typed.text if self.typed and self.typed.text is not None else getattr(self.part, "text", "")

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def seen(self) -> Mapping[str, str]:
        return self.typed.seen if self.typed and self.typed.text is not None else getattr(self.part, "seen", {})

    @property
    def problem(self) -> str:
        return self.typed.problem if self.typed and self.typed.text is not None else ""

    @property
    def conflict(self) -> Any:
        return self.typed and self.typed.conflict

    @property
    def file_problem(self) -> str:
        return self.typed.problem if self.typed and self.typed.text is None else ""


def places(parts: ProposalParts, typed: Typed | None = None) -> dict[str, list[DeskPlace]]:
    def place(part: SectionPart | DocumentPart) -> DeskPlace:
        return DeskPlace(part, typed if typed and typed.anchor == part.anchor else None)

    return {
        "sections": [place(part) for part in parts.sections],
        "documents": [place(part) for part in parts.documents],
    }


def desk_context(request: SignedInRequest, proposal: Proposal, typed: Typed | None = None) -> dict[str, Any]:
    """What the desk and its fragments show."""
    reading = reading_of(proposal, request.user, with_notes=True)
    parts = reading.parts
    may_change = request.user.has_perm("submissions.change_proposal", proposal)
    found = within_reach(findings(proposal, parts), parts) if may_change else []
    remarks = latest_remarks(parts) if proposal.is_editable else []
    return {
        "proposal": proposal,
        "edition": proposal.edition,
        "reading": reading,
        "parts": parts,
        "findings": found,
        "blocking": [finding for finding in found if finding.blocks],
        "bar": action_bar(request.user, proposal, parts, found),
        "contents": contents(parts, found, remarks),
        "uploads": unfinished_uploads(proposal, request.user),
        "remarks": remarks,
        **described(request.user, proposal, parts.places),
        **places(parts, typed),
    }


@require_safe
def proposal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    if reason := policy.why_not("submissions.read_proposal", request.user, proposal):
        context = {"proposal": proposal, "edition": proposal.edition, "reason": reason}
        return render(request, "submissions/entry/proposal_sealed.html", context, status=403)
    return render(request, "submissions/entry/proposal_detail.html", desk_context(request, proposal))


@require_safe
def proposal_instrument(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is still missing, asked for when somebody pauses: storing a text does not wait for it."""
    proposal = get_proposal(request, pk)
    require_readable(request, proposal)
    return render(request, "submissions/entry/_instrument_fresh.html", desk_context(request, proposal))

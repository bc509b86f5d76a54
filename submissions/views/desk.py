"""The desk: the proposal's text on the left, what it still lacks on the right."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from submissions import actions
from submissions.completeness import gaps
from submissions.documents import DocumentPart, ProposalParts, SectionPart, latest_remarks, proposal_parts
from submissions.forms import SectionForm
from submissions.models import Proposal, State

from .loading import get_proposal, require_changeable, why_sealed


@dataclass(frozen=True)
class Typed:
    """What somebody sent for a place and why it was refused; the page shows both, so that nothing is lost."""

    anchor: str
    problem: str
    text: str | None = None
    version: str = ""


@dataclass(frozen=True)
class Place:
    """A section or a document as the desk shows it: as stored, or as typed and refused."""

    part: SectionPart | DocumentPart
    typed: Typed | None = None

    @property
    def text(self) -> str:
        return self.typed.text if self.typed and self.typed.text is not None else getattr(self.part, "text", "")

    @property
    def version(self) -> str:
        return self.typed.version if self.typed and self.typed.text is not None else getattr(self.part, "version", "")

    @property
    def problem(self) -> str:
        return self.typed.problem if self.typed and self.typed.text is not None else ""

    @property
    def file_problem(self) -> str:
        return self.typed.problem if self.typed and self.typed.text is None else ""


def places(parts: ProposalParts, typed: Typed | None = None) -> dict[str, list[Place]]:
    def place(part: SectionPart | DocumentPart) -> Place:
        return Place(part, typed if typed and typed.anchor == part.anchor else None)

    return {
        "sections": [place(part) for part in parts.sections],
        "documents": [place(part) for part in parts.documents],
    }


def desk_context(request: SignedInRequest, proposal: Proposal, typed: Typed | None = None) -> dict[str, Any]:
    """What the desk and its fragments show."""
    parts = proposal_parts(proposal, with_notes=True)
    missing = gaps(proposal, parts) if request.user.has_perm("submissions.change_proposal", proposal) else []
    return {
        "proposal": proposal,
        "edition": proposal.edition,
        "parts": parts,
        "gaps": missing,
        "remarks": latest_remarks(parts) if proposal.state == State.RETURNED else [],
        **places(parts, typed),
    }


@require_safe
def proposal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    if reason := why_sealed(request, proposal):
        context = {"proposal": proposal, "edition": proposal.edition, "reason": reason}
        return render(request, "submissions/proposal_sealed.html", context, status=403)
    return render(request, "submissions/proposal_detail.html", desk_context(request, proposal))


@require_POST
def section_update(request: SignedInRequest, pk: int, template_pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    require_changeable(request, proposal)
    template = get_object_or_404(proposal.edition.section_templates, pk=template_pk)
    form = SectionForm(request.POST)
    text, version = request.POST.get("text", ""), request.POST.get("version", "")
    problem = " ".join(str(sentence) for sentence in form.errors.get("text", ()))
    if not problem:
        try:
            actions.save_section(
                proposal=proposal, template=template, text=text, by=request.user, version=version or None
            )
        except ValidationError as error:
            problem = " ".join(error.messages)
    typed = Typed(f"bagian-{template.pk}", problem, text, version) if problem else None

    if not request.htmx and typed is None:
        return redirect(f"{proposal.get_absolute_url()}#bagian-{template.pk}")
    context = desk_context(request, proposal, typed)
    if not request.htmx:
        return render(request, "submissions/proposal_detail.html", context, status=422)
    context["place"] = next(place for place in context["sections"] if place.part.template == template)
    return render(request, "submissions/_section_saved.html", context)

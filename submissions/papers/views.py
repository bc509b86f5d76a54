"""The papers of a proposal as files: the proposal itself, the receipt, the letters. Never drawn in a request."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import SignedInRequest
from submissions.files import POLICY
from submissions.loading import get_proposal, require_readable
from submissions.models import Paper, PaperKind, Proposal, Version

from .actions import ask_paper, latest_sending
from .naming import file_name


@require_safe
@never_cache
def proposal_manuscript(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What its owners are writing as a draft, what was sent in its latest version."""
    proposal = get_proposal(request, pk)
    require_readable(request, proposal)
    version = None if _is_theirs_to_write(request, proposal) else latest_sending(proposal)
    return paper_response(request, ask_paper(PaperKind.PROPOSAL, proposal, version=version))


@require_safe
@never_cache
def proposal_receipt(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The receipt of the latest sending."""
    proposal = get_proposal(request, pk)
    require_readable(request, proposal)
    version = latest_sending(proposal)
    if version is None:
        raise Http404
    return paper_response(request, ask_paper(PaperKind.RECEIPT, proposal, version=version))


@require_safe
@never_cache
def version_manuscript(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    proposal = get_proposal(request, pk)
    version = get_version(request, proposal, number)
    return paper_response(request, ask_paper(PaperKind.PROPOSAL, proposal, version=version))


@require_safe
@never_cache
def version_receipt(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """The receipt of a sending; what came back was not received, so there is none of it."""
    proposal = get_proposal(request, pk)
    version = get_version(request, proposal, number)
    if not version.is_sending:
        raise Http404
    return paper_response(request, ask_paper(PaperKind.RECEIPT, proposal, version=version))


def get_version(request: SignedInRequest, proposal: Proposal, number: int) -> Version:
    """A version of a proposal that this person may read."""
    require_readable(request, proposal)
    return get_object_or_404(proposal.versions.select_related("frozen_by", "proposal__edition"), number=number)


def _is_theirs_to_write(request: SignedInRequest, proposal: Proposal) -> bool:
    return proposal.is_editable and request.user.has_perm("submissions.read_working_copy", proposal)


def paper_response(request: SignedInRequest, paper: Paper, *, back: str = "") -> HttpResponseBase:
    """The file if it is drawn, else a page that asks again until it is and leads `back`, to the proposal unless told.

    The caller has checked the right.
    """
    if not paper.is_drawn:
        template = "submissions/_paper_waiting.html" if request.htmx else "submissions/papers/paper_waiting.html"
        proposal = paper.proposal
        context: dict[str, Any] = {"paper": paper, "proposal": proposal, "edition": proposal.edition}
        context["back"] = back or proposal.get_absolute_url()
        response = render(request, template, context, status=202)
        response["Retry-After"] = "2"
        return response
    if request.htmx:
        return HttpResponseClientRedirect(request.get_full_path())
    return pdf_response(paper)


def pdf_response(paper: Paper) -> FileResponse:
    try:
        file = paper.pdf.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, filename=file_name(paper), content_type="application/pdf")
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def content_response(content: bytes, name: str) -> HttpResponse:
    """Plain bytes to keep, never shown as a page."""
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response

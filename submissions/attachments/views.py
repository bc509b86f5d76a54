"""Evidence and documents: sent, handed out, taken away."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from accounts.http import SignedInRequest
from accounts.refusals import refusable
from submissions.entry.views import Typed, desk_context
from submissions.files import attachment_response
from submissions.loading import get_proposal, require_changeable, require_readable
from submissions.models import Attachment, Proposal

from .actions import add_attachment, remove_attachment
from .forms import AttachmentForm


@require_POST
def attachment_create(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    require_changeable(request, proposal)
    form = AttachmentForm(request.POST, request.FILES, edition=proposal.edition)
    problem = " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
    if not problem:
        problem = "\n".join(_refusals(request, proposal, form))
    return _answer(request, proposal, anchor_of(form), problem)


def _refusals(request: SignedInRequest, proposal: Proposal, form: AttachmentForm) -> Iterator[str]:
    """Attach one file after the other; whatever is refused says so by its name, and the others are kept."""
    place = {name: form.cleaned_data[name] for name in ("section", "requirement")}
    for file in form.files_sent():
        with refusable() as refusal:
            add_attachment(proposal=proposal, file=file, by=request.user, **place)
        if refusal:
            yield f"{file.name}: {refusal.sentence}"


@require_safe
def attachment_list(request: SignedInRequest, pk: int, anchor: str) -> HttpResponse:
    """The files of one place with the instrument, for a page on which something changed."""
    proposal = get_proposal(request, pk)
    require_readable(request, proposal)
    require_changeable(request, proposal)
    context = desk_context(request, proposal)
    context["place"] = _place(context, anchor)
    if not context["place"]:
        raise Http404
    return render(request, "submissions/attachments/_attachments_changed.html", context)


@require_POST
def attachment_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    attachment = get_attachment(request, pk)
    anchor = f"bagian-{attachment.section_id}" if attachment.section_id else f"dokumen-{attachment.requirement_id}"
    proposal = remove_attachment(attachment=attachment, by=request.user)
    return _answer(request, proposal, anchor, "")


@require_safe
def attachment_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A file of what this person reads: what was attached since a proposal came back is its owners' alone."""
    attachment = get_attachment(request, pk)
    policy.require(attachment.opening, request.user, attachment)
    return attachment_response(request, attachment)


def get_attachment(request: SignedInRequest, pk: int) -> Attachment:
    """The file, if this person may know of its proposal (else 404)."""
    attachment = get_object_or_404(Attachment.objects.select_related("requirement"), pk=pk)
    attachment.proposal = get_proposal(request, attachment.proposal_id)
    return attachment


def anchor_of(form: AttachmentForm) -> str:
    data = getattr(form, "cleaned_data", {})
    section, requirement = data.get("section"), data.get("requirement")
    return f"bagian-{section.pk}" if section else f"dokumen-{requirement.pk}" if requirement else ""


def _answer(request: SignedInRequest, proposal: Proposal, anchor: str, problem: str) -> HttpResponse:
    """The list of files at its place for htmx, else the page at that place."""
    if not request.htmx and not problem:
        return redirect(f"{proposal.get_absolute_url()}#{anchor}")
    context = desk_context(request, proposal, Typed(anchor, problem) if problem else None)
    context["place"] = _place(context, anchor)
    if request.htmx and context["place"]:
        return render(request, "submissions/attachments/_attachments_changed.html", context)
    return render(request, "submissions/entry/proposal_detail.html", {**context, "problem": problem}, status=422)


def _place(context: dict[str, Any], anchor: str) -> Any:
    places = context["sections"] + context["documents"]
    return next((place for place in places if place.part.anchor == anchor), None)

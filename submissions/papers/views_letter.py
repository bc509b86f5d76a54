"""The statement letters: drawn for signature, or approved by the head of the agency right here."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from accounts.http import SignedInRequest
from accounts.refusals import refusable
from competitions.models import DocumentRequirement
from submissions.loading import get_proposal
from submissions.models import PaperKind, Proposal

from .actions import ask_paper
from .actions_letter import approve_letter
from .views import paper_response


def get_requirement(proposal: Proposal, requirement_pk: int) -> DocumentRequirement:
    """A document of this edition that the application can draw."""
    return get_object_or_404(proposal.edition.document_requirements.exclude(letter=""), pk=requirement_pk)


@require_safe
@never_cache
def letter_detail(request: SignedInRequest, pk: int, requirement_pk: int) -> HttpResponseBase:
    proposal = get_proposal(request, pk)
    requirement = get_requirement(proposal, requirement_pk)
    policy.require("submissions.view_letter", request.user, proposal)
    return paper_response(request, ask_paper(PaperKind.LETTER, proposal, requirement=requirement))


@require_POST
def letter_approve(request: SignedInRequest, pk: int, requirement_pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    requirement = get_requirement(proposal, requirement_pk)
    with refusable(request):
        key = request.POST.get("key", "")
        approve_letter(proposal=proposal, requirement=requirement, key=key, by=request.user)
        messages.success(request, _("“%(letter)s” disetujui.") % {"letter": requirement})
    return redirect(f"{proposal.get_absolute_url()}#dokumen-{requirement.pk}")

"""The administrative check: the queue, and one proposal with its verdict."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition, PhaseKind
from submissions import workflow
from submissions.documents import proposal_parts
from submissions.forms import ProposalFilter, RejectForm, ReturnForm
from submissions.models import Proposal, State
from submissions.workflow import Note

from .loading import get_proposal, refusal_as_message, require_readable

PER_PAGE = 50
QUEUES = (State.SUBMITTED, State.RETURNED, State.VERIFIED, State.REJECTED, State.DRAFT)


def require_checker(request: SignedInRequest) -> None:
    if not request.user.has_perm("submissions.view_checks"):
        raise PermissionDenied(_("Seleksi administrasi dikerjakan verifikator."))


@require_safe
def check_list(request: SignedInRequest) -> HttpResponse:
    require_checker(request)
    chosen = ProposalFilter(request.GET)
    editions = list(Edition.objects.opened().with_phases())
    edition = chosen.value("edisi") or next(iter(editions), None)
    state = chosen.value("status") or State.SUBMITTED
    proposals = chosen.apply(Proposal.objects.visible_to(request.user).filter(edition=edition))
    counts = dict(proposals.order_by().values_list("state").annotate(Count("pk")))
    rows = proposals.filter(state=state).select_related("category", "innovation__opd").with_rounds()
    page = Paginator(rows.order_by(*chosen.ordering("dikirim")), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filter": chosen,
        "edition": edition,
        "coming": edition.phase_ahead(PhaseKind.ADMINISTRATION) if edition else None,
        "editions": editions,
        "state": state,
        "queues": [(queue.value, queue.label, counts.get(queue.value, 0)) for queue in QUEUES],
    }
    return render(request, "submissions/check_list.html", context)


def get_checkable(request: SignedInRequest, pk: int) -> Proposal:
    proposal = get_proposal(request, pk)
    require_checker(request)
    require_readable(request, proposal)
    return proposal


@require_safe
def check_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_checkable(request, pk)
    return _page(request, proposal, ReturnForm(edition=proposal.edition), RejectForm())


@require_POST
def proposal_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_checkable(request, pk)
    with refusal_as_message(request):
        workflow.take("verify", proposal=proposal, by=request.user)
        messages.success(request, _("“%(title)s” lolos administrasi.") % {"title": proposal})
        return redirect("submissions:check-list")
    return redirect("submissions:check-detail", proposal.pk)


@require_POST
def proposal_return(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_checkable(request, pk)
    form = ReturnForm(request.POST, edition=proposal.edition)
    if form.is_valid():
        try:
            workflow.take("return", proposal=proposal, by=request.user, notes=form.notes())
        except ValidationError as error:
            form.add_error("general", error)
        else:
            messages.success(request, _("“%(title)s” dikembalikan untuk diperbaiki.") % {"title": proposal})
            return redirect("submissions:check-list")
    return _page(request, proposal, form, RejectForm())


@require_POST
def proposal_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_checkable(request, pk)
    form = RejectForm(request.POST)
    if form.is_valid():
        try:
            workflow.take("reject", proposal=proposal, by=request.user, notes=[Note(form.cleaned_data["reason"])])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("“%(title)s” tidak lolos administrasi.") % {"title": proposal})
            return redirect("submissions:check-list")
    return _page(request, proposal, ReturnForm(edition=proposal.edition), form)


def _page(request: SignedInRequest, proposal: Proposal, returning: ReturnForm, rejecting: RejectForm) -> HttpResponse:
    context: dict[str, Any] = {
        "proposal": proposal,
        "edition": proposal.edition,
        "parts": proposal_parts(proposal, with_notes=True),
        "returning": returning,
        "rejecting": rejecting,
    }
    return render(
        request, "submissions/check_detail.html", context, status=422 if returning.errors or rejecting.errors else 200
    )

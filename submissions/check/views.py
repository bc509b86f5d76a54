"""The administrative check: the queue, and one proposal with its checklist and verdict."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.http import SignedInRequest
from accounts.spreadsheets.export import download, file_kind
from competitions.models import Edition, PhaseKind
from submissions.deadline import closes_at
from submissions.loading import get_proposal, require_readable
from submissions.models import Proposal, State
from submissions.preflight.findings import findings
from submissions.proposal_filter import ProposalFilter
from submissions.steps import workflow
from submissions.visible_content import reading_of

from .actions import verify_all
from .check_form import lines_of, rounds_of
from .export import check_export
from .forms import CheckForm

PER_PAGE = 50
DIGITS = 19  # a longer number is no key
QUEUES = (State.SUBMITTED, State.RETURNED, State.VERIFIED, State.REJECTED, State.HANDED, State.DRAFT)
NO_VERDICT = _("Putusan ini tidak tersedia bagi Anda sekarang. Yang Anda isi masih ada di halaman ini.")
DONE = {
    "verify": _("“%(title)s” lolos administrasi."),
    "return": _("“%(title)s” dikembalikan untuk diperbaiki."),
    "reject": _("“%(title)s” tidak lolos administrasi."),
}


def require_checker(request: SignedInRequest) -> None:
    if not request.user.has_perm("submissions.view_checks"):
        raise PermissionDenied(_("Seleksi administrasi dikerjakan verifikator."))


@require_safe
def check_list(request: SignedInRequest) -> HttpResponseBase:
    require_checker(request)
    chosen = ProposalFilter(request.GET)
    editions = list(Edition.objects.opened().with_phases())
    edition = chosen.value("edisi") or next(iter(editions), None)
    state = chosen.value("status") or State.SUBMITTED
    proposals = chosen.apply(Proposal.objects.visible_to(request.user).filter(edition=edition))
    counts = dict(proposals.order_by().values_list("state").annotate(Count("pk")))
    rows = proposals.filter(state=state).with_details().with_rounds()
    ordered = rows.order_by(*chosen.ordering("dikirim"))
    if kind := file_kind(request):
        return download(kind, check_export(edition, state, ordered))
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filter": chosen,
        "edition": edition,
        "coming": edition.phase_ahead(PhaseKind.ADMINISTRATION) if edition else None,
        "editions": editions,
        "state": state,
        "queues": [(queue.value, queue.label, counts.get(queue.value, 0)) for queue in QUEUES],
        "passable": passable(request, page.object_list),
    }
    return render(request, "submissions/check/check_list.html", context)


def passable(request: SignedInRequest, proposals: Any) -> set[int]:
    """Which rows of a page this person may pass together: clean, and theirs to check. Asks the database nothing."""
    return {
        proposal.pk
        for proposal in proposals
        if proposal.found_when_sent == 0
        and proposal.rounds == 0
        and request.user.has_perm("submissions.verify_proposal", proposal)
    }


def get_checkable(request: SignedInRequest, pk: int) -> Proposal:
    proposal = get_proposal(request, pk)
    require_checker(request)
    require_readable(request, proposal)
    return proposal


@require_safe
def check_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_checkable(request, pk)
    return render(request, "submissions/check/check_detail.html", _context(request, proposal))


@require_POST
def proposal_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide("verify", request, pk)


@require_POST
def proposal_return(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide("return", request, pk)


@require_POST
def proposal_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide("reject", request, pk)


def _decide(verdict: str, request: SignedInRequest, pk: int) -> HttpResponse:
    """One form for three verdicts. What is refused comes back with all that was ticked and typed."""
    proposal = get_checkable(request, pk)
    context = _context(request, proposal, verdict)
    form, status = context["form"], 422
    try:
        _require_verdict(request, verdict, proposal)
        if form.is_valid():
            workflow.take(verdict, proposal=proposal, by=request.user, notes=form.notes())
            messages.success(request, DONE[verdict] % {"title": proposal})
            return redirect("submissions:check-list")
    except PermissionDenied as error:
        context["problem"], status = str(error) or str(NO_VERDICT), 403
    except ValidationError as error:
        form.add_error(None, error)
    return render(request, "submissions/check/check_detail.html", context, status=status)


def _require_verdict(request: SignedInRequest, verdict: str, proposal: Proposal) -> None:
    """A verdict that is not this person's, or not for today, is refused before its form is looked at."""
    step = workflow.STEPS[verdict]
    if proposal.state in step.source and not request.user.has_perm(step.permission, proposal):
        raise PermissionDenied(NO_VERDICT)


@require_POST
def proposal_verify_many(request: SignedInRequest) -> HttpResponse:
    """Pass the ticked ones; the sentence says how many went and which did not and why."""
    require_checker(request)
    ticked = [int(pk) for pk in request.POST.getlist("usulan") if pk.isascii() and pk.isdigit() and len(pk) < DIGITS]
    proposals = list(Proposal.objects.visible_to(request.user).with_details().filter(pk__in=ticked)[:PER_PAGE])
    result = verify_all(proposals=proposals, by=request.user)
    if not proposals:
        messages.error(request, _("Centang dahulu usulan yang diloloskan."))
    if number := len(result.passed):
        text = ngettext("%(number)d usulan lolos administrasi.", "%(number)d usulan lolos administrasi.", number)
        messages.success(request, text % {"number": number})
    for proposal, why in result.refused:
        messages.error(request, _("“%(title)s” tidak diloloskan. %(why)s") % {"title": proposal, "why": why})
    return redirect("submissions:check-list")


def _context(request: SignedInRequest, proposal: Proposal, verdict: str = "") -> dict[str, Any]:
    reading = reading_of(proposal, request.user)
    parts = reading.parts
    rows = proposal.check_items.select_related("section", "requirement", "created_by", "undoing__undone_by")
    items = list(rows)
    found = findings(proposal, parts) if proposal.state == State.SUBMITTED else []
    # What the agency has in hand again can only be refused, which takes a reason and no checklist; but what somebody
    # has filled in stays on the page, anyone who decided meanwhile.
    has_lines = not proposal.is_editable or "umum-catatan" in request.POST
    standing = [item for item in items if item.undoing is None]
    lines = lines_of(proposal, parts, found, standing) if has_lines else []
    until = closes_at(proposal) if proposal.is_editable else None
    return {
        "proposal": proposal,
        "edition": proposal.edition,
        "reading": reading,
        "parts": parts,
        "form": CheckForm(request.POST if verdict else None, lines=lines, verdict=verdict),
        "rounds": rounds_of(proposal, items),
        "mends_until": until,
        "is_over": until is not None and until <= clock.now(),
    }

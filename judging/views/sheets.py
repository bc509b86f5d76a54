"""The juror's list, the sheet, and the acts on it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition
from judging import actions
from judging.forms import MarksForm, ScoreForm, SheetFilter
from judging.models import WATCHERS, ScoreSheet
from submissions.actions import ask_paper, latest_sending
from submissions.documents import proposal_parts
from submissions.files import attachment_response
from submissions.models import Attachment, PaperKind, Proposal
from submissions.views.paper import paper_response

from .instrument import clock_time, instrument, strip
from .loading import get_sheet, in_words

PER_PAGE = 25


@require_safe
def scoresheet_list(request: SignedInRequest) -> HttpResponse:
    """The sheets of one edition, the newest unless told; a watcher sees those of all jurors."""
    visible = ScoreSheet.objects.visible_to(request.user)
    theirs = Exists(visible.filter(assignment__stage__edition=OuterRef("pk")))
    editions = list(Edition.objects.filter(theirs).with_phases())
    form = SheetFilter(request.GET)
    form.is_valid()
    edition = next((one for one in editions if one.slug == form.cleaned_data.get("edisi")), (*editions, None)[0])
    sheets = visible.in_edition(edition) if edition else visible.none()
    count = sheets.aggregate(total=Count("pk"), final=Count("finalised_at"))
    status = form.cleaned_data.get("status", "")
    count["open"] = count["total"] - count["final"]
    paginator = Paginator(sheets.in_status(status).with_line().order_by("assignment_id"), PER_PAGE)
    paginator.count = {SheetFilter.OPEN: count["open"], SheetFilter.FINAL: count["final"]}.get(status, count["total"])
    page = paginator.get_page(request.GET.get("page"))
    prefetch_related_objects([sheet for sheet in page if not sheet.is_final], "scores", "rubric__criteria")
    context = {
        "edition": edition,
        "editions": editions,
        "status": status,
        "count": count,
        "page": page,
        "progress": strip(count["final"], count["total"]) if edition else None,
        "watches": request.user.has_role(*WATCHERS),
    }
    return render(request, "judging/scoresheet_list.html", context)


@require_safe
def scoresheet_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _desk(request, get_sheet(request, pk, with_details=True))


@require_POST
def scoresheet_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """All marks at once, for whoever has no JavaScript; what is wrong stays in its field, the rest is stored."""
    sheet = get_sheet(request, pk)
    form = MarksForm(request.POST, sheet=sheet)
    whole = form.is_valid()
    actions.save_scores(sheet=sheet, points=form.points(), by=request.user)
    if not whole:
        return _desk(
            request, sheet, form=form, problem=_("Ada nilai yang belum tersimpan. Perbaiki isian yang ditandai.")
        )
    messages.success(request, _("Nilai tersimpan."))
    return redirect(sheet)


@require_POST
def score_update(request: SignedInRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """One mark, as it is typed."""
    form = ScoreForm(request.POST, criterion_id=criterion_pk)
    if form.is_valid():
        sheet = _store_mark(request, pk, criterion_pk, form.points)
    else:
        sheet = _sheet_with(request, pk, criterion_pk)
    if request.htmx:
        context = {"criterion_pk": criterion_pk, "problem": form.problem, "filled": sheet.progress()}
        return render(request, "judging/_score_saved.html", {**context, "saved_at": clock_time()})
    if form.problem:
        return _desk(request, sheet, form=MarksForm(request.POST, sheet=sheet), problem=form.problem)
    return redirect(sheet)


def _store_mark(request: SignedInRequest, pk: int, criterion_pk: int, points: Decimal | None) -> ScoreSheet:
    """The act asks for the right itself; only when it refuses do we ask whether there is a sheet to speak of."""
    try:
        return actions.save_score(sheet=ScoreSheet(pk=pk), criterion_id=criterion_pk, points=points, by=request.user)
    except (ScoreSheet.DoesNotExist, PermissionDenied, ValidationError):
        _sheet_with(request, pk, criterion_pk)
        raise


def _sheet_with(request: SignedInRequest, pk: int, criterion_pk: int) -> ScoreSheet:
    sheets = ScoreSheet.objects.visible_to(request.user).filter(rubric__criteria=criterion_pk)
    return get_object_or_404(sheets, pk=pk)


@require_POST
def scoresheet_finalise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store what the page still held, then lock the sheet."""
    sheet = get_sheet(request, pk)
    form = MarksForm(request.POST, sheet=sheet)
    whole = form.is_valid()
    if form.fields:
        actions.save_scores(sheet=sheet, points=form.points(), by=request.user)
    if not whole:
        return _desk(request, sheet, form=form, problem=_("Lembar belum dikunci. Perbaiki isian yang ditandai."))
    try:
        sheet = actions.finalise_scoresheet(sheet=sheet, by=request.user)
    except ValidationError as error:
        return _desk(request, sheet, form=form, problem=in_words(error), names_blank=True)
    messages.success(request, _("Lembar dikunci. Terima kasih."))
    return redirect(sheet)


@require_safe
def attachment_detail(request: SignedInRequest, pk: int, attachment_pk: int) -> HttpResponseBase:
    sheet = get_sheet(request, pk)
    attachment = get_object_or_404(Attachment, pk=attachment_pk, proposal=sheet.assignment.proposal_id)
    try:
        return attachment_response(request, attachment)
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
@never_cache
def proposal_manuscript(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The proposal as it was sent last, word for word, for whoever may open the sheet."""
    sheet = get_sheet(request, pk)
    if not request.user.has_perm("judging.view_scoresheet", sheet):
        raise PermissionDenied
    proposal = get_object_or_404(Proposal.objects.with_details(), pk=sheet.assignment.proposal_id)
    version = latest_sending(proposal)
    if version is None:
        raise Http404
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)
    return paper_response(request, paper, back=sheet.get_absolute_url())


def _desk(request: SignedInRequest, sheet: ScoreSheet, **shown: Any) -> HttpResponse:
    if shown:
        sheet = get_sheet(request, sheet.pk, with_details=True)
    proposal = sheet.assignment.proposal
    proposal.edition = sheet.assignment.stage.edition
    context = instrument(request, sheet, **shown)
    context |= {
        "edition": proposal.edition,
        "proposal": proposal,
        "parts": proposal_parts(proposal),
        "is_sample": proposal.is_sample or proposal.edition.is_sample,
        "progress": context["way"]["strip"],
    }
    return render(request, "judging/scoresheet_detail.html", context, status=422 if shown else 200)

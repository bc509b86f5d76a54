"""The juror's sheet, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts import clock, policy
from accounts.concurrency import seen
from accounts.http import SignedInRequest
from accounts.refusals import refusable
from judging import anonymise
from judging.loading import get_sheet
from judging.models import ScoreSheet
from judging.sheet_files import SheetFile
from submissions.anonymise import veiled_attachment
from submissions.files import attachment_response
from submissions.models import Attachment, PaperKind, Proposal
from submissions.papers.actions import ask_paper, latest_sending
from submissions.papers.views import paper_response

from .actions import finalise_scoresheet, save_scores
from .forms import MarksForm
from .rubric_form import Shown, overall_row, rows_of
from .sheet_page import STALE, WRONG, desk, desk_again


@require_safe
def scoresheet_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = get_sheet(request, pk, with_details=True)
    if sheet.opened_at is None and sheet.assignment.juror_id == request.user.pk:
        ScoreSheet.objects.filter(pk=pk, opened_at=None).update(opened_at=clock.now())
    return desk(request, sheet)


@require_POST
def scoresheet_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that the page holds at once, for anyone who has no JavaScript; what is wrong stays in its field.

    With `lanjut` it leads on to the summary before locking.
    """
    sheet = get_sheet(request, pk)
    form = _whole_form(request, sheet)
    if refused := _stored(request, sheet, form, _("Ada nilai yang belum tersimpan. Perbaiki isian yang ditandai.")):
        return refused
    if "lanjut" in request.POST:
        return redirect("judging:scoresheet-summary", pk)
    messages.success(request, _("Nilai tersimpan."))
    return redirect(sheet)


@require_safe
def scoresheet_summary(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything once more before the sheet is locked, and what is still missing, with links to it."""
    sheet = get_sheet(request, pk, with_details=True)
    if not request.user.has_perm("judging.fill_scoresheet", sheet):
        return redirect(sheet)
    return _summary(request, sheet)


@require_POST
def scoresheet_finalise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store what the page still held, then lock the sheet; from the summary, only as it was shown there."""
    sheet = get_sheet(request, pk)
    form = _whole_form(request, sheet)
    problem = _("Lembar belum dikunci. Perbaiki isian yang ditandai.")
    if form.fields and (refused := _stored(request, sheet, form, problem)):
        return refused
    with refusable() as refusal:
        sheet = finalise_scoresheet(sheet=sheet, by=request.user, seen={} if form.fields else seen(request.POST))
    if refusal.code == "stale":
        messages.error(request, refusal.sentence)
        return redirect("judging:scoresheet-summary", pk)
    if refusal.error:
        return desk_again(request, sheet, Shown.of(refusal.error, form), status=WRONG)
    messages.success(request, _("Lembar dikunci. Terima kasih."))
    return redirect(sheet)


@require_safe
@xframe_options_sameorigin
def attachment_detail(request: SignedInRequest, pk: int, attachment_pk: int) -> HttpResponseBase:
    """A piece of evidence; the sheet's own page may show it in a frame."""
    sheet = get_sheet(request, pk)
    if anonymise.hides_from(request.user, sheet.assignment.stage):
        attachment = veiled_attachment(sheet.assignment.proposal_id, attachment_pk)
    else:
        attachment = Attachment.objects.filter(pk=attachment_pk, proposal=sheet.assignment.proposal_id).first()
    if attachment is None:
        raise Http404
    policy.require(SheetFile.opening, request.user, SheetFile(sheet, attachment))
    return attachment_response(request, attachment)


@require_safe
@never_cache
def proposal_manuscript(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The proposal as it was sent last, word for word, for anyone who may open the sheet."""
    sheet = get_sheet(request, pk)
    if not request.user.has_perm("judging.view_scoresheet", sheet):
        raise PermissionDenied
    proposal = get_object_or_404(Proposal.objects.with_details(), pk=sheet.assignment.proposal_id)
    version = latest_sending(proposal)
    if version is None:
        raise Http404
    kind = PaperKind.BLIND if anonymise.hides_from(request.user, sheet.assignment.stage) else PaperKind.PROPOSAL
    paper = ask_paper(kind, proposal, version=version)
    return paper_response(request, paper, back=sheet.get_absolute_url())


def _whole_form(request: SignedInRequest, sheet: ScoreSheet) -> MarksForm:
    return MarksForm(request.POST, keys=[*sheet.rubric.criteria.values_list("pk", flat=True), None])


def _stored(request: SignedInRequest, sheet: ScoreSheet, form: MarksForm, problem: str) -> HttpResponse | None:
    """Store what is right; the page again where something is wrong or stands differently elsewhere."""
    is_whole = form.is_valid()
    with refusable() as refusal:
        save_scores(sheet=sheet, by=request.user, **form.sent())
    if refusal.error:
        status = STALE if refusal.code == "stale" else WRONG
        return desk_again(request, sheet, Shown.of(refusal.error, form), status=status)
    return None if is_whole else desk_again(request, sheet, Shown(form, problem), status=WRONG)


def _summary(request: SignedInRequest, sheet: ScoreSheet) -> HttpResponse:
    rows, overall = rows_of(sheet), overall_row(sheet)
    context: dict[str, Any] = {
        "sheet": sheet,
        "edition": sheet.assignment.stage.edition,
        "stage": sheet.assignment.stage,
        "proposal": sheet.assignment.proposal,
        "rows": rows,
        "overall": overall,
        "filled": sheet.progress(),
        "unmarked": [row for row in rows if row.points is None],
        "uncommented": [row for row in [*rows, overall] if row.lacks_comment],
    }
    return render(request, "judging/scoring/scoresheet_summary.html", context)

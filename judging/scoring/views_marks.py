"""One criterion as it is typed: the mark and its comment, stored at once, or said why not."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.concurrency import seen
from accounts.http import SignedInRequest
from competitions.models import Criterion
from judging.loading import get_sheet
from judging.models import ScoreSheet, conflicted_proposal_ids
from submissions.entry.views_session import is_autosave, require_writer

from .actions import save_scores
from .forms import MarksForm
from .rubric_form import RubricRow, Shown, clock_time, overall_row, row_of
from .sheet_page import STALE, WRONG, desk_again


@require_POST
def score_update(request: SignedInRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """A mark and the comment beside it."""
    return _update(request, pk, criterion_pk)


@require_POST
def comment_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the juror says about the whole proposal."""
    return _update(request, pk, None)


def _update(request: SignedInRequest, pk: int, key: int | None) -> HttpResponse:
    """The act asks for the right itself; only when it refuses do we ask whether there is a sheet to speak of."""
    form = MarksForm(request.POST, keys=[key])
    is_whole = form.is_valid()
    try:
        require_writer(request)
        sheet = save_scores(sheet=ScoreSheet(pk=pk), by=request.user, **form.sent())
    except ScoreSheet.DoesNotExist as error:
        raise Http404 from error
    except PermissionDenied as error:
        return _closed(request, pk, key, str(error))
    except ValidationError as error:
        sheet = _sheet_with(request, pk, key)
        return _answer(request, sheet, key, Shown.of(error, form), STALE if error.code == "stale" else WRONG)
    if is_whole:
        return _answer(request, sheet, key)
    _require_criterion(sheet, key)
    return _answer(request, sheet, key, Shown(form, _("Periksa isian yang ditandai.")), WRONG)


def _answer(
    request: SignedInRequest, sheet: ScoreSheet, key: int | None, shown: Shown | None = None, status: int = 200
) -> HttpResponse:
    if not is_autosave(request):
        return desk_again(request, sheet, shown, status=status) if shown else redirect(sheet)
    row = _row(sheet, key, shown or Shown())
    problem = " ".join(filter(None, [row.problem, row.comment_problem])) or (shown.problem if shown else "")
    context = {
        "row": row,
        "seen": seen(request.POST) if row.clash else row.seen,
        "problem": problem,
        "filled": sheet.progress(),
        "saved_at": clock_time(),
    }
    return render(request, "judging/scoring/_score_saved.html", context, status=status)


def _row(sheet: ScoreSheet, key: int | None, shown: Shown) -> RubricRow:
    if key is None:
        return overall_row(sheet, shown)
    return row_of(sheet, next(entry for entry in sheet.entries if entry.criterion.pk == key), shown)


def _closed(request: SignedInRequest, pk: int, key: int | None, reason: str) -> HttpResponse:
    """Why nothing can be stored any more, for anyone who once had the sheet open; for others it does not exist."""
    conflicted = conflicted_proposal_ids(request.user)
    own = ScoreSheet.objects.filter(assignment__juror=request.user).exclude(assignment__proposal__in=conflicted)
    sheet = own.select_related("assignment__stage__edition").filter(pk=pk).first()
    if sheet is None or not is_autosave(request):
        _require_criterion(get_sheet(request, pk), key)
        raise PermissionDenied(reason)
    _require_criterion(sheet, key)
    context: dict[str, Any] = {"problem": reason or why_closed(sheet), "is_closed": True}
    return render(request, "judging/scoring/_score_saved.html", context, status=403)


def why_closed(sheet: ScoreSheet) -> str:
    assignment = sheet.assignment
    stage = assignment.stage
    if assignment.excused_at:
        return _("Belum tersimpan. Anda dibebaskan dari lembar ini: %(reason)s") % {"reason": assignment.excuse}
    if sheet.is_final:
        return _("Belum tersimpan. Lembar ini sudah dikunci.")
    if not stage.edition.in_phase(stage.kind):
        return _("Belum tersimpan. Tahap “%(stage)s” sedang tidak dibuka.") % {"stage": stage}
    return _("Belum tersimpan. Lembar ini tidak dapat diisi lagi; muat ulang halaman.")


def _sheet_with(request: SignedInRequest, pk: int, key: int | None) -> ScoreSheet:
    sheet = get_sheet(request, pk)
    _require_criterion(sheet, key)
    return sheet


def _require_criterion(sheet: ScoreSheet, key: int | None) -> None:
    if key is not None and not Criterion.objects.filter(pk=key, rubric=sheet.rubric_id).exists():
        raise Http404

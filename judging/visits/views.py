"""A visitor's report on one proposal: written on the spot, read by those who judge it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.concurrency import as_json, seen
from accounts.http import SignedInRequest
from accounts.refusals import in_words
from judging.models import ScoreSheet, Visit, VisitQuestion
from submissions.entry.views_session import is_autosave, require_writer

from .actions import ReportChangedError, file_visit, save_visit
from .forms import VisitForm, answer_name, note_name
from .report_page import forbidden, gaps_of, local_time, questions_of, report_page, report_sheet


@require_safe
def visit_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return report_page(request, report_sheet(request, pk))


@require_POST
def visit_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store the notes: 200, or 409 when they were written elsewhere meanwhile, or 422 with the reason."""
    sheet = report_sheet(request, pk)
    form = VisitForm(request.POST, questions=questions_of(sheet))
    try:
        visit = _save(request, sheet, form)
    except PermissionDenied as error:
        return forbidden(request, error)
    except ValidationError as error:
        return _not_saved(request, sheet, form, error)
    if is_autosave(request):
        return render(request, "judging/visits/_visit_state.html", {"visit": visit, "seen": visit.seen})
    messages.success(request, _("Catatan kunjungan tersimpan."))
    return redirect("judging:visit-detail", pk)


@require_POST
def visit_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """File the report, with the notes when the page sends them along."""
    sheet = report_sheet(request, pk)
    form = VisitForm(request.POST, questions=questions_of(sheet)) if seen(request.POST) else None
    try:
        if form:
            _save(request, sheet, form)
        require_writer(request)
        file_visit(sheet=sheet, by=request.user)
    except PermissionDenied as error:
        return forbidden(request, error)
    except ValidationError as error:
        if is_autosave(request):
            return render(request, "judging/visits/_visit_gaps.html", {"gaps": gaps_of(sheet, error)}, status=422)
        return report_page(request, sheet, form=form, error=error)
    messages.success(request, _("Laporan kunjungan terkirim. Terima kasih."))
    return HttpResponse() if is_autosave(request) else redirect("judging:visit-detail", pk)


def _save(request: SignedInRequest, sheet: ScoreSheet, form: VisitForm) -> Visit:
    require_writer(request)
    if not request.user.has_perm("judging.fill_visit", sheet):
        raise PermissionDenied
    if not form.is_valid():
        raise ValidationError(dict(form.errors.as_data()))
    return save_visit(sheet=sheet, notes=form.notes(), seen=seen(form.data), by=request.user)


def _not_saved(request: SignedInRequest, sheet: ScoreSheet, form: VisitForm, error: ValidationError) -> HttpResponse:
    """Why, with all that was typed. The script that came too late learns how the report stands now."""
    stale = isinstance(error, ReportChangedError)
    if not is_autosave(request):
        return report_page(request, sheet, form=form, error=error)
    context: dict[str, Any] = {"problem": in_words(error), "seen": seen(form.data)}
    if isinstance(error, ReportChangedError):
        context |= {"stands": error.visit, "told": as_json(_as_sent(error.visit, form.questions), error.visit.seen)}
    return render(request, "judging/visits/_visit_state.html", context, status=409 if stale else 422)


def _as_sent(visit: Visit, questions: Sequence[VisitQuestion]) -> dict[str, str]:
    """The report as the form would send it: how the script tells its own lost answer from somebody else's words."""
    fields = {
        "visited_at": local_time(visit),
        "received_by": visit.received_by,
        "findings": visit.findings,
        "is_signed_on_paper": "on" if visit.is_signed_on_paper else "",
    }
    for question in questions:
        answer = visit.answers.get(str(question.pk), {})
        fields |= {answer_name(question.pk): answer.get("answer", ""), note_name(question.pk): answer.get("note", "")}
    return fields

"""Opening a filed visit report again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form

from .actions_reopening import reopen_visit
from .forms import VisitReopeningForm
from .report_page import report_page, report_sheet


@require_POST
def visit_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = report_sheet(request, pk)
    if not request.user.has_perm("judging.reopen_visit", sheet):
        raise PermissionDenied
    form = VisitReopeningForm(request.POST)
    if form.is_valid():
        with refusable_form(form):
            reopen_visit(sheet=sheet, reason=form.cleaned_data["reason"], by=request.user)
            stage, juror = sheet.assignment.stage, sheet.assignment.juror
            messages.success(request, _("Laporan dibuka kembali untuk %(juror)s.") % {"juror": juror})
            if request.user.has_perm("judging.view_jury", stage.edition):
                return redirect("judging:visit-list", stage.edition.slug, stage.pk)
            return redirect("judging:reopening-list", stage.edition.slug)  # the chair reads only what is filed
    return report_page(request, sheet, reopening=form)

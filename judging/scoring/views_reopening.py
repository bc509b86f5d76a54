"""Opening a locked sheet again: the chair's list, and the act on a sheet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition
from judging.loading import get_sheet
from judging.models import ScoreSheet

from .actions_reopening import reopen_scoresheet
from .forms import ReopeningForm
from .sheet_page import WRONG, desk

PER_PAGE = 50


@require_safe
def reopening_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The locked sheets of the stages whose panel this person chairs, as far as they may read them."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user).with_phases(), slug=slug)
    if not request.user.has_perm("judging.list_reopenable", edition):
        raise PermissionDenied
    sheets = ScoreSheet.objects.overseen_by(request.user).in_edition(edition).with_line()
    page = Paginator(sheets.order_by("-finalised_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "judging/scoring/reopening_list.html", {"edition": edition, "page": page})


@require_POST
def scoresheet_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = get_sheet(request, pk)
    form = ReopeningForm(request.POST)
    if not request.user.has_perm("judging.reopen_scoresheet", sheet):
        raise PermissionDenied
    if not form.is_valid():
        return desk(request, get_sheet(request, pk, with_details=True), reopening=form, status=WRONG)
    reopen_scoresheet(sheet=sheet, reason=form.cleaned_data["reason"], by=request.user)
    juror = sheet.assignment.juror
    messages.success(request, _("Lembar dibuka kembali untuk %(juror)s.") % {"juror": juror})
    return redirect("judging:reopening-list", sheet.assignment.stage.edition.slug)

"""Taking a conflict back: by the secretariat, with the sheets freed for it, or by the juror who declared it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from competitions.models import Edition
from judging.loading import get_edition
from judging.models import Conflict, ConflictSource

from .actions_removal import SheetsBack, remove_conflict, sheets_back, withdraw_conflict
from .forms import RemovalForm, WithdrawalForm
from .views import jurors_of


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.set_conflict")
    conflict = get_object_or_404(_conflicts().filter(user__in=jurors_of(edition)), pk=pk)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            given = remove_conflict(edition=edition, conflict=conflict, by=request.user, **form.cleaned_data)
            messages.success(request, _told(len(given)))
            return redirect("judging:conflict-list", slug)
    return _page(request, edition, conflict, form, sheets=sheets_back(conflict))


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_own_conflicts")
    declared = _conflicts().filter(user=request.user, source=ConflictSource.DECLARED)
    conflict = get_object_or_404(declared, pk=pk)
    if not request.user.has_perm("judging.declare_conflict", edition):
        raise PermissionDenied
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            withdraw_conflict(edition=edition, conflict=conflict, by=request.user, **form.cleaned_data)
            messages.success(request, _("Benturan kepentingan ditarik kembali. Bagian Organisasi dikabari."))
            return redirect("judging:conflict-declare", slug)
    return _page(request, edition, conflict, form)


def _conflicts() -> QuerySet[Conflict]:
    return Conflict.objects.select_related("user", "opd", "innovation__opd")


def _told(count: int) -> str:
    if not count:
        return _("Benturan kepentingan dihapus. Juri dikabari.")
    sentence = ngettext(
        "Benturan kepentingan dihapus dan %(count)d lembar diberikan lagi. Juri dikabari.",
        "Benturan kepentingan dihapus dan %(count)d lembar diberikan lagi. Juri dikabari.",
        count,
    )
    return sentence % {"count": count}


def _page(
    request: SignedInRequest,
    edition: Edition,
    conflict: Conflict,
    form: WithdrawalForm,
    sheets: SheetsBack | None = None,
) -> HttpResponse:
    if sheets is not None and not sheets.back:
        form.fields.pop("with_sheets", None)
    context = {"edition": edition, "conflict": conflict, "form": form, "sheets": sheets}
    return render(request, "judging/conflicts/conflict_delete.html", context, status=422 if form.errors else 200)

"""Taking a locked sheet out of the mean, its effect shown before, and putting it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from competitions.models import Edition
from judging.loading import get_edition
from judging.models import Assignment
from judging.ranking_build import standing_of
from judging.ranking_rules import Standing

from .actions_exclusion import conflict_of, exclude_sheet, include_sheet
from .forms import ExclusionForm


@dataclass(frozen=True)
class ExclusionEffect:
    """Where a proposal stands now, and where it would stand."""

    now: Standing | None
    then: Standing | None

    @property
    def loses_place(self) -> bool:
        return bool(self.now and self.now.place and not (self.then and self.then.place))


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_exclude(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _page(request, slug, pk, out=True)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_include(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _page(request, slug, pk, out=False)


def _page(request: SignedInRequest, slug: str, pk: int, *, out: bool) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_jury")
    rows = Assignment.objects.in_edition(edition).filter(sheet__finalised_at__isnull=False)
    related = ("sheet", "juror", "stage__edition", "proposal__innovation__opd")
    assignment = get_object_or_404(rows.select_related(*related), pk=pk)
    form = ExclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, told = (
            (exclude_sheet, _("Lembar dikeluarkan dari perhitungan; peringkat dihitung lagi."))
            if out
            else (include_sheet, _("Lembar dihitung lagi; peringkat dihitung lagi."))
        )
        with refusable_form(form):
            act(assignment=assignment, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, told)
            return redirect("judging:place-detail", slug, assignment.proposal_id)
    if not request.user.has_perm("judging.exclude_sheet", assignment) and not form.errors:
        raise PermissionDenied
    context = {
        "edition": edition,
        "assignment": assignment,
        "is_out": out,
        "is_done": (assignment.excused_at is not None) == out,
        "conflict": conflict_of(assignment),
        "effect": effect_of(edition, assignment, out=out),
        "form": form,
    }
    return render(request, "judging/ranking/sheet_exclude.html", context, status=422 if form.errors else 200)


def effect_of(edition: Edition, assignment: Assignment, *, out: bool) -> ExclusionEffect:
    """Done and rolled back, so that what is shown is reckoned as it will be."""
    now = standing_of(edition, assignment.proposal_id)
    change = {"excused_at": clock.now(), "excuse": "–"} if out else {"excused_at": None, "excuse": ""}
    with transaction.atomic():
        Assignment.objects.filter(pk=assignment.pk).update(**change)
        then = standing_of(edition, assignment.proposal_id)
        transaction.set_rollback(True)
    return ExclusionEffect(now, then)

"""Giving all to all, one juror's sheets, excusing from them, and taking that back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition, Stage
from judging.loading import get_edition
from judging.models import Assignment
from judging.rules import is_confirmed

from .actions import assign_all
from .actions_excuse import excuse_from_all, excuse_juror, restore_juror, restore_to_all
from .forms import ExcuseForm, RestoreForm

PER_PAGE = 50


@require_POST
def assignment_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """Give every verified proposal to every member; what is missing is added, nothing is taken away."""
    edition = get_edition(request, slug, "judging.assign")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    with refusable(request):
        count = assign_all(stage=stage, by=request.user)
        sentence = ngettext("%(count)d lembar dibagikan.", "%(count)d lembar dibagikan.", count) % {"count": count}
        messages.success(request, sentence if count else _("Tidak ada yang perlu ditambahkan."))
    return redirect("judging:assignment-list", slug)


@require_safe
def juror_detail(request: SignedInRequest, slug: str, stage_pk: int, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_jury")
    return _juror_page(request, edition, get_object_or_404(edition.stages, pk=stage_pk), pk)


@require_POST
def assignment_excuse(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Free a juror from one sheet."""
    edition = get_edition(request, slug, "judging.view_jury")
    assignment = get_object_or_404(Assignment.objects.in_edition(edition).select_related("stage"), pk=pk)
    form = ExcuseForm(request.POST, prefix=f"lembar-{pk}")
    if form.is_valid():
        with refusable_form(form):
            excuse_juror(assignment=assignment, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Juri dibebaskan dari lembar itu."))
            return redirect("judging:juror-detail", slug, assignment.stage_id, assignment.juror_id)
    return _juror_page(request, edition, assignment.stage, assignment.juror_id, form=form)


@require_POST
def juror_excuse(request: SignedInRequest, slug: str, stage_pk: int, pk: int) -> HttpResponse:
    """Free a juror from all sheets of a stage that are still open."""
    edition = get_edition(request, slug, "judging.view_jury")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    juror = get_juror(stage, pk)
    form = ExcuseForm(request.POST, prefix="semua")
    if form.is_valid():
        with refusable_form(form):
            freed = excuse_from_all(stage=stage, juror=juror, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Juri dibebaskan dari %(count)d lembar.") % {"count": len(freed)})
            return redirect("judging:juror-detail", slug, stage_pk, pk)
    return _juror_page(request, edition, stage, pk, form=form)


@require_POST
def assignment_restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take an excuse from one sheet back."""
    edition = get_edition(request, slug, "judging.view_jury")
    assignment = get_object_or_404(Assignment.objects.in_edition(edition).select_related("stage"), pk=pk)
    form = RestoreForm(request.POST, prefix=f"kembali-{pk}")
    if form.is_valid():
        with refusable_form(form):
            restore_juror(assignment=assignment, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Pembebasan dibatalkan; lembar itu ada lagi seperti semula."))
            return redirect("judging:juror-detail", slug, assignment.stage_id, assignment.juror_id)
    return _juror_page(request, edition, assignment.stage, assignment.juror_id, form=form)


@require_POST
def juror_restore(request: SignedInRequest, slug: str, stage_pk: int, pk: int) -> HttpResponse:
    """Take back every excuse of a juror in a stage."""
    edition = get_edition(request, slug, "judging.view_jury")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    juror = get_juror(stage, pk)
    form = RestoreForm(request.POST, prefix="kembali-semua")
    if form.is_valid():
        with refusable_form(form):
            given = restore_to_all(stage=stage, juror=juror, reason=form.cleaned_data["reason"], by=request.user)
            sentence = ngettext("%(count)d lembar diberikan lagi.", "%(count)d lembar diberikan lagi.", len(given))
            messages.success(request, sentence % {"count": len(given)})
            return redirect("judging:juror-detail", slug, stage_pk, pk)
    return _juror_page(request, edition, stage, pk, form=form)


def get_juror(stage: Stage, pk: int) -> User:
    """Somebody who was to judge in this stage."""
    return get_object_or_404(User.objects.filter(assignments__stage=stage).distinct(), pk=pk)


def _juror_page(
    request: SignedInRequest, edition: Edition, stage: Stage, pk: int, *, form: Form | None = None
) -> HttpResponse:
    """The juror's sheets, each with what may be done about it; the one form that was refused stands as it was typed."""
    stage.edition = edition
    juror = get_juror(stage, pk)
    rows = Assignment.objects.filter(stage=stage, juror=juror).select_related("sheet", "proposal__innovation__opd")
    page = Paginator(rows.annotate(marked=Count("sheet__scores")).order_by("pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    still_open, freed = (
        Q(excused_at=None, sheet__finalised_at=None),
        Q(excused_at__isnull=False, sheet__finalised_at=None),
    )
    count = rows.aggregate(open=Count("pk", filter=still_open), given=Count("pk"), freed=Count("pk", filter=freed))
    may_excuse = bool(count["open"]) and _may_excuse(request, rows.filter(still_open))
    context = {
        "edition": edition,
        "stage": stage,
        "juror": juror,
        "page": page,
        "lines": [_line(one, form) for one in page],
        "count": count,
        "excuse_form": _or_typed(ExcuseForm(prefix="semua"), form),
        "restore_form": _or_typed(RestoreForm(prefix="kembali-semua"), form),
        "may_excuse": may_excuse,
        "may_restore": bool(count["freed"]) and _may_excuse(request, rows.filter(freed)),
        "refused": form if form and form.prefix not in ("semua", "kembali-semua") else None,
        "is_settled": not may_excuse and is_confirmed.test(request.user, edition),
        "is_running": edition.in_phase(stage.kind),
    }
    return render(request, "judging/assigning/juror_detail.html", context, status=422 if form else 200)


def _line(one: Assignment, typed: Form | None) -> dict[str, Any]:
    is_freed = one.excused_at is not None
    blank = RestoreForm(prefix=f"kembali-{one.pk}") if is_freed else ExcuseForm(prefix=f"lembar-{one.pk}")
    return {"assignment": one, "form": _or_typed(blank, typed)}


def _or_typed(blank: Form, typed: Form | None) -> Form:
    return typed if typed and typed.prefix == blank.prefix else blank


def _may_excuse(request: SignedInRequest, assignments: QuerySet[Assignment]) -> bool:
    """Of one stage, all with open sheets: what holds for the first holds for all."""
    first = assignments.select_related("stage__edition").first()
    return first is not None and request.user.has_perm("judging.excuse_juror", first)

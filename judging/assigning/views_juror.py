"""Giving all to all, one juror's sheets, and excusing from them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
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

from .actions import assign_all, excuse_from_all, excuse_juror
from .forms import ExcuseForm

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
    return _juror_page(request, edition, assignment.stage, assignment.juror_id, form=form, assignment_pk=pk)


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


def get_juror(stage: Stage, pk: int) -> User:
    """Somebody who was to judge in this stage."""
    return get_object_or_404(User.objects.filter(assignments__stage=stage).distinct(), pk=pk)


def _juror_page(
    request: SignedInRequest,
    edition: Edition,
    stage: Stage,
    pk: int,
    *,
    form: ExcuseForm | None = None,
    assignment_pk: int | None = None,
) -> HttpResponse:
    juror = get_juror(stage, pk)
    rows = Assignment.objects.filter(stage=stage, juror=juror).select_related("sheet", "proposal__innovation__opd")
    page = Paginator(rows.annotate(marked=Count("sheet__scores")).order_by("pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    count = rows.aggregate(open=Count("pk", filter=Q(excused_at=None, sheet__finalised_at=None)), given=Count("pk"))
    first_open = (
        Assignment.objects.unfinished().filter(stage=stage, juror=juror).select_related("sheet", "stage__edition")
    )
    assignment = first_open.first()
    lines = [
        {"assignment": one, "form": form if one.pk == assignment_pk else ExcuseForm(prefix=f"lembar-{one.pk}")}
        for one in page
    ]
    context = {
        "edition": edition,
        "stage": stage,
        "juror": juror,
        "page": page,
        "lines": lines,
        "count": count,
        "form": form if form and assignment_pk is None else ExcuseForm(prefix="semua"),
        "may_excuse": assignment is not None and request.user.has_perm("judging.excuse_juror", assignment),
    }
    return render(request, "judging/assigning/juror_detail.html", context, status=422 if form else 200)

"""Who judges what, how far they are, and who must not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from competitions.models import Edition, PhaseKind, Stage
from judging import actions
from judging.forms import ExcuseForm
from judging.models import Assignment, Score, Seat, SeatRole
from submissions.models import Proposal

from .loading import get_edition, in_words

PER_PAGE = 50


@require_safe
def assignment_list(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "judging.view_jury"))


@require_POST
def assignment_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """Give every verified proposal to every member; what is missing is added, nothing is taken away."""
    edition = get_edition(request, slug, "judging.assign")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    try:
        count = actions.assign_all(stage=stage, by=request.user)
    except ValidationError as error:
        messages.error(request, in_words(error))
    else:
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
        try:
            actions.excuse_juror(assignment=assignment, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
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
        try:
            freed = actions.excuse_from_all(
                stage=stage, juror=juror, reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Juri dibebaskan dari %(count)d lembar.") % {"count": len(freed)})
            return redirect("judging:juror-detail", slug, stage_pk, pk)
    return _juror_page(request, edition, stage, pk, form=form)


def get_juror(stage: Stage, pk: int) -> User:
    """Somebody who was to judge in this stage."""
    return get_object_or_404(User.objects.filter(assignments__stage=stage).distinct(), pk=pk)


def _page(request: SignedInRequest, edition: Edition) -> HttpResponse:
    """Every stage with its jurors: how much each was given, has begun and has locked."""
    jurors = _jurors(edition)
    stages: list[dict[str, Any]] = [
        {
            "stage": stage,
            "jurors": [juror for juror in jurors if juror["stage"] == stage.pk],
            "is_over": edition.has_ended(stage.kind),
        }
        for stage in edition.stages.all()
    ]
    for entry in stages:
        entry["late"] = [one for one in entry["jurors"] if one["open"]] if entry["is_over"] else []
    context = {
        "edition": edition,
        "stages": stages,
        "proposal_count": Proposal.objects.verified().filter(edition=edition).count(),
        "begins": edition.phase_ahead(PhaseKind.ADMINISTRATION),
        "may_assign": request.user.has_perm("judging.assign", edition),
        "may_manage": request.user.has_perm("judging.manage_panel", edition),
    }
    return render(request, "judging/assignment_list.html", context)


def _jurors(edition: Edition) -> list[dict[str, Any]]:
    """One line for each juror in each stage, in two queries: those seated, and what they were given."""
    begun = Exists(Score.objects.filter(sheet__assignment=OuterRef("pk")))
    rows = Assignment.objects.in_edition(edition).annotate(begun=begun).order_by()
    active = Q(excused_at=None)
    counts = rows.values("stage", "juror", "juror__name").annotate(
        given=Count("pk", filter=active),
        begun=Count("pk", filter=active & Q(begun=True)),
        final=Count("pk", filter=active & Q(sheet__finalised_at__isnull=False)),
        excused=Count("pk", filter=~active),
    )
    found = {(row["stage"], row["juror"]): row for row in counts}
    for seat in Seat.objects.standing().filter(panel__stage__edition=edition).select_related("user", "panel"):
        blank = {"given": 0, "begun": 0, "final": 0, "excused": 0} if seat.role == SeatRole.MEMBER else None
        key = (seat.panel.stage_id, seat.user_id)
        if key not in found and blank is not None:
            found[key] = {"stage": key[0], "juror": key[1], "juror__name": str(seat.user), **blank}
        if key in found:
            found[key].setdefault("seat", seat)
    lines = [{**row, "name": row["juror__name"], "open": row["given"] - row["final"]} for row in found.values()]
    return sorted(lines, key=lambda row: (row["stage"], row["name"]))


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
    return render(request, "judging/juror_detail.html", context, status=422 if form else 200)

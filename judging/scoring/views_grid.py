"""The grid: the own sheets of a stage side by side, proposals down and criteria across, to compare and to mark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Aggregate, Count, DecimalField, F, Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.concurrency import seen
from accounts.http import SignedInRequest
from accounts.roles import WATCHERS
from competitions.loading import visible_edition
from competitions.models import Criterion, Edition, Stage
from judging import scoring_rules
from judging.anonymise import hides_names
from judging.models import Score, ScoreSheet
from judging.models.sheet import ScoreSheetQuerySet
from judging.models.sheet_totals import owners, running_total
from judging.pledge_gate import require_pledge
from submissions.entry.views_session import is_autosave, require_writer

from .grid_row import TypedMarks, marks_of, row_of, store
from .rubric_form import strip

PER_PAGE = 25
CELL = re.compile(r"nilai-([0-9]{1,18})-[0-9]+")
SORTS: dict[str, tuple[Any, ...]] = {
    "": ("assignment_id",),
    "judul": ("assignment__proposal__innovation__title", "pk"),
    "-judul": ("-assignment__proposal__innovation__title", "pk"),
    "nilai": (F("now").asc(nulls_first=True), "pk"),
    "-nilai": (F("now").desc(nulls_last=True), "pk"),
}


class Middle(Aggregate):
    """One of the two middle values; their mean is the median, exact where percentile_cont would go through a float."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s %(direction)s)"
    output_field = DecimalField(max_digits=5, decimal_places=2)


@dataclass(frozen=True)
class Spread:
    """How the own marks of one criterion lie, or nothing before the first mark."""

    criterion: Criterion
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None


@require_safe
def grid_detail(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """With `sebaran` the spread of the own marks comes along, for who has no JavaScript."""
    edition, stage = get_round(request, slug, stage_pk)
    return _page(request, edition, stage, with_spread="sebaran" in request.GET)


@require_safe
@never_cache
def grid_spread(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """The foot of the grid. It reads every own mark of the stage, so the page does not wait for it."""
    _edition, stage = get_round(request, slug, stage_pk)
    spreads = spreads_of(request, stage, list(stage.rubric.criteria.all()))
    return render(request, "judging/scoring/_grid_spread.html", {"spreads": spreads})


@require_POST
def grid_update(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """All rows of the page at once, for who has no JavaScript: what is right is stored, the rest stays as typed."""
    edition, stage = get_round(request, slug, stage_pk)
    criteria = list(stage.rubric.criteria.all())
    shown = {int(found[1]) for key in seen(request.POST) if (found := CELL.fullmatch(key))}
    typed: dict[int, TypedMarks] = {}
    for sheet in own_sheets(request, stage).filter(pk__in=shown).order_by("pk"):
        typed[sheet.pk] = store(sheet, criteria, request.POST, request.user)
    if all(row.is_whole for row in typed.values()):
        messages.success(request, _("Nilai tersimpan."))
        return redirect(f"{_address(slug, stage_pk)}?{request.GET.urlencode()}")
    return _page(request, edition, stage, typed=typed)


@require_POST
def row_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """One row as it is typed: a fragment with what became of it, 422 where a mark waits for a better value."""
    sheet = get_object_or_404(ScoreSheet.objects.of(request.user).select_related("assignment__stage__edition"), pk=pk)
    stage = sheet.assignment.stage
    criteria = list(stage.rubric.criteria.all())
    if not is_autosave(request):
        require_pledge(request, stage.edition)
    try:
        require_writer(request)
        require_pledge(request, stage.edition)
    except PermissionDenied as error:
        typed = TypedMarks(refusal=str(error) or _("Lembar ini sedang tidak dapat diisi."))
    else:
        typed = store(sheet, criteria, request.POST, request.user)
    if not is_autosave(request):
        return redirect(_address(stage.edition.slug, stage.pk))
    sheet.refresh_from_db(fields=["total", "finalised_at"])
    row = row_of(sheet, marks_of([sheet.pk])[sheet.pk], criteria, may_fill=True, typed=typed, is_page=False)
    status = 403 if typed.refusal else 200 if typed.is_whole else 422
    context = {"row": row, "spreads": spreads_of(request, stage, criteria), "tries": _tries(request)}
    return render(request, "judging/scoring/_grid_row_saved.html", context, status=status)


def get_round(request: SignedInRequest, slug: str, stage_pk: int) -> tuple[Edition, Stage]:
    """A stage in which this person has sheets. Anyone who only watches over others marks nothing here."""
    edition = visible_edition(request.user, slug)
    stage = get_object_or_404(edition.stages.select_related("rubric"), pk=stage_pk)
    stage.edition = edition
    if not request.user.has_perm("judging.fill_many", stage):
        if request.user.has_role(*WATCHERS):
            raise PermissionDenied
        raise Http404
    require_pledge(request, edition)
    return edition, stage


def own_sheets(request: SignedInRequest, stage: Stage) -> ScoreSheetQuerySet:
    """The sheets that this person fills in a stage; one under another rubric than today's is filled by itself."""
    return ScoreSheet.objects.of(request.user).filter(assignment__stage=stage, rubric=stage.rubric_id)


def _tries(request: SignedInRequest) -> int:
    """How often the script went on after a refusal: so that what it sends then differs from all that was stored."""
    sent = request.POST.get("kali", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0


def _address(slug: str, stage_pk: int) -> str:
    return reverse("judging:grid-detail", args=[slug, stage_pk])


def _page(
    request: SignedInRequest,
    edition: Edition,
    stage: Stage,
    *,
    typed: Mapping[int, TypedMarks] | None = None,
    with_spread: bool = False,
) -> HttpResponse:
    criteria = list(stage.rubric.criteria.all())
    mine = own_sheets(request, stage)
    count = mine.aggregate(total=Count("pk"), final=Count("finalised_at"))
    sort = request.GET.get("urut", "")
    sort = sort if sort in SORTS else ""
    shown = mine.annotate(now=running_total(), title=F("assignment__proposal__innovation__title"), **owners())
    paginator = Paginator(shown.select_related("assignment").order_by(*SORTS[sort]), PER_PAGE)
    paginator.count = count["total"]
    page = paginator.get_page(request.GET.get("page"))
    typed = typed or {}
    marks = marks_of([sheet.pk for sheet in page])
    rows = []
    for sheet in page:
        sheet.assignment.stage = stage  # the same for all, with its edition and phases, for the rules
        may_fill = _may_fill(request, sheet)
        rows.append(row_of(sheet, marks[sheet.pk], criteria, may_fill=may_fill, typed=typed.get(sheet.pk)))
    context = {
        "edition": edition,
        "stage": stage,
        "criteria": criteria,
        "rows": rows,
        "page": page,
        "sort": sort,
        "spreads": spreads_of(request, stage, criteria) if with_spread else [_spread(one, None) for one in criteria],
        "awaits_spread": not with_spread,
        "is_nameless": hides_names(stage),
        "is_fillable": any(row.may_fill for row in rows),
        "wrong": sum(len(row.wrong) for row in rows),
        "refused": any(row.problem for row in rows),
        "progress": strip(count["final"], count["total"]),
        "address": request.get_full_path(),
    }
    return render(request, "judging/scoring/grid_detail.html", context, status=422 if typed else 200)


def _may_fill(request: SignedInRequest, sheet: ScoreSheet) -> bool:
    return not sheet.is_final and request.user.has_perm("judging.fill_scoresheet", sheet)


def spreads_of(request: SignedInRequest, stage: Stage, criteria: list[Criterion]) -> list[Spread]:
    """The lowest, middle and highest of the own marks in this stage, page or no page, in one query."""
    marks = Score.objects.filter(sheet__in=own_sheets(request, stage).order_by())
    figures = (
        marks.order_by()
        .values("criterion")
        .annotate(
            low=Min("points"),
            high=Max("points"),
            lower=Middle("points", direction="ASC"),
            upper=Middle("points", direction="DESC"),
        )
    )
    found = {row["criterion"]: row for row in figures}
    return [_spread(one, found.get(one.pk)) for one in criteria]


def _spread(criterion: Criterion, row: dict[str, Any] | None) -> Spread:
    if row is None:
        return Spread(criterion, None, None, None)
    return Spread(criterion, row["low"], scoring_rules.middle([row["lower"], row["upper"]]), row["high"])

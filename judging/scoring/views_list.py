"""The list of sheets: a juror's own, or all of them for anyone who watches."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.roles import WATCHERS
from accounts.spreadsheets.export import Export, download, file_kind
from accounts.statements import SHAPE, Among, built_once
from competitions.models import Edition, Stage, StageKind
from judging.anonymise import nameless_stages
from judging.models import ScoreSheet, conflicted_proposal_ids
from judging.models.sheet import ScoreSheetQuerySet
from judging.models.sheet_totals import criterion_count, mark_count, owners, running_total

from .export import marks_export
from .forms_list import SheetFilter
from .rubric_form import strip

PER_PAGE = 25
TITLE = "assignment__proposal__innovation__title"
SORTS: dict[str | None, tuple[Any, ...]] = {
    None: ("assignment_id",),
    "judul": (TITLE, "assignment_id"),
    "-judul": (f"-{TITLE}", "assignment_id"),
    "nilai": (F("now").asc(nulls_first=True), "assignment_id"),
    "-nilai": (F("now").desc(nulls_last=True), "assignment_id"),
    "status": (F("finalised_at").asc(nulls_first=True), "assignment_id"),
    "-status": (F("finalised_at").desc(nulls_last=True), "assignment_id"),
}

# Lean rows: what a line prints, and not one object beside. Put together once: that takes longer than to run it.
ROWS: Any = ScoreSheet.objects.values(
    "pk",
    "assignment_id",
    "finalised_at",
    stage=F("assignment__stage"),
    title=F(TITLE),
    category=F("assignment__proposal__category__name"),
    is_sample=F("assignment__proposal__is_sample"),
    now=running_total(),
    marked=mark_count(),
    asked=criterion_count(),
    **owners(),
)
CHIPS = {"all": None, "open": SheetFilter.OPEN, "final": SheetFilter.FINAL}


@dataclass(frozen=True)
class SheetLine:
    """A sheet as the list prints it; what it says in words is ready, so that a row costs no template of its own."""

    url: str
    visit: str  # where its report of the visit is, at a stage of visits
    title: str
    under: str
    is_sample: bool
    juror: str
    stage: str
    state: str
    tone: str
    icon: str
    total: Decimal | None
    standing: str


@dataclass(frozen=True)
class OwnRows:
    """A juror's rows as the list shows them first, for the paginator to cut: by far the most often asked."""

    user: User
    stages: list[int]
    status: str | None
    sort: str | None

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        if part.start >= part.stop:  # nothing is left by the filter
            return []
        hidden = list(conflicted_proposal_ids(self.user))
        shape = {"status": self.status, "sort": self.sort, "start": part.start, "stop": part.stop}
        return own_rows(user=self.user.pk, stages=self.stages, hidden=hidden, **shape)


@built_once(user=int, stages=list, hidden=list, status=SHAPE, sort=SHAPE, start=SHAPE, stop=SHAPE)
def own_rows(
    user: int, stages: list[int], hidden: list[int], status: str | None, sort: str | None, start: int, stop: int
) -> Any:
    """As `ScoreSheetQuerySet.of` has it, of some stages."""
    mine = ROWS.active().filter(Among("assignment__stage", stages), assignment__juror=user)
    mine = mine.filter(~Among("assignment__proposal", hidden)).in_status(status or "")
    return mine.order_by(*SORTS[sort])[start:stop]


@dataclass(frozen=True)
class Heading:
    """A column; where it can be sorted by, the address that does so (or turns the order) and how it is sorted now."""

    label: str
    url: str = ""
    sort: str = ""
    is_figure: bool = False


@dataclass
class StageSheets:
    """A stage with how many sheets one person sees of it, and the totals of the locked ones, the highest first."""

    stage: Stage
    total: int = 0
    final: int = 0
    shown: int = 0
    shown_final: int = 0
    totals: tuple[Decimal, ...] = ()

    @cached_property
    def name(self) -> str:
        return str(self.stage)

    @property
    def label(self) -> str:
        return _("%(final)d dari %(total)d terkunci") % {"final": self.final, "total": self.total}

    def standing(self, total: Decimal | None) -> str:
        """Where a locked total stands among the person's own: “3 dari 12”."""
        if total is None:
            return ""
        place = bisect_left(self.totals, -total, key=lambda one: -one) + 1
        return _("%(place)d dari %(count)d") % {"place": place, "count": len(self.totals)}


@require_safe
def scoresheet_list(request: SignedInRequest) -> HttpResponseBase:
    """The sheets of one edition, the newest unless told; a watcher sees those of all jurors."""
    form = SheetFilter(request.GET)
    visible, watches = ScoreSheet.objects.visible_to(request.user), request.user.has_role(*WATCHERS)
    editions = list(_editions(visible))
    edition = next((one for one in editions if one.slug == form.value("edisi")), (*editions, None)[0])
    context: dict[str, Any] = {"edition": edition, "editions": editions, "form": form, "watches": watches}
    if edition and watches and (file := file_kind(request)):
        return download(file, _marks(request, edition, form))
    if edition:
        context |= _sheets(request, visible, edition, form, watches=watches)
    return render(request, "judging/scoring/scoresheet_list.html", context)


def _editions(visible: ScoreSheetQuerySet) -> Any:
    theirs = Exists(visible.filter(assignment__stage__edition=OuterRef("pk")).order_by())
    return Edition.objects.filter(theirs).with_phases()


def _sheets(
    request: SignedInRequest, visible: ScoreSheetQuerySet, edition: Edition, form: SheetFilter, *, watches: bool
) -> dict[str, Any]:
    stages = {stage.pk: stage for stage in edition.stages.all()}
    categories = list(edition.categories.all())
    nameless = set() if watches else nameless_stages(edition, stages.values())
    wanted = _wanted(form, categories, sorted(nameless))
    parts = _parts(visible.filter(assignment__stage__in=list(stages)), stages, wanted, with_totals=not watches)
    status, kind = form.value("status"), form.value("tahap")
    chosen = [part for part in parts if kind in (None, part.stage.kind)]
    count = {"total": sum(part.shown for part in chosen), "final": sum(part.shown_final for part in chosen)}
    count["open"] = count["total"] - count["final"]
    here = [part.stage.pk for part in chosen]
    if watches or wanted:
        rows = ROWS.visible_to(request.user).filter(wanted, assignment__stage__in=here).in_status(status or "")
        rows = rows.annotate(juror=F("assignment__juror__name")) if watches else rows
        rows = rows.order_by(*SORTS[form.value("urut")])
    else:
        rows = OwnRows(request.user, here, status, form.value("urut"))
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = count[{SheetFilter.OPEN: "open", SheetFilter.FINAL: "final"}.get(status or "", "total")]
    page = paginator.get_page(request.GET.get("page"))
    total, final = sum(part.total for part in parts), sum(part.final for part in parts)
    return {
        "parts": parts,
        "has_stages": len(parts) > 1,
        "categories": categories,
        "category": form.value("kategori"),
        "status": status,
        "kind": kind,
        "sort": form.value("urut"),
        "count": count,
        "chips": {name: _address(request, status=value) for name, value in CHIPS.items()},
        "headings": list(_headings(request, form.value("urut"), watches=watches, has_stages=len(parts) > 1)),
        "is_narrowed": bool(wanted) or kind is not None,
        "page": page,
        "lines": list(_lines(page, {part.stage.pk: part for part in parts}, edition, nameless, watches=watches)),
        "progress": strip(final, total),
    }


def _marks(request: SignedInRequest, edition: Edition, form: SheetFilter) -> Export:
    """For a watcher: the marks of the sheets that the filter leaves."""
    kind, status = form.value("tahap"), form.value("status")
    stages = [stage for stage in edition.stages.all() if kind in (None, stage.kind)]
    rows = ROWS.visible_to(request.user).filter(_wanted(form, list(edition.categories.all()), []))
    rows = (
        rows.filter(assignment__stage__in=stages).in_status(status or "").annotate(juror=F("assignment__juror__name"))
    )
    return marks_export(edition, stages, rows.order_by(*SORTS[form.value("urut")]))


def _wanted(form: SheetFilter, categories: list[Any], blind: list[int]) -> Q:
    """What was chosen and searched for. Anyone who must not know the owner cannot find a sheet by it."""
    wanted = Q()
    if (category := form.value("kategori")) and any(one.pk == category for one in categories):
        wanted &= Q(assignment__proposal__category=category)
    if words := form.value("q"):
        owner = Q(assignment__proposal__innovation__opd__abbr__icontains=words)
        owner |= Q(assignment__proposal__innovation__opd__name__icontains=words)
        owner &= ~Q(assignment__stage__in=blind) if blind else Q()
        wanted &= Q(**{f"{TITLE}__icontains": words}) | owner
    return wanted


def _address(request: SignedInRequest, **changed: str | None) -> str:
    """The same page with another filter, from its beginning."""
    query = request.GET.copy()
    for name, value in {**changed, "page": None}.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _headings(request: SignedInRequest, sort: str | None, *, watches: bool, has_stages: bool) -> Iterable[Heading]:
    def sortable(label: str, key: str, *, is_figure: bool = False) -> Heading:
        """A figure is sorted from the highest first, a word from A."""
        first, second = (f"-{key}", key) if is_figure else (key, f"-{key}")
        now = {key: "ascending", f"-{key}": "descending"}.get(sort or "", "")
        return Heading(label, _address(request, urut=second if sort == first else first), now, is_figure)

    yield sortable(_("Inovasi"), "judul")
    if watches:
        yield Heading(_("Juri"))
    if has_stages:
        yield Heading(_("Tahap"))
    yield sortable(_("Status"), "status")
    yield sortable(_("Nilai"), "nilai", is_figure=True)
    if not watches:
        yield Heading(_("Urutan Anda"), is_figure=True)


def _parts(sheets: ScoreSheetQuerySet, stages: dict[int, Stage], wanted: Q, *, with_totals: bool) -> list[StageSheets]:
    """Every stage with what there is of it, in one query: all, and of those that the filter leaves."""
    is_final = Q(finalised_at__isnull=False)
    figures: dict[str, Any] = {"of_all": Count("pk"), "of_final": Count("finalised_at")}
    if wanted:
        figures |= {"shown": Count("pk", filter=wanted), "shown_final": Count("pk", filter=wanted & is_final)}
    if with_totals:
        figures["totals"] = ArrayAgg("total", filter=is_final, default=[])
    parts = {pk: StageSheets(stage) for pk, stage in stages.items()}
    for row in sheets.order_by().values("assignment__stage").annotate(**figures):
        part = parts[row["assignment__stage"]]
        part.total, part.final = row["of_all"], row["of_final"]
        part.shown, part.shown_final = row.get("shown", part.total), row.get("shown_final", part.final)
        part.totals = tuple(sorted(row.get("totals", ()), reverse=True))
    return [part for part in parts.values() if part.total]


def _lines(
    page: Iterable[dict[str, Any]],
    parts: dict[int, StageSheets],
    edition: Edition,
    nameless: set[int],
    *,
    watches: bool,
) -> Iterable[SheetLine]:
    here = reverse("judging:scoresheet-list")  # one reversal for all rows
    for row in page:
        part = parts[row["stage"]]
        whose = "" if part.stage.pk in nameless else ", ".join([row["owner"], *row["partners"]])
        state, tone, icon = _state(row)
        yield SheetLine(
            url=f"{here}lembar/{row['pk']}/",
            visit=f"{here}kunjungan/{row['assignment_id']}/" if part.stage.kind == StageKind.VISIT else "",
            title=row["title"],
            under=" · ".join(filter(None, [whose, row["category"]])),
            is_sample=row["is_sample"] and not edition.is_sample,
            juror=row.get("juror", ""),
            stage=part.name,
            state=state,
            tone=tone,
            icon=icon,
            total=row["now"],
            standing=part.standing(row["now"] if row["finalised_at"] else None),
        )


def _state(row: dict[str, Any]) -> tuple[str, str, str]:
    """How far a sheet is: in a word, with its tone and icon (components/state.html)."""
    if row["finalised_at"]:
        return _("Terkunci"), "success", "bi-check-circle-fill"
    if row["asked"] and row["marked"] >= row["asked"]:
        return _("Lengkap, belum dikunci"), "info", "bi-arrow-right-circle-fill"
    if row["marked"]:
        label = _("%(marked)d dari %(count)d kriteria") % {"marked": row["marked"], "count": row["asked"]}
        return label, "warn", "bi-exclamation-triangle-fill"
    return _("Belum dinilai"), "neutral", "bi-circle"

"""The ranking and its arithmetic."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, When, Window
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.formats import figure
from accounts.http import SignedInRequest
from accounts.paging import KeysFirst
from accounts.roles import OVERSEERS
from accounts.spreadsheets.export import download, file_kind
from accounts.statements import built_once
from competitions import tiers
from competitions.models import Averaging, Edition, StageKind
from judging import anonymise
from judging.loading import get_edition
from judging.models import (
    AgendaMark,
    Assignment,
    Place,
    PlaceQuerySet,
    Ranking,
    Reopening,
    ScoreSheet,
    conflict_reasons,
)
from judging.ranking_build import AVERAGES, final_sheet_count, is_stale
from judging.ranking_rules import Average

from .actions import rebuild_ranking
from .export import ranking_export
from .forms import RankingFilter

PER_PAGE = 50
SETTLED = timedelta(minutes=1)  # after which every act that locks a sheet is through


@dataclass(frozen=True)
class RankingLine:
    """A place as the list prints it: `heading` where a tier begins, `tie` in words, `torn` by a cut-off."""

    url: str
    title: str
    under: str  # whose it is where names are shown, and its category where the list mixes them
    number: int | None
    scores: list[tuple[str, Decimal | None]]  # by the name of the stage
    score: Decimal | None
    sheets: int
    is_sample: bool
    has_mark: bool
    heading: str
    tie: str
    torn: str
    out: int  # locked sheets that were taken out of the mean
    below: str  # the passing grade that it did not reach, in words


@require_safe
def ranking_detail(request: SignedInRequest, slug: str) -> HttpResponseBase:
    edition = get_edition(request, slug, "judging.view_ranking")
    ranking = get_ranking(edition)
    form = RankingFilter(request.GET, edition=edition)
    category = form.category
    context: dict[str, Any] = {
        "edition": edition,
        "ranking": ranking,
        "category": category,
        "form": form,
        "counts_all": request.user.has_role(*OVERSEERS),
        "is_blind": anonymise.hides_in_edition(request.user, edition),
    }
    if ranking:
        by_category = category is not None and edition.tiers_per_category
        cutoffs = edition.cutoffs() if by_category or not edition.tiers_per_category else []
        places = Place.objects.visible_to(request.user).filter(ranking=ranking)
        if category:
            places = places.in_category(category)
        if kind := file_kind(request):
            printed = _printed(places, places, by_category=by_category)
            named = {"by_category": by_category, "with_owner": not context["is_blind"]}
            return download(kind, ranking_export(ranking, printed, cutoffs, chosen=str(category or ""), **named))
        if by_category:
            paginator = Paginator(_printed(places, places, by_category=True), PER_PAGE)
            paginator.count = places.count()  # without the joins of what is printed
        else:
            paginator = KeysFirst(places, PER_PAGE, read=lambda rows: _printed(rows, places, by_category=False))
        page = paginator.get_page(request.GET.get("page"))
        shown = {"with_owner": not context["is_blind"], "mixed": category is None}
        lines = list(_lines(page, ranking, cutoffs, by_category=by_category, **shown))
        sheets_now = _sheets_now(ranking)
        context |= {
            "page": page,
            "lines": lines,
            "stages": _stage_names(ranking) if len(ranking.stages) > 1 else [],
            "is_stale": not ranking.is_confirmed and ranking.may_be_stale and is_stale(ranking, sheets_now),
            "sheets_now": sheets_now,
        }
    return render(request, "judging/ranking/ranking_detail.html", context)


@require_POST
def ranking_rebuild(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_ranking")
    ranking = rebuild_ranking(edition=edition, by=request.user)
    messages.success(request, _("Peringkat dihitung dari %(count)d lembar terkunci.") % {"count": ranking.sheet_count})
    return redirect("judging:ranking-detail", slug)


@require_safe
def place_detail(request: SignedInRequest, slug: str, proposal_pk: int) -> HttpResponse:
    """How one proposal came to its place, figure by figure."""
    edition = get_edition(request, slug, "judging.view_ranking")
    ranking = get_ranking(edition)
    places = Place.objects.visible_to(request.user).with_details().filter(ranking=ranking)
    place = get_object_or_404(places, proposal=proposal_pk)
    stages = _stage_figures(place, ranking) if ranking else []
    counted = stages[: _fell_at(place, ranking)] if ranking else []  # what came after a fall does not count
    context = {
        "edition": edition,
        "ranking": ranking,
        "place": place,
        "proposal": place.proposal,
        "stages": stages,
        "counted": counted,
        "shares": sum((stage["share"] for stage in counted if stage["score"] is not None), Decimal(0)),
        "tie": tie_in_words(place, ranking) if ranking else "",
        "below": below_in_words(place, ranking) if ranking else "",
        "chain": _chain(place, ranking) if ranking else [],
        "is_sample": place.proposal.is_sample or edition.is_sample,
        **_taken_out(request, edition, stages),
        "is_blind": anonymise.hides_in_edition(request.user, edition),
    }
    return render(request, "judging/ranking/place_detail.html", context)


def get_ranking(edition: Edition) -> Any:
    """The latest ranking, and whether a sheet may have been locked or opened again since it was built."""
    for ranking in latest_ranking(edition=edition.pk):
        ranking.edition = edition
        return ranking
    return None


@built_once(edition=int)
def latest_ranking(edition: int) -> QuerySet[Ranking]:
    since = OuterRef("built_at") - SETTLED
    sheets = ScoreSheet.objects.filter(assignment__stage__edition=edition)
    opened = Reopening.objects.filter(sheet__assignment__stage__edition=edition, reopened_at__gt=since)
    locked = sheets.final().filter(finalised_at__gt=since)
    rankings = Ranking.objects.filter(edition=edition).annotate(may_be_stale=Exists(locked) | Exists(opened))
    return rankings.order_by("-pk")[:1]


def _printed(rows: QuerySet[Place], places: PlaceQuerySet, *, by_category: bool) -> Any:
    """Some of the places, with what a line prints beside the figures.

    How many share a place is counted for the ties of the page alone; in one category a window is quick enough.
    """
    same = places.filter(place=OuterRef("place")).order_by().values("ranking").annotate(count=Count("pk"))
    window = Window(Count("pk"), partition_by=[F("category_place")])
    return rows.annotate(
        equals=Case(When(is_tied=True, then=window if by_category else Subquery(same.values("count")))),
        title=F("proposal__innovation__title"),
        owner=F("proposal__innovation__opd__abbr"),
        category=F("proposal__category__name"),
        is_sample=F("proposal__is_sample"),
        has_mark=Exists(AgendaMark.objects.filter(proposal=OuterRef("proposal"))),
    )


def _sheets_now(ranking: Any) -> int:
    """How many locked sheets count now. Counting is the slowest part of the page, so nobody counts without need."""
    if ranking.is_confirmed or not ranking.may_be_stale:
        return ranking.sheet_count
    return final_sheet_count(ranking.edition)


def _lines(
    page: Iterable[Any],
    ranking: Ranking,
    cutoffs: list[tiers.Cutoff],
    *,
    by_category: bool,
    with_owner: bool,
    mixed: bool,
) -> Iterator[RankingLine]:
    """The places of a page, each with what `_printed` adds."""
    before: str | None = None
    names = _stage_names(ranking)
    here = reverse("judging:ranking-detail", args=[ranking.edition.slug])
    for place in page:
        number = place.category_place if by_category else place.place
        section = _section(number, cutoffs)
        yield RankingLine(
            url=f"{here}{place.proposal_id}/",  # one reversal for all
            title=place.title,
            under=" · ".join(filter(None, [place.owner if with_owner else "", place.category if mixed else ""])),
            number=number,
            scores=list(zip(names, _figures(place), strict=False)) if len(names) > 1 else [],
            score=place.score,
            sheets=place.sheet_count,
            is_sample=place.is_sample and not ranking.edition.is_sample,
            has_mark=place.has_mark,
            heading=section if section != before else "",
            tie=tie_in_words(place, ranking),
            torn=_torn(number, place.equals, cutoffs),
            out=sum(stage.get("out", 0) for stage in place.stage_scores if stage),
            below=below_in_words(place, ranking),
        )
        before = section


def _section(number: int | None, cutoffs: list[tiers.Cutoff]) -> str:
    """Under which heading a place stands: its tier, below all tiers, or without a place."""
    if number is None:
        return _("Belum berperingkat: lembar terkunci kurang dari kuorum")
    if not cutoffs:
        return ""
    tier = tiers.highest(number, cutoffs)
    return (
        _("%(tier)s · sampai peringkat %(place)d") % {"tier": tier.name, "place": tier.up_to}
        if tier
        else _("Di luar jenjang")
    )


def _torn(number: int | None, equals: int | None, cutoffs: list[tiers.Cutoff]) -> str:
    """The tier whose cut-off runs through the middle of this place's equals."""
    if number is None or equals is None:
        return ""
    torn = tiers.straddling({(number, one): number for one in range(equals)}, cutoffs)
    return torn[0][0].name if torn else ""


def _figures(place: Place) -> list[Decimal | None]:
    return [Decimal(stage["score"]) if stage and stage["score"] else None for stage in place.stage_scores]


def _stage_names(ranking: Ranking) -> list[str]:
    return [str(StageKind(stage["kind"]).label) for stage in ranking.stages]


def _chain(place: Place, ranking: Ranking) -> list[dict[str, Any]]:
    """The tie-breakers that apply to a place, each with its figure."""
    labels = chain_labels(place, ranking)
    pairs = zip(labels, place.tie_key, strict=False)
    return [
        {"label": label, "value": Decimal(value), "parts": at == place.tie_break}
        for at, (label, value) in enumerate(pairs)
    ]


def chain_labels(place: Place, ranking: Ranking) -> list[str]:
    """The criteria of the latest stage that counts for the proposal, then that stage if there was an earlier one."""
    reached = max((index for index, stage in enumerate(place.stage_scores, start=1) if stage), default=0)
    depth = _fell_at(place, ranking) or reached
    if not depth:
        return []
    latest = ranking.stages[depth - 1]
    return [*latest["criteria"], *([_stage_names(ranking)[depth - 1]] if depth > 1 else [])]


def _fell_at(place: Place, ranking: Ranking) -> int | None:
    """The stage, counted from 1, whose passing grade the proposal did not reach, by the rules of this ranking."""
    for at, (stage, given) in enumerate(zip(ranking.stages, place.stage_scores, strict=False), start=1):
        if not given or not given["score"] or given["final"] < stage["quorum"]:
            return None
        if Decimal(given["score"]) < Decimal(stage.get("passing") or 0):
            return at
    return None


def below_in_words(place: Place, ranking: Ranking) -> str:
    """Which passing grade kept a proposal back; nothing if it passed all."""
    at = _fell_at(place, ranking)
    if at is None:
        return ""
    facts = {"points": figure(Decimal(ranking.stages[at - 1]["passing"])), "stage": _stage_names(ranking)[at - 1]}
    return _("Di bawah nilai ambang %(points)s tahap %(stage)s.") % facts


def tie_in_words(place: Place, ranking: Ranking) -> str:
    """What parted a place from equal scores, or that nothing did."""
    if place.is_tied:
        return _("Seri: nilai akhir dan semua penentu seri sama.")
    if place.tie_break is None:
        return ""
    link = _chain(place, ranking)[place.tie_break]
    value = str(link["value"]).replace(".", ",")
    return _("Nilai akhir sama dengan usulan lain; dibedakan oleh %(link)s (%(value)s).") % {
        "link": link["label"],
        "value": value,
    }


def _stage_figures(place: Place, ranking: Ranking) -> list[dict[str, Any]]:
    """Each stage with its jurors' sheets, as they are now."""
    sheets = (
        Assignment.objects.filter(proposal=place.proposal_id)
        .select_related("juror", "sheet", "stage__edition")
        .order_by("juror__name")
    )
    by_stage: dict[int, list[Assignment]] = {}
    for assignment in sheets:
        by_stage.setdefault(assignment.stage_id, []).append(assignment)
    average = AVERAGES[ranking.basis.get("averaging", Averaging.MEAN.value)]
    rows = zip(ranking.stages, _figures(place), _stage_names(ranking), strict=False)
    return [
        {
            "name": name,
            "out": sum(one.is_taken_out for one in by_stage.get(stage["pk"], [])),
            "former": _with_taken_out(by_stage.get(stage["pk"], []), average),
            "share": Decimal(stage["share"]),
            "quorum": stage["quorum"],
            "score": score,
            "assignments": by_stage.get(stage["pk"], []),
            "talk": next((one.sheet for one in by_stage.get(stage["pk"], []) if one.stage.has_discussion), None),
            "final": sum(one.excused_at is None and one.sheet.is_final for one in by_stage.get(stage["pk"], [])),
        }
        for stage, score, name in rows
    ]


def _with_taken_out(assignments: list[Assignment], average: Average) -> Decimal | None:
    """What a stage's score would be with the sheets that were taken out of it; nothing where none was."""
    if not any(one.is_taken_out for one in assignments):
        return None
    totals = [one.sheet.total for one in assignments if one.is_taken_out or one.excused_at is None]
    return average([total for total in totals if total is not None])


def _taken_out(request: SignedInRequest, edition: Edition, stages: list[dict[str, Any]]) -> dict[str, Any]:
    """Whether this person may take a locked sheet out, or put one back; each whose juror is in conflict is marked."""
    assignments = [one for stage in stages for one in stage["assignments"]]
    final = next((one for one in assignments if one.sheet.is_final), None)
    if final is None or not request.user.has_perm("judging.exclude_sheet", final):
        return {"may_exclude": False}
    reasons = conflict_reasons(edition, [one.juror for one in assignments])
    for one in assignments:
        one.is_conflicted = one.proposal_id in reasons[one.juror_id]
    return {"may_exclude": True}

"""The ranking and its arithmetic."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Subquery, Window
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions import tiers
from competitions.models import Edition, StageKind
from judging import actions
from judging.forms import RankingFilter
from judging.models import Assignment, Place, Ranking, ScoreSheet

from .loading import get_edition

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A place as the list prints it: `heading` where a tier begins, `tie` in words, `torn` by a cut-off."""

    place: Place
    url: str
    number: int | None
    scores: list[Decimal | None]
    heading: str
    tie: str
    torn: str


@require_safe
def ranking_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_ranking")
    ranking = get_ranking(edition)
    form = RankingFilter(request.GET, edition=edition)
    category = form.category
    context: dict[str, Any] = {"edition": edition, "ranking": ranking, "category": category, "form": form}
    if ranking:
        by_category = category is not None and edition.tiers_per_category
        cutoffs = edition.cutoffs() if by_category or not edition.tiers_per_category else []
        page = Paginator(_places(request, ranking, category), PER_PAGE).get_page(request.GET.get("page"))
        lines = list(_lines(page, ranking, cutoffs, by_category=by_category))
        context |= {
            "page": page,
            "lines": lines,
            "stages": _stage_names(ranking),
            "is_stale": not ranking.is_confirmed and ranking.sheets_now != ranking.sheet_count,
        }
    return render(request, "judging/ranking_detail.html", context)


@require_POST
def ranking_rebuild(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_ranking")
    ranking = actions.rebuild_ranking(edition=edition, by=request.user)
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
    context = {
        "edition": edition,
        "ranking": ranking,
        "place": place,
        "proposal": place.proposal,
        "stages": stages,
        "shares": sum((stage["share"] for stage in stages if stage["score"] is not None), Decimal(0)),
        "tie": tie_in_words(place, ranking) if ranking else "",
        "chain": _chain(place, ranking) if ranking else [],
        "is_sample": place.proposal.is_sample or edition.is_sample,
    }
    return render(request, "judging/place_detail.html", context)


def get_ranking(edition: Edition) -> Any:
    """The latest ranking, with the number of sheets that count now."""
    sheets = ScoreSheet.objects.active().final().filter(assignment__stage__edition=OuterRef("edition"))
    count = sheets.order_by().values("assignment__stage__edition").annotate(n=Count("pk")).values("n")
    rankings = Ranking.objects.annotate(sheets_now=Coalesce(Subquery(count), 0)).filter(edition=edition)
    ranking = rankings.order_by("-pk").first()
    if ranking:
        ranking.edition = edition
    return ranking


def _places(request: SignedInRequest, ranking: Ranking, category: Any) -> Any:
    places = Place.objects.visible_to(request.user).filter(ranking=ranking)
    if category:
        places = places.in_category(category)
    beside = [F("proposal__category"), F("category_place")] if category else [F("place")]
    return places.with_details().annotate(equals=Window(Count("pk"), partition_by=beside))


def _lines(
    page: Iterable[Place], ranking: Ranking, cutoffs: list[tiers.Cutoff], *, by_category: bool
) -> Iterator[Line]:
    before: str | None = None
    here = reverse("judging:ranking-detail", args=[ranking.edition.slug])
    for place in page:
        number = place.category_place if by_category else place.place
        section = _section(number, cutoffs)
        yield Line(
            place=place,
            url=f"{here}{place.proposal_id}/",  # one reversal for all
            number=number,
            scores=_figures(place),
            heading=section if section != before else "",
            tie=tie_in_words(place, ranking),
            torn=_torn(place, number, cutoffs),
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


def _torn(place: Any, number: int | None, cutoffs: list[tiers.Cutoff]) -> str:
    """The tier whose cut-off runs through the middle of this place's equals."""
    if number is None or not place.is_tied:
        return ""
    torn = tiers.straddling({(number, one): number for one in range(place.equals)}, cutoffs)
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
    """The criteria of the latest stage that the proposal reached, then that stage if there was an earlier one."""
    depth = max((index for index, stage in enumerate(place.stage_scores, start=1) if stage), default=0)
    if not depth:
        return []
    latest = ranking.stages[depth - 1]
    return [*latest["criteria"], *([_stage_names(ranking)[depth - 1]] if depth > 1 else [])]


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
        Assignment.objects.filter(proposal=place.proposal_id).select_related("juror", "sheet").order_by("juror__name")
    )
    by_stage: dict[int, list[Assignment]] = {}
    for assignment in sheets:
        by_stage.setdefault(assignment.stage_id, []).append(assignment)
    rows = zip(ranking.stages, _figures(place), _stage_names(ranking), strict=False)
    return [
        {
            "name": name,
            "share": Decimal(stage["share"]),
            "quorum": stage["quorum"],
            "score": score,
            "assignments": by_stage.get(stage["pk"], []),
            "final": sum(one.excused_at is None and one.sheet.is_final for one in by_stage.get(stage["pk"], [])),
        }
        for stage, score, name in rows
    ]

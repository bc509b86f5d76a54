"""What anyone may see: results, winning innovations, and which bodies won. Never a person."""

from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import OPD
from accounts.paging import KeysFirst
from accounts.spreadsheets.export import download, file_kind
from accounts.statements import built_once
from awards.exports import winners_export
from awards.models import Certificate, Publication, Result, SpecialAward
from awards.privacy import without_personal_data
from competitions.models import Edition, Participant
from submissions.models import Innovation, Section

from .loading import typed

GALLERY_PAGE, LIST_PAGE = 24, 50
SUMMARY = "ringkasan"


class Honours(NamedTuple):
    """The winners of one tier, in one category where tiers are cut in each."""

    category: str
    tier: str
    results: list[Result]


@require_safe
@login_not_required
def result_list(request: HttpRequest) -> HttpResponse:
    publications = Publication.objects.current().select_related("edition").order_by("-edition__year", "-pk")
    counted = publications.annotate(
        participants=Count("results"), winners=Count("results", filter=~Q(results__tier=""))
    )
    page = Paginator(counted, LIST_PAGE).get_page(request.GET.get("page"))
    return render(request, "awards/result_list.html", {"page": page})


@require_safe
@login_not_required
def result_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    published = Publication.objects.current().select_related("edition", "plenary__ranking")
    publication = get_object_or_404(published, edition__slug=slug)
    special = publication.edition.special_awards.select_related("holder")
    if kind := file_kind(request):
        return download(kind, winners_export(publication.edition, _honours(publication), special))
    bodies = Innovation.objects.filter(proposals__results__publication=publication).values("opd").distinct()
    context = {
        "publication": publication,
        "edition": publication.edition,
        "honours": _honours(publication),
        "special_awards": special,
        "participants": publication.results.count(),
        "body_count": bodies.count(),
    }
    return render(request, "awards/result_detail.html", context)


def _honours(publication: Publication) -> list[Honours]:
    results = publication.results.winners().with_details()
    edition = publication.edition
    cutoffs = {tier.name: tier.up_to_place for tier in edition.tiers.all()}
    found = [
        Honours(category, tier, list(group))
        for (category, tier), group in groupby(_in_print_order(results, edition), lambda one: _heading(one, edition))
    ]
    numbers = {str(category): category.number for category in edition.categories.all()}
    return sorted(found, key=lambda one: (numbers.get(one.category, 0), cutoffs[one.tier]))


def _in_print_order(results: QuerySet[Result], edition: Edition) -> list[Result]:
    """By place where the tier prints it, else by title: nobody is to read a place from the order."""
    return sorted(results, key=lambda one: (*_heading(one, edition), one.place if one.prints_place else 0, one.title))


def _heading(result: Result, edition: Edition) -> tuple[str, str]:
    return (str(result.category) if edition.tiers_per_category and result.category else "", result.tier)


@require_safe
@login_not_required
def innovation_list(request: HttpRequest) -> HttpResponse:
    """Winning innovations of all published editions, newest first; the filters are part of the address."""
    results = Result.objects.current().winners()
    editions = published_editions()
    edition = next((one for one in editions if one.slug == typed(request, "edisi")), None)
    abbr = typed(request, "opd")
    opd = OPD.objects.filter(abbr=abbr).first() if abbr else None
    query = typed(request, "cari")
    if edition:
        results = results.filter(publication__edition=edition)
    if opd:
        results = results.owned_by(opd)
    if query:
        results = results.filter(
            Q(title__icontains=query) | Q(long_title__icontains=query) | Q(owners__icontains=query)
        )
    place = Case(When(prints_place=True, then="place"), default=None)
    ordered = results.order_by("-publication__edition__year", "-publication", place.asc(nulls_last=True), "title", "pk")
    page = request.GET.get("page")
    context = {
        "page": KeysFirst(ordered, GALLERY_PAGE, read=_with_card).get_page(page),
        "editions": editions,
        "edition_filter": edition,
        "opd_filter": opd,
        "query": query,
    }
    return render(request, "awards/innovation_list.html", context)


@built_once()
def published_editions() -> QuerySet[Edition]:
    return Edition.objects.filter(publications__isnull=False).distinct()


def _with_card(rows: Any) -> Any:
    """With what a card prints, and the address of its page."""
    return rows.select_related("publication__edition", "proposal__innovation").only(
        *("title", "long_title", "owners", "tier"),
        *("publication__edition__short_name", "publication__edition__is_sample"),
        *("proposal__is_sample", "proposal__innovation__id"),
    )


@require_safe
@login_not_required
def innovation_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A winning innovation. Those that did not win, or not yet, have no public page."""
    wins = Result.objects.current().winners().with_details().filter(proposal__innovation=pk)
    results = list(wins.order_by("-publication__edition__year", "-publication"))
    if not results:
        raise Http404
    if request.path != results[0].get_absolute_url():
        return redirect(results[0], permanent=True)
    context = {
        "result": results[0],
        "results": results,
        "summary": _summary(results[0]),
        "certificates": _own_certificates(request, results),
    }
    return render(request, "awards/innovation_detail.html", context)


def _summary(result: Result) -> str:
    sections = Section.objects.filter(proposal=result.proposal_id, template__name__iexact=SUMMARY)
    text = sections.values_list("text", flat=True).first() or ""
    return without_personal_data(text)


def _own_certificates(request: HttpRequest, results: list[Result]) -> list[Certificate]:
    """For people of an owner, and the overseers: the files of these wins."""
    if not request.user.is_authenticated:
        return []
    certificates = Certificate.objects.visible_to(request.user).drawn().filter(result__in=results)
    return list(certificates.order_by("sequence"))


@require_safe
@login_not_required
def opd_list(request: HttpRequest) -> HttpResponse:
    """Which bodies the newest edition calls, and who won before; and how many of their innovations did."""
    wins = Result.objects.current().winners().order_by()
    led = wins.filter(proposal__innovation__opd=OuterRef("pk"))
    shared = wins.filter(proposal__innovation__partnerships__opd=OuterRef("pk"))
    published = Edition.objects.filter(publications__isnull=False)
    special = SpecialAward.objects.filter(edition__in=published, holder=OuterRef("pk")).order_by()
    newest = Edition.objects.opened().values("pk")[:1]
    called = Participant.objects.filter(edition__in=newest, opd=OuterRef("pk"))
    bodies = OPD.objects.annotate(
        wins=_count(led, "proposal__innovation__opd", "proposal__innovation")
        + _count(shared, "proposal__innovation__partnerships__opd", "proposal__innovation"),
        special=_count(special, "holder", "pk"),
    ).filter(Exists(called) | Q(wins__gt=0) | Q(special__gt=0))
    page = Paginator(bodies.order_by(F("wins").desc(), "name"), LIST_PAGE).get_page(request.GET.get("page"))
    return render(request, "awards/opd_list.html", {"page": page})


def _count(rows: QuerySet, owner: str, counted: str) -> Coalesce:
    """How many different things the rows of an owner count, in a subquery of its own."""
    counts = rows.values(owner).annotate(count=Count(counted, distinct=True)).values("count")
    return Coalesce(Subquery(counts), 0)

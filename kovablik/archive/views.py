"""The editions that are over: their results, piagam and ledger stay at hand."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.http import SignedInRequest
from awards.models import Publication
from competitions.models import Edition, Phase

PER_PAGE = 25


@require_safe
def archive_list(request: SignedInRequest) -> HttpResponse:
    """What was published, and what ended without a result; the newest first."""
    published = Exists(Publication.objects.filter(edition=OuterRef("pk")))
    going = Exists(Phase.objects.filter(edition=OuterRef("pk"), closes_at__gt=clock.now()))
    over = Edition.objects.visible_to(request.user).opened().annotate(is_published=published)
    over = over.filter(Q(is_published=True) | ~going).order_by("-year", "-pk")
    page = Paginator(over, PER_PAGE).get_page(request.GET.get("page"))
    may = request.user.has_perm
    context = {
        "page": page,
        "may_certify": may("awards.view_certificates"),
        "may_audit": may("accounts.view_ledger"),
    }
    return render(request, "kovablik/archive/archive_list.html", context)

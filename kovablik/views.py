"""The pages that need all apps: the public front page, signing in to the demo, the gallery of components."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import clock, demo
from accounts.models import DEMO_DOMAIN, User
from accounts.statements import built_once
from awards.models import Publication, Result
from competitions.models import Edition

from .forms import GalleryForm

SHOWN_WINNERS = 10


@require_safe
@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, what runs, who won last, and whether a piagam is genuine."""
    now = clock.now()
    running = next((one for one in newest_editions() if any(phase.closes_at > now for phase in one.phases.all())), None)
    publication = next(iter(latest_publications()), None)
    winners = first_winners(publication=publication.pk) if publication else []
    context = {"edition": running, "now": now, "publication": publication, "winners": winners}
    return render(request, "kovablik/landing.html", context)


@built_once()
def newest_editions() -> QuerySet[Edition]:
    return Edition.objects.opened().with_phases().order_by("-year", "-pk")[:3]


@built_once()
def latest_publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("edition").order_by("-published_at")[:1]


@built_once(publication=int)
def first_winners(publication: int) -> QuerySet[Result]:
    winners = Result.objects.filter(publication=publication).winners().select_related("proposal__innovation")
    return winners.only("title", "owners", "tier", "place", "prints_place", "proposal__innovation__id")[:SHOWN_WINNERS]


@require_POST
@login_not_required
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people with one button. Outside the demo there is no such page."""
    username = request.POST.get("username", "")
    if not settings.DEMO or username not in dict(demo.ACCOUNTS):
        raise Http404
    user = get_object_or_404(User, username=username, email=f"{username}{DEMO_DOMAIN}", is_active=True)
    login(request, user, backend="accounts.adapter.Backend")
    return redirect("home")


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for anyone who builds a page (DEBUG only)."""
    for level in ("info", "success", "warning", "error"):
        getattr(messages, level)(request, f"messages.{level}: usulan Anda sudah dikirim pukul 14.02 WIB.")
    form = GalleryForm({"title": "", "email": "bukan alamat"})
    page = Paginator(range(120), 25).get_page(request.GET.get("page", 2))
    return render(request, "kovablik/gallery.html", {"form": form, "page": page, "now": clock.now()})

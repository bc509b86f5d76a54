"""The pages that need all apps: the public front page, the home of whoever is signed in, the gallery of components."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import clock, demo
from accounts.http import SignedInRequest
from accounts.models import DEMO_DOMAIN, AuditEntry, MembershipRole, Office, User
from awards.models import Publication
from competitions.models import Edition, PhaseKind

from .context import ADMIN, Frame
from .coverage import coverage
from .forms import GalleryForm
from .ledger_words import Line, tell
from .waiting import Waiting

NOTHING_NEW = {"assignment.create", "attachment.add", "attachment.remove", "score.update", "ranking.rebuild"}
RECENT, SEARCHED = 6, 200
SHOWN_WINNERS = 10


@require_safe
@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, what runs, who won last, and whether a piagam is genuine."""
    now = clock.now()
    editions = Edition.objects.opened().with_phases().order_by("-year", "-pk")[:3]
    running = next(
        (edition for edition in editions if any(phase.closes_at > now for phase in edition.phases.all())), None
    )
    publication = Publication.objects.select_related("edition").order_by("-published_at").first()
    winners = (
        publication.results.winners().select_related("proposal__innovation")[:SHOWN_WINNERS] if publication else []
    )
    context = {"edition": running, "now": now, "publication": publication, "winners": winners}
    return render(request, "kovablik/landing.html", context)


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for me, then what happened."""
    frame = Frame(request)
    roles = {part.role for part in frame.parts}
    waiting = Waiting(request.user, roles)
    context = {
        "frame": frame,
        "waiting": waiting,
        "is_admin": ADMIN in roles,
        "is_auditor": Office.AUDITOR in roles,
        "coverage": coverage(waiting.opened) if wants_coverage(roles, waiting) else None,
        "publication": latest_publication() if Office.LEADER in roles else None,
        "happened": happened(roles, waiting),
    }
    return render(request, "kovablik/home.html", context)


def wants_coverage(roles: set[str], waiting: Waiting) -> bool:
    """The leaders always ask who takes part; the secretariat while there is still time to call."""
    return Office.LEADER in roles or (Office.SECRETARIAT in roles and bool(waiting.in_phase(PhaseKind.REGISTRATION)))


def latest_publication() -> Publication | None:
    return Publication.objects.select_related("edition").order_by("-published_at").first()


def happened(roles: set[str], waiting: Waiting) -> list[Line]:
    """The last acts that this person would ask about: on the own proposals, or in the running edition."""
    entries = AuditEntry.objects.order_by("-number")
    if roles & {Office.SECRETARIAT, Office.AUDITOR} and waiting.opened:
        entries = entries.filter(chain=waiting.opened[0].ledger_chain)
    elif roles & {MembershipRole.HEAD, MembershipRole.OPERATOR} and waiting.proposals:
        entries = entries.filter(target__in=[f"submissions.proposal:{proposal.pk}" for proposal in waiting.proposals])
    else:
        return []
    recent = [pk for pk, action in entries.values_list("pk", "action")[:SEARCHED] if action not in NOTHING_NEW]
    return tell(AuditEntry.objects.filter(pk__in=recent[:RECENT]).select_related("actor").order_by("-at", "-number"))


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
    """Every component in every state, for whoever builds a page (DEBUG only)."""
    for level in ("info", "success", "warning", "error"):
        getattr(messages, level)(request, f"messages.{level}: usulan Anda sudah dikirim pukul 14.02 WIB.")
    form = GalleryForm({"title": "", "email": "bukan alamat"})
    page = Paginator(range(120), 25).get_page(request.GET.get("page", 2))
    return render(request, "kovablik/gallery.html", {"form": form, "page": page, "now": clock.now()})

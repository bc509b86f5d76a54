"""Start, close, let go: each on a page that names what is left undone and what becomes of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import Refusal, refusable
from competitions.actions.phase_now import close_phase_now, closed_by_start, left_undone, let_go, start_phase_now
from competitions.forms.schedule import ReasonForm
from competitions.models import Edition, Phase, PhaseKind
from competitions.unfinished import Unfinished, unfinished

from .loading import get_edition
from .schedule import get_phase

MOST_NAMED = 12


@require_http_methods(["GET", "HEAD", "POST"])
def phase_start(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    edition, phase = _load(request, slug, kind)
    closing = closed_by_start(edition, kind)
    context = {"act": "start", "closing": [edition.phase(one) for one in closing]}
    work = unfinished(edition, *closing) if closing else []
    offered = kind in {one.kind for one in edition.startable_phases()}
    return _page(request, phase, work, start_phase_now, _("“%(phase)s” dimulai."), context, offered=offered)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_close(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    edition, phase = _load(request, slug, kind)
    context = {"act": "close", "closing": [phase]}
    work, done = unfinished(edition, kind), _("“%(phase)s” ditutup.")
    return _page(request, phase, work, close_phase_now, done, context, offered=phase.is_running())


@require_http_methods(["GET", "HEAD", "POST"])
def phase_let_go(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    edition, phase = _load(request, slug, kind)
    done = _("Dilanjutkan tanpa yang tertinggal pada “%(phase)s”.")
    work = [one for one in unfinished(edition, kind) if one.is_pressing]
    offered = bool(work) and phase.has_ended() and not phase.let_go_at
    return _page(request, phase, work, let_go, done, {"act": "let_go", "closing": []}, offered=offered)


def _load(request: SignedInRequest, slug: str, kind: str) -> tuple[Edition, Phase]:
    edition = get_edition(request, slug, right="reschedule_edition")
    return edition, get_phase(edition, kind)


def _page(
    request: SignedInRequest,
    phase: Phase,
    work: list[Unfinished],
    act: Callable[..., Any],
    done: str,
    context: dict[str, Any],
    *,
    offered: bool,
) -> HttpResponse:
    """The page, or the act from it. Where what is left changed meanwhile, the page as it is now, the reason kept."""
    if request.method != "POST" and not offered:
        messages.error(request, _("Ini tidak tersedia untuk “%(phase)s” saat ini.") % {"phase": phase})
        return redirect("competitions:phase-list", phase.edition.slug)
    edition, refusal = phase.edition, Refusal()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], request.POST.get("seen")
        with refusable() as refusal:
            act(edition=edition, kind=phase.kind, reason=reason, by=request.user, seen=seen)
            messages.success(request, done % {"phase": PhaseKind(phase.kind).label})
            return redirect("competitions:phase-list", edition.slug)
    context |= {
        "edition": edition,
        "phase": phase,
        "form": form,
        "work": work,
        "losses": ", ".join(one.loss for one in work),
        "seen": left_undone(work),
        "problem": refusal.sentence,
        "most": MOST_NAMED,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "competitions/phase_now.html", context, status=status)

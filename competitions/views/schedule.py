from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.actions.phase_now import close_phase_now, start_phase_now
from competitions.actions.schedule import reschedule, update_phases
from competitions.forms.schedule import CalendarForm, ReasonForm
from competitions.models import Edition, PhaseKind

from .loading import get_edition


@require_safe
def phase_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """All phases with their dates, and what can be done with each."""
    return render(request, "competitions/phase_list.html", calendar_of(get_edition(request, slug)))


def calendar_of(edition: Edition) -> dict[str, Any]:
    return {"edition": edition, "startable": {phase.kind for phase in edition.startable_phases()}}


@require_http_methods(["GET", "HEAD", "POST"])
def phase_update(request: SignedInRequest, slug: str) -> HttpResponse:
    """The calendar: free to change before the opening, with a reason and only ahead after it."""
    edition = get_edition(request, slug)
    right = "reschedule_edition" if edition.is_open else "change_edition"
    if not request.user.has_perm(f"competitions.{right}", edition):
        raise PermissionDenied
    form = CalendarForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            _store(form, edition, request)
            messages.success(request, _("Kalender tersimpan."))
            return redirect("competitions:phase-list", edition.slug)
    return render(request, "competitions/phase_update.html", {"edition": edition, "form": form})


def _store(form: CalendarForm, edition: Edition, request: SignedInRequest) -> None:
    if edition.is_open:
        reason = form.cleaned_data["reason"]
        reschedule(edition=edition, calendar=form.calendar(), reason=reason, by=request.user)
    else:
        update_phases(edition=edition, calendar=form.calendar(), by=request.user)


@require_POST
def phase_start(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    return _now(request, slug, kind, start_phase_now, _("“%(phase)s” dimulai."))


@require_POST
def phase_close(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    return _now(request, slug, kind, close_phase_now, _("“%(phase)s” ditutup."))


def _now(request: SignedInRequest, slug: str, kind: str, act: Callable[..., Edition], done: str) -> HttpResponse:
    edition = get_edition(request, slug, right="reschedule_edition")
    if edition.phase(kind) is None:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refused(request, edition, kind, form)
    with refusable(request):
        act(edition=edition, kind=kind, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, done % {"phase": PhaseKind(kind).label})
    return redirect("competitions:phase-list", edition.slug)


def _refused(request: SignedInRequest, edition: Edition, kind: str, form: ReasonForm) -> HttpResponse:
    """The calendar with the sentence at the field; on top where the act is not offered any more."""
    context = calendar_of(edition)
    if not edition.in_phase(kind) and kind not in context["startable"]:
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect("competitions:phase-list", edition.slug)
    context["refused"] = {"kind": kind, "reason": form["reason"]}
    return render(request, "competitions/phase_list.html", context, status=422)

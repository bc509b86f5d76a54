"""The calendar: all phases; before the opening their dates; after it every change with a reason, shown before."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from competitions.actions.schedule import calendar_token, reschedule, stored_calendar, update_phases
from competitions.forms.schedule import CalendarForm, PhaseTimesForm, ShiftForm
from competitions.holidays import public_holidays, remark
from competitions.mail import letters_ahead
from competitions.models import Edition, Phase, PhaseKind
from competitions.rescheduling import Calendar, PhaseMove, concerned, rescheduling
from competitions.unfinished import unfinished

from .loading import get_edition

YEARS_AHEAD = 3


@require_safe
def phase_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """All phases with their dates, and what can be done with each."""
    return render(request, "competitions/phase_list.html", calendar_of(get_edition(request, slug)))


def calendar_of(edition: Edition) -> dict[str, Any]:
    return {"edition": edition, "startable": {phase.kind for phase in edition.startable_phases()}}


@require_http_methods(["GET", "HEAD", "POST"])
def phase_update(request: SignedInRequest, slug: str) -> HttpResponse:
    """All dates: free to change before the opening, with a reason after it, and then the effect is shown before."""
    edition = get_edition(request, slug)
    right = "reschedule_edition" if edition.is_open else "change_edition"
    if not request.user.has_perm(f"competitions.{right}", edition):
        raise PermissionDenied
    form = CalendarForm(request.POST if request.method == "POST" else None, edition=edition)
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "edit" and form.is_valid():
        if edition.is_open and step != "store":
            return _preview(request, edition, form.calendar(), form.cleaned_data["reason"])
        with refusable_form(form):
            _store(form, edition, request)
            messages.success(request, _("Kalender tersimpan."))
            return redirect("competitions:phase-list", edition.slug)
    if step == "edit":
        form.is_valid()
    context = {"form": form, "seen": calendar_token(edition)}
    return render(request, "competitions/phase_update.html", _with_days_off(edition, context))


@require_http_methods(["GET", "HEAD", "POST"])
def phase_shift(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that lies ahead by so many days, in one act."""
    edition = get_edition(request, slug, right="reschedule_edition")
    form = ShiftForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid():
        return _preview(request, edition, form.calendar(), form.cleaned_data["reason"])
    ahead = [phase for phase in edition.phases.all() if not phase.has_ended()]
    return render(request, "competitions/phase_shift.html", {"edition": edition, "form": form, "ahead": ahead})


@require_http_methods(["GET", "HEAD", "POST"])
def phase_reschedule(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """One phase: put off, prolonged, or opened again for all."""
    edition = get_edition(request, slug, right="reschedule_edition")
    phase = get_phase(edition, kind)
    form = PhaseTimesForm(request.POST if request.method == "POST" else None, edition=edition, phase=phase)
    if request.method == "POST" and form.is_valid():
        return _preview(request, edition, form.calendar(), form.cleaned_data["reason"])
    work = unfinished(edition, kind) if phase.has_ended() else []
    context = {"phase": phase, "form": form, "moments": form.moments(), "work": work}
    return render(request, "competitions/phase_reschedule.html", _with_days_off(edition, context))


def get_phase(edition: Edition, kind: str) -> Phase:
    phase = edition.phase(kind)
    if phase is None:
        raise Http404
    return phase


def _store(form: CalendarForm, edition: Edition, request: SignedInRequest) -> None:
    calendar = form.calendar()
    if edition.is_open:
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        reschedule(edition=edition, calendar=calendar, reason=reason, by=request.user, seen=seen)
    else:
        update_phases(edition=edition, calendar=calendar, by=request.user)


def _with_days_off(edition: Edition, context: dict[str, Any]) -> dict[str, Any]:
    """What the script needs to speak of a date as it is typed."""
    year = clock.today().year
    holidays = json.dumps(public_holidays(range(year, year + YEARS_AHEAD)), ensure_ascii=False)
    return {"edition": edition, "holidays": holidays, "sentence": _("%(day)s pukul %(time)s WIB"), **context}


def _preview(request: SignedInRequest, edition: Edition, calendar: Calendar, reason: str) -> HttpResponse:
    """Each phase from when to when, whom it concerns and what they will read; nothing is stored yet."""
    change = rescheduling(edition, stored_calendar(edition), calendar, clock.now())
    context = {
        "edition": edition,
        "change": change,
        "remarks": [(move, words) for move in change.moves for words in _remarks(move)],
        "ahead": letters_ahead(change, reason, concerned(change, without=request.user)),
        "hidden": _as_typed(calendar),
        "reason": reason,
        "seen": calendar_token(edition),
    }
    return render(request, "competitions/reschedule_preview.html", context)


def _remarks(move: PhaseMove) -> list[str]:
    """Where a new close falls on a day off."""
    words = remark(move.after[1]) if move.after and (move.closes_moved or not move.before) else ""
    return [words] if words else []


def _as_typed(calendar: Calendar) -> list[tuple[str, str]]:
    """A calendar as the fields of its form would send it."""
    return [
        (f"{PhaseKind(kind)}-{boundary}", f"{timezone.localtime(at):%Y-%m-%dT%H:%M:%S}")
        for kind, times in calendar.items()
        for boundary, at in zip(("opens_at", "closes_at"), times, strict=True)
    ]

"""The clock of a turn on the big screen: the server's time, the same on every screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable
from judging.anonymise import hides_in_edition
from judging.models import Slot

from .actions_timer import STEPS, step_slot
from .timetable import agenda_of
from .views import get_slot

WAITING, TALK, INTERVIEW, DONE = "waiting", "talk", "interview", "done"
WORDS: dict[str, Promise] = {
    WAITING: _("Bersiap"),
    TALK: _("Paparan"),
    INTERVIEW: _("Wawancara"),
    DONE: _("Selesai"),
}
NEXT: dict[str, tuple[str, Promise]] = {
    WAITING: ("begin", _("Mulai paparan")),
    TALK: ("interview", _("Lanjut ke wawancara")),
    INTERVIEW: ("end", _("Akhiri giliran")),
}


@dataclass(frozen=True)
class Face:
    """What the clock shows: the part that runs, until when, and the step that comes next."""

    part: str
    begins: datetime | None
    deadline: datetime | None
    minutes: int

    @property
    def word(self) -> Promise:
        return WORDS[self.part]

    @property
    def runs(self) -> bool:
        return self.part in (TALK, INTERVIEW)


def face_of(slot: Slot) -> Face:
    session = slot.session
    if slot.ended_at:
        return Face(DONE, slot.began_at, None, 0)
    if slot.interview_at:
        return _running(INTERVIEW, slot.interview_at, session.interview_minutes)
    if slot.began_at:
        return _running(TALK, slot.began_at, session.talk_minutes)
    return Face(WAITING, None, None, session.talk_minutes)


def _running(part: str, begins: datetime, minutes: int) -> Face:
    return Face(part, begins, begins + timedelta(minutes=minutes), minutes)


def next_step(slot: Slot, face: Face) -> tuple[str, str | Promise]:
    """What the one button does; a session without interviews ends after the talk."""
    if face.part == TALK and not slot.session.interview_minutes:
        return NEXT[INTERVIEW]
    return NEXT.get(face.part, ("", ""))


@never_cache
@require_safe
def timer_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _screen(request, get_slot(request, slug, pk), "judging/presentations/timer_detail.html")


@never_cache
@require_safe
def timer_state(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """For a screen that asks every few seconds: nothing while it shows the latest (204)."""
    slot = get_slot(request, slug, pk)
    if request.GET.get("kunci") == slot.key:
        return HttpResponse(status=204)
    return _screen(request, slot, "judging/presentations/_timer.html")


@require_POST
def timer_step(request: SignedInRequest, slug: str, pk: int, step: str) -> HttpResponse:
    slot, problem = get_slot(request, slug, pk), ""
    if step not in STEPS:
        raise Http404
    if not request.user.has_perm("judging.run_turn", slot):
        raise PermissionDenied
    with refusable() as refusal:
        step_slot(slot=slot, step=step, by=request.user)
    problem = refusal.sentence
    if request.htmx or problem:
        template = "judging/presentations/_timer.html" if request.htmx else "judging/presentations/timer_detail.html"
        return _screen(request, get_slot(request, slug, pk), template, problem=problem)
    return redirect("judging:timer-detail", slug, pk)


def _screen(request: SignedInRequest, slot: Slot, template: str, *, problem: str = "") -> HttpResponse:
    face, agenda = face_of(slot), agenda_of(slot.stage)
    lines = [line for part in agenda.parts for line in part.lines if part.session.pk == slot.session_id]
    at = next(index for index, line in enumerate(lines) if line.slot.pk == slot.pk)
    step, step_word = next_step(slot, face)
    following = lines[at + 1].slot if at + 1 < len(lines) else None
    may_follow = following is not None and request.user.has_perm("judging.view_turn", _on_stage(following, slot))
    context = {
        "edition": slot.stage.edition,
        "slot": slot,
        "face": face,
        "step": step,
        "step_word": step_word,
        "out": lines[at].out,
        "following": following if may_follow else None,
        "count": len(lines),
        "may_run": request.user.has_perm("judging.run_turn", slot),
        "may_arrange": request.user.has_perm("judging.view_agenda", slot.stage),
        "hides": hides_in_edition(request.user, slot.stage.edition),
        "problem": problem,
        "fills_screen": True,  # it is thrown on a wall
    }
    return render(request, template, context)


def _on_stage(following: Slot, slot: Slot) -> Slot:
    following.stage = slot.stage
    return following

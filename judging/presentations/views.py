"""The presentations: sessions, the agenda, and what each person may see of it."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition, Stage, StageKind
from judging.anonymise import hides_in_edition
from judging.entrants import entrants, is_first
from judging.loading import get_stage
from judging.models import Promotion, Session, Slot, conflicted_proposal_ids
from submissions.models import Proposal

from .actions import create_session, delete_session, draw_agenda, move_slot, shift_slot, update_session
from .actions_timer import note_attendance
from .forms import AttendanceForm, SessionForm, SlotMoveForm
from .ics import calendar
from .timetable import agenda_of, jurors_of, slots_of


@require_safe
def session_list(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    return _agenda_page(request, get_meeting(request, slug, stage_pk))


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    stage = get_meeting(request, slug, stage_pk, right="arrange_agenda")
    last = stage.sessions.order_by("-starts_at").first()
    initial = {name: getattr(last, name) for name in SessionForm.Meta.fields} if last else {}
    form = SessionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form, places=form.PLACES):
            create_session(stage=stage, facts=form.facts(), by=request.user)
            messages.success(request, _("Sesi tersimpan."))
            return redirect("judging:session-list", slug, stage_pk)
    return _session_page(request, stage, form)


@require_http_methods(["GET", "HEAD", "POST"])
def session_update(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    session = get_session(request, slug, pk, right="arrange_agenda")
    form = SessionForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form, places=form.PLACES):
            update_session(session=session, facts=form.facts(), by=request.user)
            messages.success(request, _("Sesi tersimpan."))
            return redirect("judging:session-list", slug, session.stage_id)
    return _session_page(request, session.stage, form, session=session)


@require_POST
def session_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    session = get_session(request, slug, pk, right="arrange_agenda")
    return _act(
        request,
        session.stage,
        lambda: delete_session(session=session, by=request.user),
        _("Sesi dihapus."),
    )


@require_POST
def agenda_draw(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    stage = get_meeting(request, slug, stage_pk, right="arrange_agenda")
    return _act(request, stage, lambda: draw_agenda(stage=stage, by=request.user), _("Agenda tersusun."))


@require_POST
def slot_raise(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    slot = _arranged(request, slug, pk)
    return _act(request, slot.stage, lambda: shift_slot(slot=slot, down=False, by=request.user), anchor=slot)


@require_POST
def slot_lower(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    slot = _arranged(request, slug, pk)
    return _act(request, slot.stage, lambda: shift_slot(slot=slot, down=True, by=request.user), anchor=slot)


@require_POST
def slot_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    slot = _arranged(request, slug, pk)
    form = SlotMoveForm(request.POST, slot=slot)
    if not form.is_valid():
        messages.error(request, _("Pilih sesi tujuan dari daftar."))
        return redirect("judging:session-list", slug, slot.stage_id)
    session = form.cleaned_data["session"]
    return _act(request, slot.stage, lambda: move_slot(slot=slot, session=session, by=request.user), anchor=slot)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_update(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Who was in the room for a turn; anyone who had to leave is not asked about."""
    slot = get_slot(request, slug, pk)
    if not request.user.has_perm("judging.view_agenda", slot.stage):
        raise PermissionDenied
    may_note = request.user.has_perm("judging.note_attendance", slot)
    line = next(line for part in agenda_of(slot.stage).parts for line in part.lines if line.slot.pk == slot.pk)
    out = {juror.pk for juror in line.out}
    jurors = [juror for juror in jurors_of(slot.stage) if juror.pk not in out]
    form = AttendanceForm(request.POST if request.method == "POST" else None, jurors=jurors, slot=slot)
    if request.method == "POST" and form.is_valid():
        note_attendance(slot=slot, present=form.present(), by=request.user)
        messages.success(request, _("Kehadiran tersimpan."))
        return redirect("judging:session-list", slug, slot.stage_id)
    context = {
        "edition": slot.stage.edition,
        "slot": slot,
        "form": form,
        "out": line.out,
        "may_note": may_note,
        "noted": slot.attendance.order_by("-noted_at").first(),
    }
    return render(request, "judging/presentations/slot_attendance.html", context)


@require_safe
def session_calendar(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    session = get_session(request, slug, pk)
    slots = slots_of(session.stage).filter(session=session)
    return ics(slots, name=f"{session.place}", file=f"sesi-{session.pk}", words=_with_owner)


@require_safe
def agenda_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """A juror's own schedule: where somebody else's turn is none of theirs, only that they leave the room."""
    edition, stages = _own_stages(request, slug)
    away = conflicted_proposal_ids(request.user)
    hides = hides_in_edition(request.user, edition)
    lines = [{"slot": slot, "is_out": slot.proposal_id in away} for stage in stages for slot in slots_of(stage)]
    context = {"edition": edition, "lines": lines, "hides": hides}
    return render(request, "judging/presentations/session_own.html", context)


@require_safe
def agenda_calendar(request: SignedInRequest, slug: str) -> HttpResponse:
    edition, stages = _own_stages(request, slug)
    away = conflicted_proposal_ids(request.user)
    slots = [slot for stage in stages for slot in slots_of(stage) if slot.proposal_id not in away]
    hides = hides_in_edition(request.user, edition)
    words = (lambda slot: str(slot.proposal)) if hides else _with_owner
    return ics(slots, name=str(edition), file=f"jadwal-{edition.slug}", words=words)


@require_safe
def slot_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """An agency's own turns, once it was told that it goes on."""
    edition, slots = _own_slots(request, slug)
    return render(request, "judging/presentations/slot_list.html", {"edition": edition, "slots": slots})


@require_safe
def slot_calendar(request: SignedInRequest, slug: str) -> HttpResponse:
    edition, slots = _own_slots(request, slug)
    return ics(slots, name=str(edition), file=f"presentasi-{edition.slug}", words=_as_own)


def get_meeting(request: SignedInRequest, slug: str, stage_pk: int, *, right: str = "") -> Stage:
    """A stage of presentations, if this person may see its agenda; else 403, and 404 where there are none."""
    stage = get_stage(request, slug, stage_pk)
    if stage.kind != StageKind.PRESENTATION:
        raise Http404
    for name in ("view_agenda", right):
        if name and not request.user.has_perm(f"judging.{name}", stage):
            raise PermissionDenied
    return stage


def get_session(request: SignedInRequest, slug: str, pk: int, *, right: str = "") -> Session:
    session = get_object_or_404(Session, pk=pk, stage__edition__slug=slug)
    session.stage = get_meeting(request, slug, session.stage_id, right=right)
    return session


def get_slot(request: SignedInRequest, slug: str, pk: int) -> Slot:
    """A turn that this person may know of: for a juror in conflict there is none."""
    slots = Slot.objects.select_related("session", "proposal__innovation__opd")
    slot = get_object_or_404(slots, pk=pk, stage__edition__slug=slug)
    slot.stage = get_stage(request, slug, slot.stage_id)
    if not request.user.has_perm("judging.view_turn", slot):
        raise Http404
    return slot


def ics(slots: Iterable[Slot], *, name: str, file: str, words: Callable[[Slot], str]) -> HttpResponse:
    response = HttpResponse(calendar(slots, name=name, words=words), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return response


def _with_owner(slot: Slot) -> str:
    return f"{slot.proposal} · {slot.proposal.innovation.opd.abbr}"


def _as_own(slot: Slot) -> str:
    return _("Presentasi “%(title)s”") % {"title": slot.proposal}


def _arranged(request: SignedInRequest, slug: str, pk: int) -> Slot:
    slot = get_slot(request, slug, pk)
    for name in ("view_agenda", "arrange_agenda"):
        if not request.user.has_perm(f"judging.{name}", slot.stage):
            raise PermissionDenied
    return slot


def _own_stages(request: SignedInRequest, slug: str) -> tuple[Edition, list[Stage]]:
    """The stages of presentations that this person sits in; without any there is no such page."""
    editions = Edition.objects.visible_to(request.user).prefetch_related("phases", "stages")
    edition = get_object_or_404(editions, slug=slug)
    stages = [stage for stage in edition.stages.all() if request.user.has_perm("judging.view_own_agenda", stage)]
    if not stages:
        raise Http404
    for stage in stages:
        stage.edition = edition
    return edition, stages


def _own_slots(request: SignedInRequest, slug: str) -> tuple[Edition, list[Slot]]:
    if not request.user.opd_roles:
        raise Http404
    editions = Edition.objects.visible_to(request.user).prefetch_related("phases", "stages")
    edition = get_object_or_404(editions, slug=slug)
    stages = [stage for stage in edition.stages.all() if stage.kind == StageKind.PRESENTATION]
    own = Proposal.objects.of_bodies(list(request.user.opd_roles)).filter(edition=edition)
    told = set(
        Promotion.objects.filter(stage__in=stages, proposal__in=own, told_at__isnull=False).values_list(
            "stage", "proposal"
        )
    )
    return edition, [
        slot
        for stage in stages
        for slot in slots_of(stage).filter(proposal__in=own)
        if is_first(stage) or (stage.pk, slot.proposal_id) in told
    ]


def _act(
    request: SignedInRequest,
    stage: Stage,
    act: Callable[[], object],
    done: str = "",
    *,
    anchor: Slot | None = None,
) -> HttpResponse:
    """Do it and go back to the agenda, where the message says what came of it."""
    with refusable(request):
        act()
        if done:
            messages.success(request, done)
    response = redirect("judging:session-list", stage.edition.slug, stage.pk)
    if anchor is not None:
        response["Location"] += f"#giliran-{anchor.pk}"
    return response


def _agenda_page(request: SignedInRequest, stage: Stage) -> HttpResponse:
    agenda = agenda_of(stage)
    placed = {slot.proposal_id for slot in agenda.slots}
    waiting = list(
        entrants(stage).exclude(pk__in=placed).order_by("innovation__title").select_related("innovation__opd")
    )
    context = {
        "edition": stage.edition,
        "stage": stage,
        "agenda": agenda,
        "waiting": waiting,
        "room": sum(max(0, part.room_left) for part in agenda.parts),
        "may_arrange": request.user.has_perm("judging.arrange_agenda", stage),
        "may_note": request.user.has_perm("judging.view_agenda", stage),
    }
    return render(request, "judging/presentations/session_list.html", context)


def _session_page(
    request: SignedInRequest, stage: Stage, form: SessionForm, *, session: Session | None = None
) -> HttpResponse:
    context = {"edition": stage.edition, "stage": stage, "form": form, "session": session}
    return render(request, "judging/presentations/session_form.html", context, status=422 if form.errors else 200)

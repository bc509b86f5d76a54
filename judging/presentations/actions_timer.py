"""A presentation as it runs: its clock, and who was in the room."""

from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from competitions.locks import lock_edition
from judging.models import Attendance, Slot

STEPS = ("begin", "interview", "end", "reset")


@transaction.atomic
def step_slot(*, slot: Slot, step: str, by: User) -> Slot:
    """Start the talk, go on to the interview, end the turn, or take a false start back.

    A step that is done already is left as it is: two screens may press the same button.
    """
    edition = lock_edition(slot.stage.edition_id)
    slot = Slot.objects.select_related("session", "stage__edition").get(pk=slot.pk)
    if not by.has_perm("judging.run_turn", slot):
        raise PermissionDenied
    before = _as_data(slot)
    DOINGS[step](slot)
    after = _as_data(slot)
    if after == before:
        return slot
    slot.save(update_fields=["began_at", "interview_at", "ended_at"])

    ledger.record(f"slot.{step}", slot, by=by, chain=edition.ledger_chain, before=before, after=after)
    return slot


@transaction.atomic
def note_attendance(*, slot: Slot, present: Mapping[int | None, bool], by: User) -> int:
    """Who was there: by the key of the juror, None for the agency's head. Returns how many notes changed."""
    edition = lock_edition(slot.stage.edition_id)
    slot = Slot.objects.select_related("stage__edition").get(pk=slot.pk)
    if not by.has_perm("judging.note_attendance", slot):
        raise PermissionDenied
    before: dict[int | None, bool] = {note.juror_id: note.is_present for note in slot.attendance.all()}
    changed = {juror: there for juror, there in present.items() if before.get(juror) is not there}
    for juror, there in changed.items():
        Attendance.objects.update_or_create(
            slot=slot,
            juror_id=juror,
            defaults={"is_present": there, "noted_at": clock.now(), "noted_by": by},
        )
    events = (
        ledger.Event("attendance.note", slot, by, before=_note(juror, before.get(juror)), after=_note(juror, there))
        for juror, there in changed.items()
    )
    ledger.record_all(events, chain=edition.ledger_chain)
    return len(changed)


def _begin(slot: Slot) -> None:
    if slot.began_at is not None:
        return
    running = Slot.objects.filter(session=slot.session_id, began_at__isnull=False, ended_at=None).exclude(pk=slot.pk)
    if other := running.select_related("proposal__innovation").first():
        raise ValidationError(
            _("Giliran %(number)d masih berjalan di sesi ini. Akhiri dahulu.") % {"number": other.number}
        )
    slot.began_at = clock.now()


def _interview(slot: Slot) -> None:
    if slot.began_at is None:
        raise ValidationError(_("Paparan belum dimulai."))
    if slot.interview_at is None and slot.ended_at is None:
        slot.interview_at = clock.now()


def _end(slot: Slot) -> None:
    if slot.began_at is None:
        raise ValidationError(_("Paparan belum dimulai."))
    if slot.ended_at is None:
        slot.ended_at = clock.now()


def _reset(slot: Slot) -> None:
    slot.began_at = slot.interview_at = slot.ended_at = None


DOINGS: dict[str, Callable[[Slot], None]] = {
    "begin": _begin,
    "interview": _interview,
    "end": _end,
    "reset": _reset,
}


def _as_data(slot: Slot) -> dict[str, str | None]:
    moments = (("began_at", slot.began_at), ("interview_at", slot.interview_at), ("ended_at", slot.ended_at))
    return {name: moment.isoformat() if moment else None for name, moment in moments}


def _note(juror: int | None, is_present: object) -> dict[str, object]:
    return {"juror": juror, "is_present": is_present}

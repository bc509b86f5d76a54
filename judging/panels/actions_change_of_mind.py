"""An answer that changes: a declined seat offered again or taken after all, an accepted one given back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from judging.locks import lock_assignments, lock_panels
from judging.models import Answer, Assignment, Seat, SeatRole, conflict_reasons
from judging.ranking_build import ask_for_ranking

from .actions_seat import UNWILLING, free_sheets
from .mail import send_seat_declined, send_seat_invitation, send_seat_retaken


@transaction.atomic
def offer_again(*, seat: Seat, reason: str, by: User) -> Seat:
    """Ask somebody once more who declined, as long as nobody took the seat; what was freed with it is there again."""
    lock_panels(seat.panel.stage.edition, by)
    seat = _held(seat)
    if seat.answer != Answer.DECLINED:
        raise ValidationError(_("%(user)s tidak menolak undangan ini.") % {"user": seat.user})
    reason = _reason(reason)
    _refuse_taken(seat)
    seat.answer, seat.answered_at, seat.decline_reason, seat.invited_at = "", None, "", clock.now()
    seat.save(update_fields=["answer", "answered_at", "decline_reason", "invited_at"])
    _record(seat, "seat.offer", _sheets_back(seat), note=reason, by=by)
    enqueue(send_seat_invitation, seat.pk)
    return seat


@transaction.atomic
def take_seat_after_all(*, seat: Seat, by: User) -> Seat:
    """The juror who declined is willing now, as long as nobody took the seat."""
    seat = _own(seat, Answer.DECLINED, by)
    _refuse_taken(seat)
    seat.answer, seat.answered_at, seat.decline_reason = Answer.ACCEPTED, clock.now(), ""
    seat.save(update_fields=["answer", "answered_at", "decline_reason"])
    _record(seat, "seat.accept", _sheets_back(seat), by=by)
    enqueue(send_seat_retaken, seat.pk)
    return seat


@transaction.atomic
def give_seat_back(*, seat: Seat, reason: str, by: User) -> Seat:
    """The juror who was willing cannot after all. What is open is excused, what was locked stays counted."""
    seat = _own(seat, Answer.ACCEPTED, by)
    reason = _reason(reason)
    seat.answer, seat.answered_at, seat.decline_reason = Answer.DECLINED, clock.now(), reason
    seat.save(update_fields=["answer", "answered_at", "decline_reason"])
    freed = free_sheets(seat)
    edition = seat.panel.stage.edition
    events = [ledger.Event("seat.decline", seat, by, note=reason)]
    events += [ledger.Event("assignment.excuse", one, by, after=one.as_data(), note=UNWILLING) for one in freed]
    ledger.record_all(events, chain=edition.ledger_chain)
    if freed:
        ask_for_ranking(edition.pk)
    enqueue(send_seat_declined, seat.pk)
    return seat


def _held(seat: Seat) -> Seat:
    return lock(Seat.objects.select_related("user", "body", "panel__stage__edition"), seat.pk)


def _own(seat: Seat, answer: str, by: User) -> Seat:
    """The own seat, held with its edition, with this answer; a second press finds another and is told so."""
    lock_edition(seat.panel.stage.edition_id)
    seat = _held(seat)
    if not by.has_perm("judging.change_answer", seat):
        raise PermissionDenied
    if seat.answer != answer:
        raise ValidationError(_("Jawaban Anda sudah berubah. Muat ulang halaman ini."), code="answered")
    return seat


def _reason(typed: str) -> str:
    if not typed.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    return typed.strip()


def _refuse_taken(seat: Seat) -> None:
    """What stands on a declined seat: who replaced it, or leads the panel instead."""
    successor = Seat.objects.standing().filter(replaces=seat).select_related("user").first()
    if successor:
        raise ValidationError(
            _("Juri ini sudah digantikan %(user)s. Keluarkan dahulu penggantinya dari panel.")
            % {"user": successor.user}
        )
    chairs = seat.panel.seats.standing().filter(role=SeatRole.CHAIR).exclude(pk=seat.pk).select_related("user")
    if seat.role == SeatRole.CHAIR and (chair := chairs.first()):
        raise ValidationError(_("Panel ini sudah dipimpin %(chair)s.") % {"chair": chair.user})


def _sheets_back(seat: Seat) -> list[Assignment]:
    """The open sheets that were freed because the seat was declined, less those that are in conflict by now."""
    if seat.role != SeatRole.MEMBER:
        return []
    stage = seat.panel.stage
    conflicts = conflict_reasons(stage.edition, [seat.user])[seat.user_id]
    freed = Assignment.objects.freed().filter(stage=stage, juror=seat.user, excuse=UNWILLING)
    back = list(lock_assignments(freed.exclude(proposal__in=list(conflicts))))
    for assignment in back:
        assignment.excused_at, assignment.excuse = None, ""
    Assignment.objects.bulk_update(back, ["excused_at", "excuse"])
    return back


def _record(seat: Seat, action: str, back: list[Assignment], *, by: User, note: str = "") -> None:
    edition = seat.panel.stage.edition
    events = [ledger.Event(action, seat, by, note=note)]
    events += [
        ledger.Event("assignment.restore", one, by, after=one.as_data(), note="Undangan diterima.") for one in back
    ]
    ledger.record_all(events, chain=edition.ledger_chain)
    if back:
        ask_for_ranking(edition.pk)

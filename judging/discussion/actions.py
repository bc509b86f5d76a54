"""What jurors say to each other about a proposal, and what the chair takes to the plenary."""

from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from judging.locks import lock_sheet
from judging.models import AgendaMark, Message, ScoreSheet

MESSAGE_LIMIT = 4_000
NOTE_LIMIT = 300
ECHO = timedelta(minutes=2)  # the same words of the same person within this time are one message sent twice


@transaction.atomic
def write_message(*, sheet: ScoreSheet, text: str, by: User) -> Message:
    """Add to the discussion of the sheet's proposal. What was said stays: nothing is edited or taken away."""
    sheet = lock_sheet(sheet.pk)
    if not by.has_perm("judging.write_talk", sheet):
        raise PermissionDenied
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Tulis pesannya dahulu.")})
    if len(text) > MESSAGE_LIMIT:
        too_long = _("Pesan ini %(count)d karakter; paling banyak %(limit)d.")
        raise ValidationError({"text": too_long % {"count": len(text), "limit": MESSAGE_LIMIT}})
    if echo := _said_already(sheet, text, by):
        return echo

    place = {"stage": sheet.assignment.stage, "proposal": sheet.assignment.proposal}
    message = Message.objects.create(**place, author=by, text=text)
    after = {**_as_data(message), "sha256": sha256(text.encode()).hexdigest()}
    ledger.record("message.create", message, by=by, chain=sheet.assignment.stage.edition.ledger_chain, after=after)
    return message


@transaction.atomic
def mark_for_plenary(*, sheet: ScoreSheet, note: str, by: User) -> AgendaMark:
    """Put the proposal on the plenary's list, with what there is to discuss. Marked once; the note says why."""
    sheet = lock_sheet(sheet.pk)
    if not by.has_perm("judging.mark_agenda", sheet):
        raise PermissionDenied
    note = " ".join(note.split())
    if not note:
        raise ValidationError({"note": _("Tuliskan apa yang perlu dibahas pleno.")})
    if len(note) > NOTE_LIMIT:
        raise ValidationError({"note": _("Paling banyak %(limit)d karakter.") % {"limit": NOTE_LIMIT}})

    place = {"stage": sheet.assignment.stage, "proposal": sheet.assignment.proposal}
    mark, is_new = AgendaMark.objects.get_or_create(**place, defaults={"note": note, "marked_by": by})
    if not is_new and mark.note != note:
        raise ValidationError({"note": _("Usulan ini sudah ditandai. Hapus tandanya dahulu untuk menggantinya.")})
    if not is_new:
        return mark
    after = {**_as_data(mark), "note": note}
    ledger.record("agenda_mark.create", mark, by=by, chain=sheet.assignment.stage.edition.ledger_chain, after=after)
    return mark


@transaction.atomic
def unmark_for_plenary(*, sheet: ScoreSheet, by: User) -> None:
    """Take the proposal off the plenary's list; one that is not on it stays off."""
    sheet = lock_sheet(sheet.pk)
    if not by.has_perm("judging.mark_agenda", sheet):
        raise PermissionDenied
    place = {"stage": sheet.assignment.stage_id, "proposal": sheet.assignment.proposal_id}
    mark = AgendaMark.objects.filter(**place).first()
    if mark is None:
        return
    before = {**_as_data(mark), "note": mark.note}
    ledger.record("agenda_mark.delete", mark, by=by, chain=sheet.assignment.stage.edition.ledger_chain, before=before)
    mark.delete()


def _said_already(sheet: ScoreSheet, text: str, by: User) -> Message | None:
    place = {"stage": sheet.assignment.stage_id, "proposal": sheet.assignment.proposal_id}
    last = Message.objects.filter(**place, author=by).order_by("-pk").first()
    return last if last and last.text == text and last.created_at > clock.now() - ECHO else None


def _as_data(row: Message | AgendaMark) -> dict[str, int]:
    return {"stage": row.stage_id, "proposal": row.proposal_id}

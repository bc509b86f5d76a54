"""The panel of one stage taken over to another in one act, with one letter to each juror."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.models import Stage
from judging.locks import lock_panels
from judging.models import Answer, Panel, Seat, SeatRole

from .mail import send_seats_taken_over


@transaction.atomic
def take_over_panel(*, panel: Panel, stage: Stage, seats: Collection[int] | None = None, by: User) -> list[Seat]:
    """Seat the jurors of a panel, or these of its seats, in the panel of the same name of another stage.

    Body, part and expertise come along. Whoever accepted a seat of the edition has accepted this one; who did not
    answer yet is asked for all at once. Anyone who sits there already stays as they are: a second press adds nobody.
    """
    edition = lock_panels(panel.stage.edition, by)
    if stage.edition_id != edition.pk or stage.pk == panel.stage_id:
        raise ValidationError({"stage": _("Pilih tahap lain dari edisi ini.")})
    chosen = panel.seats.standing().select_related("user", "body").prefetch_related("expertise").order_by("pk")
    chosen = chosen if seats is None else chosen.filter(pk__in=seats)
    target, is_new = Panel.objects.get_or_create(stage=stage, name=panel.name)
    there = set(target.seats.values_list("user", flat=True))
    has_chair = target.seats.standing().filter(role=SeatRole.CHAIR).exists()
    wanted = [one for one in chosen if one.user_id not in there and not (one.role == SeatRole.CHAIR and has_chair)]
    if not wanted:
        raise ValidationError(_("Tidak ada juri yang perlu dibawa: semuanya sudah duduk di panel itu."))
    willing = _willing(edition.pk)
    new = [_again(one, target, is_willing=one.user_id in willing) for one in wanted]

    events = [_created(target, by)] if is_new else []
    events += [ledger.Event("seat.create", seat, by, after=_as_data(seat)) for seat in new]
    entries = ledger.record_all(events, chain=edition.ledger_chain)
    for seat in new:
        enqueue(send_seats_taken_over, edition.pk, seat.user_id, entries[0].pk)
    return new


def _willing(edition_id: int) -> set[int]:
    accepted = Seat.objects.filter(panel__stage__edition=edition_id, answer=Answer.ACCEPTED)
    return set(accepted.values_list("user", flat=True))


def _again(seat: Seat, panel: Panel, *, is_willing: bool) -> Seat:
    new = Seat(panel=panel, user=seat.user, role=seat.role, body=seat.body, invited_at=clock.now())
    if is_willing:
        new.answer, new.answered_at = Answer.ACCEPTED, clock.now()
    new.save()
    new.expertise.set(seat.expertise.all())
    return new


def _created(panel: Panel, by: User) -> ledger.Event:
    return ledger.Event("panel.create", panel, by, after={"name": panel.name, "stage": panel.stage.kind})


def _as_data(seat: Seat) -> dict[str, object]:
    expertise = sorted(category.pk for category in seat.expertise.all())
    return {
        "panel": seat.panel_id,
        "user": seat.user_id,
        "role": seat.role,
        "body": seat.body.code,
        "answer": seat.answer,
        "expertise": expertise,
    }

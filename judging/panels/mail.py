"""Letters about seats: the invitation to the juror, and to the secretariat that somebody declined."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver
from accounts.models import Appointment, Office, User
from accounts.queue import task
from judging.entrants import entrants
from judging.models import Answer, Assignment, Seat, SeatRole, conflicted_proposal_ids


@task("judging.send_seat_invitation")
def send_seat_invitation(seat_id: int) -> None:
    """Ask the juror; nobody who answered meanwhile, and once for each time the seat was offered."""
    seat = _seats().filter(pk=seat_id, answer="").first()
    if seat is None or seat.invited_at is None:
        return
    stage = seat.panel.stage
    context = {
        "seat": seat,
        "phase": stage.edition.phase(stage.kind),
        "asked": asked_of(seat),
        "address": address(reverse("judging:seat-list")),
    }
    subject = _("Undangan menjadi juri %(edition)s") % {"edition": stage.edition}
    key = f"seat:{seat.pk}:{seat.invited_at:%Y%m%d%H%M%S}"
    template = "judging/panels/mail/seat_invitation"
    deliver(key, [seat.user], subject, template, context, chain=stage.edition.ledger_chain, about=seat)


@task("judging.send_seat_declined")
def send_seat_declined(seat_id: int) -> None:
    """Tell the secretariat that a seat is empty. The reason, which may be private, stands on the page alone."""
    seat = _seats().filter(pk=seat_id, answer=Answer.DECLINED).first()
    if seat is None:
        return
    edition = seat.panel.stage.edition
    context = {
        "seat": seat,
        "role": Office.SECRETARIAT.label,
        "address": address(reverse("judging:seat-detail", args=[edition.slug, seat.pk])),
    }
    subject = _("Seorang juri %(edition)s tidak bersedia") % {"edition": edition}
    key, template = f"seat-declined:{seat.pk}:{seat.answered_at:%Y%m%d%H%M%S}", "judging/panels/mail/seat_declined"
    deliver(key, secretariat(), subject, template, context, chain=edition.ledger_chain, about=seat)


@task("judging.send_seats_taken_over")
def send_seats_taken_over(edition_id: int, user_id: int, entry_id: int) -> None:
    """One letter that lists every seat of a juror in an edition, and asks only who has not answered yet."""
    seats = list(_seats().filter(panel__stage__edition=edition_id, user=user_id).standing().order_by("pk"))
    if not seats:
        return
    edition = seats[0].panel.stage.edition
    context = {
        "edition": edition,
        "rows": [{"seat": seat, "phase": edition.phase(seat.panel.stage.kind)} for seat in seats],
        "is_asked": any(not seat.answer for seat in seats),
        "role": _("Juri"),
        "address": address(reverse("judging:seat-list")),
    }
    subject = _("Kursi Anda sebagai juri %(edition)s") % {"edition": edition}
    key, template = f"seats:{edition_id}:{entry_id}", "judging/panels/mail/seats_taken_over"
    deliver(key, [seats[0].user], subject, template, context, chain=edition.ledger_chain, about=edition)


@task("judging.send_seat_retaken")
def send_seat_retaken(seat_id: int) -> None:
    """Tell the secretariat that somebody who had declined is willing after all."""
    seat = _seats().filter(pk=seat_id, answer=Answer.ACCEPTED).first()
    if seat is None:
        return
    edition = seat.panel.stage.edition
    context = {
        "seat": seat,
        "role": Office.SECRETARIAT.label,
        "address": address(reverse("judging:seat-detail", args=[edition.slug, seat.pk])),
    }
    subject = _("Seorang juri %(edition)s kini bersedia") % {"edition": edition}
    key, template = f"seat-retaken:{seat.pk}:{seat.answered_at:%Y%m%d%H%M%S}", "judging/panels/mail/seat_retaken"
    deliver(key, secretariat(), subject, template, context, chain=edition.ledger_chain, about=seat)


def asked_of(seat: Seat) -> int:
    """How many proposals the juror is to judge as far as is known: what was assigned, else a fair share.

    Nothing that the juror must not touch is counted; a chair who is no member judges none.
    """
    stage, conflicted = seat.panel.stage, conflicted_proposal_ids(seat.user)
    if seat.role != SeatRole.MEMBER:
        return 0
    mine = Assignment.objects.active().filter(stage=stage, juror=seat.user).exclude(proposal__in=conflicted).count()
    if mine:
        return mine
    count = entrants(stage).exclude(pk__in=conflicted).count()
    if stage.jurors_per_proposal is None:
        return count
    standing = Seat.objects.standing().filter(panel__stage=stage, role=SeatRole.MEMBER)
    members = standing.values("user").distinct().count() or 1
    return min(count, -(-count * stage.jurors_per_proposal // members))


def _seats() -> Any:
    return Seat.objects.select_related("user", "panel__stage__edition").prefetch_related(
        "panel__stage__edition__phases"
    )


def secretariat() -> list[User]:
    """Those who hold the office now: they hear what a juror decided."""
    holders = Appointment.objects.current().filter(role=Office.SECRETARIAT).values("user")
    return list(User.objects.filter(pk__in=holders))

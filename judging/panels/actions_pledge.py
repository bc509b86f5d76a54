"""The integrity pledge: accepted once by each juror of an edition, and drawn as a paper."""

import hmac

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock_all, lock_free
from accounts.models import User
from accounts.queue import enqueue, task
from competitions.locks import lock_edition
from competitions.models import Edition
from judging.models import Answer, Pledge, Seat

from .pledge_text import fingerprint, pledge_text


@transaction.atomic
def accept_pledge(*, edition: Edition, user: User, by: User, shown: str = "") -> Pledge:
    """Keep the pledge word for word; who pledges is willing to sit, too. A second time changes nothing.

    `shown` is the SHA-256 of the text that was read: another text than that is not accepted unread.
    """
    edition = lock_edition(edition.pk)
    if by != user or not by.has_perm("judging.accept_pledge", edition):
        raise PermissionDenied
    if given := Pledge.objects.filter(edition=edition, user=user).first():
        return given
    now = clock.now()
    text = pledge_text(edition, user, now)
    if shown and not hmac.compare_digest(shown.encode(), fingerprint(text).encode()):
        raise ValidationError(_("Isi pakta berubah sejak halaman ini dibuka. Bacalah kembali."), code="changed")

    pledge = Pledge.objects.create(edition=edition, user=user, text=text, sha256=fingerprint(text), accepted_at=now)

    events = [ledger.Event("pledge.accept", pledge, by, after={"sha256": pledge.sha256})]
    events += [ledger.Event("seat.accept", seat, by) for seat in _willing(edition, user)]
    ledger.record_all(events, chain=edition.ledger_chain)
    enqueue(draw_pledge, pledge.pk)
    return pledge


def _willing(edition: Edition, user: User) -> list[Seat]:
    """The seats that had no answer yet; now they have."""
    seats = lock_all(Seat.objects.filter(panel__stage__edition=edition, user=user, answer=""))
    for seat in seats:
        seat.answer, seat.answered_at = Answer.ACCEPTED, clock.now()
    Seat.objects.bulk_update(seats, ["answer", "answered_at"])
    return seats


@task("judging.draw_pledge")
@transaction.atomic
def draw_pledge(pledge_id: int) -> bool:
    """Draw the paper from the row unless it is there; say whether it was done now. A lost one is drawn again."""
    from .pledge_pdf import pledge_pdf  # noqa: PLC0415  only the worker draws

    pledge = lock_free(Pledge.objects.select_related("edition", "user").filter(pk=pledge_id)).first()
    if pledge is None or (pledge.pdf and pledge.pdf.storage.exists(pledge.pdf.name)):
        return False
    storage, name = pledge.pdf.storage, pledge.pdf.field.generate_filename(pledge, "")
    storage.delete(name)  # what a killed drawing left half-written
    pledge.pdf.save("", ContentFile(pledge_pdf(pledge)), save=False)
    pledge.save(update_fields=["pdf"])
    return True

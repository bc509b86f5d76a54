"""Say which bodies an edition calls to take part: freely while it is made, with a reason once it is open."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.locks import lock_all
from accounts.models import OPD, User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Edition, Participant
from competitions.participation import ties
from competitions.published import refuse_published

from .mail import send_called, send_released


@transaction.atomic
def add_participants(*, edition: Edition, opds: Collection[int], by: User, reason: str = "") -> int:
    """Call these bodies too, and tell them in an edition that is open; returns how many were not called yet."""
    edition = _held(edition, by, reason)
    new = list(OPD.objects.filter(pk__in=opds).exclude(participations__edition=edition).order_by("pk"))
    if not new:
        raise ValidationError(_("Tidak ada yang ditambahkan: semua yang dipilih sudah menjadi peserta."))
    Participant.objects.bulk_create(Participant(edition=edition, opd=opd) for opd in new)
    after = {"participants": [opd.pk for opd in new]}
    entry = ledger.record(
        "participant.add", edition, by=by, chain=edition.ledger_chain, after=after, note=reason.strip()
    )
    if edition.is_open:
        enqueue(send_called, edition.pk, after["participants"], entry.pk)
    return len(new)


@transaction.atomic
def remove_participants(*, edition: Edition, opds: Collection[int], by: User, reason: str = "") -> int:
    """Call these bodies no longer. Refuses, saying what it is, when something of one of them stands in the edition.

    The rows are held first: who enters for a body holds its row too, so that one of the two comes after the other.
    """
    edition = _held(edition, by, reason)
    rows = lock_all(edition.participants.filter(opd__in=opds))
    if not rows:
        raise ValidationError(_("Tidak ada yang dikeluarkan: yang dipilih bukan peserta lagi."))
    gone = [row.opd_id for row in rows]
    if bound := ties(edition, gone):
        raise ValidationError([ValidationError(sentence, code="tied") for sentence in bound.values()])
    Participant.objects.filter(pk__in=[row.pk for row in rows]).delete()
    before = {"participants": gone}
    entry = ledger.record(
        "participant.remove", edition, by=by, chain=edition.ledger_chain, before=before, note=reason.strip()
    )
    if edition.is_open:
        enqueue(send_released, edition.pk, gone, entry.pk)
    return len(gone)


def _held(edition: Edition, by: User, reason: str) -> Edition:
    edition = lock_edition(edition.pk)
    if not by.has_perm("competitions.change_participants", edition):
        raise PermissionDenied
    refuse_published(edition)
    if edition.is_open and not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    return edition

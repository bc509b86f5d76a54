"""What is done to accounts and their e-mail outside of the administrator's pages: inviting, sending again."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.locks import lock, lock_all

from . import clock, ledger
from .invitations import invite, may_be_invited
from .models import Delivery, User
from .outbox import is_reached, send_waiting
from .queue import enqueue

AGAIN = ["try_at", "sent_at", "refused_at", "address", "problem", "attempts"]
WHY_NOT_AGAIN = {
    False: _("Tidak ada yang perlu dikirim lagi: semuanya sudah terkirim ke alamat yang sekarang."),
    True: _("Penerimanya tidak dapat dihubungi: akunnya tidak aktif atau tanpa alamat e-mail."),
}


@transaction.atomic
def invite_again(*, user: User, by: User) -> None:
    """Send the invitation of somebody who has set no password yet."""
    user = lock(User.objects.all(), user.pk, no_key=True)
    if not by.has_perm("accounts.invite_user"):
        raise PermissionDenied
    if not may_be_invited(user):
        raise ValidationError(_("Orang ini tidak memerlukan undangan: kata sandinya sudah ada atau akunnya nonaktif."))
    ledger.record("user.invite", user, by=by)
    invite(user)


@transaction.atomic
def send_again(*, letters: Iterable[Delivery], by: User) -> int:
    """Put e-mails that did not arrive back into the outbox, to the address that each reader has now; says how many.

    What was sent meanwhile stays as it is. Refuses with the reason when none is left to send.
    """
    if not by.has_perm("accounts.send_mail_again"):
        raise PermissionDenied
    rows = lock_all(Delivery.objects.filter(pk__in=[letter.pk for letter in letters]).select_related("reader"))
    wanted = [row for row in rows if row.may_go_again]
    reached = [row for row in wanted if is_reached(row.reader)]
    if not reached:
        raise ValidationError(WHY_NOT_AGAIN[bool(wanted)])
    for row in reached:
        row.try_at, row.sent_at, row.refused_at = clock.now(), None, None
        row.address, row.problem, row.attempts = row.reader.email, "", 0
    Delivery.objects.bulk_update(reached, AGAIN)

    for chain in sorted({row.chain for row in reached}):
        events = [ledger.Event("mail.send_again", row, by) for row in reached if row.chain == chain]
        ledger.record_all(events, chain=chain or ledger.GENERAL)
    enqueue(send_waiting)
    return len(reached)

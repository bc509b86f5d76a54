"""Delete an edition that nobody but its makers ever saw."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts import ledger, policy
from accounts.locks import lock
from accounts.mail import deliver
from accounts.models import AuditEntry, User
from accounts.queue import enqueue, task
from competitions.drafts import rows_that_go, who_heard
from competitions.models import Edition

from .edition import identity_of

NAMED = ("name", "short_name", "organiser", "government")  # what its last entry still says of it


@transaction.atomic
def delete_edition(*, edition: Edition, reason: str, by: User) -> None:
    """Delete a draft with all its parts, and tell those who were asked to judge in it.

    What was done to it stays readable: its chain keeps its entries and ends with this one, and the general ledger says
    which chain that is.
    """
    chain = edition.ledger_chain
    edition = lock(Edition.objects.all(), edition.pk)
    policy.require("competitions.delete_edition", by, edition)
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    readers = [user.pk for user in who_heard(edition)]
    before = {name: value for name, value in identity_of(edition).items() if name in NAMED}
    for where in (chain, ledger.GENERAL):
        entry = ledger.record("edition.delete", edition, by=by, chain=where, before=before, note=reason.strip())
    _remove(edition)
    if readers:
        enqueue(send_deleted, readers, entry.pk)


def _remove(edition: Edition) -> None:
    try:
        for rows in rows_that_go(edition):
            rows.delete()
        edition.stages.all().delete()  # they protect the rubrics
        edition.delete()
    except ProtectedError as error:
        kinds = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
        sentence = _("Edisi ini tidak dapat dihapus selama masih memuat: %(kinds)s.")
        raise ValidationError(sentence, params={"kinds": ", ".join(kinds)}) from error


@task("competitions.send_deleted")
def send_deleted(user_ids: list[int], entry_id: int) -> None:
    """Tell people that an edition in which they were to take part will not be."""
    entry = AuditEntry.objects.get(pk=entry_id)
    gone: Any = entry.before
    context = {"edition": gone, "reason": entry.note, "role": _("Juri")}
    subject = _("%(edition)s dibatalkan") % {"edition": gone["short_name"]}
    people = User.objects.filter(pk__in=user_ids)
    deliver(f"edition-deleted:{entry_id}", people, subject, "competitions/mail/edition_deleted", context)

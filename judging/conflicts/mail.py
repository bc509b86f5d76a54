"""E-mails about a conflict that was taken back: to the juror, or from the juror to the secretariat."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver
from accounts.models import AuditEntry, User
from accounts.queue import task
from competitions.models import Edition
from judging.panels.mail import secretariat


@task("judging.send_conflict_removed")
def send_conflict_removed(entry_id: int, juror_id: int, edition_id: int, count: int) -> None:
    """Tell the juror why, and how many sheets came back; never which, for another conflict may hide them."""
    entry, juror = AuditEntry.objects.get(pk=entry_id), User.objects.get(pk=juror_id)
    edition = Edition.objects.get(pk=edition_id)
    context = {
        "edition": edition,
        "reason": entry.note,
        "count": count,
        "role": _("Juri"),
        "address": address(reverse("judging:conflict-declare", args=[edition.slug])),
    }
    subject = _("%(edition)s: satu benturan kepentingan Anda dihapus") % {"edition": edition}
    key, template = f"conflict-removed:{entry.pk}", "judging/conflicts/mail/removed"
    deliver(key, [juror], subject, template, context, chain=edition.ledger_chain, about=edition)


@task("judging.send_conflict_withdrawn")
def send_conflict_withdrawn(entry_id: int, juror_id: int, edition_id: int) -> None:
    """Tell the secretariat, who decides whether the juror gets the freed sheets again."""
    entry, juror = AuditEntry.objects.get(pk=entry_id), User.objects.get(pk=juror_id)
    edition = Edition.objects.get(pk=edition_id)
    context = {
        "edition": edition,
        "juror": juror,
        "reason": entry.note,
        "role": _("Bagian Organisasi"),
        "address": address(reverse("judging:assignment-list", args=[edition.slug])),
    }
    subject = _("%(juror)s menarik kembali benturan kepentingannya") % {"juror": juror}
    key, template = f"conflict-withdrawn:{entry.pk}", "judging/conflicts/mail/withdrawn"
    deliver(key, secretariat(), subject, template, context, chain=edition.ledger_chain, about=edition)

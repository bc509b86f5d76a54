"""The letter about a calendar that was changed: one for each reader, with all that moved."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import Mailing, address, post
from accounts.mail_ahead import MailAhead, mail_ahead
from accounts.models import AuditEntry
from accounts.queue import task

from .calendar import Times
from .models import Edition, PhaseKind
from .rescheduling import ConcernedReaders, Rescheduling, concerned, rescheduling

TEMPLATE = "competitions/mail/rescheduled"


@task("competitions.send_rescheduled_mail")
def send_rescheduled_mail(entry_id: int) -> None:
    """Tell those concerned what moved from when to when, and why, as the ledger has it."""
    entry = AuditEntry.objects.select_related("actor").get(pk=entry_id)
    edition = Edition.objects.with_phases().get(pk=int(entry.target.rpartition(":")[2]))
    change = rescheduling(edition, read_calendar(entry.before or {}), read_calendar(entry.after or {}), entry.at)
    for group in concerned(change, without=entry.actor):
        post(letter(change, entry.note, group, key=f"reschedule:{entry.pk}"))


def subject(change: Rescheduling) -> str:
    facts: dict[str, object] = {"edition": change.edition}
    if len(change.moves) == 1:
        facts["phase"] = change.moves[0].kind.label
        return _("Jadwal “%(phase)s” %(edition)s berubah") % facts
    return _("Jadwal %(edition)s berubah") % facts


def letter(change: Rescheduling, reason: str, group: ConcernedReaders, key: str = "reschedule") -> Mailing:
    """What goes to these readers; the page shows the same before it goes out."""
    context = {
        "edition": change.edition,
        "change": change,
        "reason": reason,
        "agency": group.agency,
        "role": group.role,
        "address": address(reverse("home")),
    }
    chain = change.edition.ledger_chain
    return Mailing(key, group.users, subject(change), TEMPLATE, context, chain, [change.edition])


def letters_ahead(change: Rescheduling, reason: str, groups: Iterable[ConcernedReaders]) -> MailAhead:
    """Who is written to, and the letter as the first gets it."""
    return mail_ahead(lambda: [letter(change, reason, group) for group in groups])


def read_calendar(stored: Mapping[str, list[str]]) -> dict[PhaseKind, Times]:
    """A calendar as the ledger keeps it."""
    times = {kind: [datetime.fromisoformat(at) for at in pair] for kind, pair in stored.items()}
    return {PhaseKind(kind): (pair[0], pair[1]) for kind, pair in times.items()}

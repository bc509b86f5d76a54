"""Reminding agencies of what they still owe an edition."""

from collections.abc import Iterable, Iterator, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.addressees import reachable
from accounts.formats import wib
from accounts.mail import Mailing
from accounts.models import OPD, MembershipRole, User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Edition
from submissions.models import Reached, Reminder
from submissions.outstanding import Owed, owed

from .mail import reminder_mailing, send_reminder


@transaction.atomic
def remind(*, edition: Edition, opds: Iterable[int], by: User) -> list[Reminder]:
    """Write to those of these agencies that still owe something and were not written to today.

    The first reminder goes to the operators; each later one to the head as well, and so does the first where
    nobody but the head can act. Refuses with the reason when nobody is left to write to.
    """
    edition = lock_edition(edition.pk)
    if not by.has_perm("submissions.remind_opd", edition):
        raise PermissionDenied(_("Pengingat dikirim Bagian Organisasi selama pendaftaran dan seleksi administrasi."))
    wanted, last, left, due = _due(edition, opds)
    if not due:
        raise ValidationError(_why_nobody(wanted, left, last), code="nobody")

    reminders = Reminder.objects.bulk_create(
        Reminder(edition=edition, opd_id=opd, reached=reached, sent_at=clock.now(), sent_by=by)
        for opd, reached in due.items()
    )
    events = (
        ledger.Event("reminder.send", row, by, after={"opd": row.opd_id, "reached": row.reached}) for row in reminders
    )
    ledger.record_all(events, chain=edition.ledger_chain)
    for row in reminders:
        enqueue(send_reminder, row.pk)
    return reminders


def mailings_ahead(edition: Edition, opds: Iterable[int]) -> Iterator[Mailing]:
    """What reminding these agencies would send now."""
    _wanted, _last, left, due = _due(edition, opds)
    people: dict[int, dict[User, None]] = {}
    for member in reachable(due).select_related("user"):
        if member.role == MembershipRole.OPERATOR or due[member.opd_id] == Reached.HEADS:
            people.setdefault(member.opd_id, {})[member.user] = None
    bodies = OPD.objects.in_bulk(due)
    for opd in due:
        yield reminder_mailing(edition, bodies[opd], left[opd], list(people.get(opd, ())))


def _due(
    edition: Edition, opds: Iterable[int]
) -> tuple[list[int], dict[int, Reminder], dict[int, list[Owed]], dict[int, Reached]]:
    """Which are wanted, when each was reminded last, what each still owes, and whom it reaches where it is due."""
    wanted = list(dict.fromkeys(opds))
    last = {row.opd_id: row for row in Reminder.objects.filter(edition=edition, opd__in=wanted)}
    left = owed(edition, wanted)
    reached = {opd: reach(left.get(opd, []), last.get(opd), roles) for opd, roles in _roles(wanted).items()}
    due = [opd for opd in wanted if opd in left and opd in reached and not _was_today(last.get(opd))]
    return wanted, last, left, {opd: reached[opd] for opd in due}


def reach(left: list[Owed], last: Reminder | None, roles: set[str]) -> Reached:
    """Whom the next reminder goes to: first those who write, then the head too."""
    only_head = MembershipRole.OPERATOR not in roles or (bool(left) and all(thing.waits_for_head for thing in left))
    return Reached.HEADS if last or only_head else Reached.OPERATORS


def _roles(opds: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for opd, role in reachable(opds).values_list("opd", "role"):
        found.setdefault(opd, set()).add(role)
    return found


def _was_today(last: Reminder | None) -> bool:
    return last is not None and timezone.localdate(last.sent_at) == clock.today()


def _why_nobody(wanted: list[int], left: Mapping[int, list[Owed]], last: Mapping[int, Reminder]) -> str:
    if len(wanted) != 1:
        return str(_("Tidak ada OPD yang perlu diingatkan hari ini."))
    opd = wanted[0]
    if opd not in left:
        return str(_("OPD ini tidak menunggak apa pun, atau waktunya sudah lewat."))
    if _was_today(last.get(opd)):
        return str(
            _("Sudah diingatkan %(when)s; pengingat berikutnya paling cepat besok.") % {"when": wib(last[opd].sent_at)}
        )
    return str(_("Tidak ada operator atau kepala OPD yang beralamat e-mail; lengkapi keanggotaannya."))

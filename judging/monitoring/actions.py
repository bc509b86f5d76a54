"""Reminding jurors of the sheets that they still owe."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.formats import wib
from accounts.mail import Mailing
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Stage
from judging.models import Nudge

from .mail import nudge_mailing, send_nudge
from .progress import owed_by


@transaction.atomic
def nudge_jurors(*, stage: Stage, jurors: Iterable[int] | None = None, by: User) -> list[Nudge]:
    """Write to those of these jurors (to all without a choice) who owe a sheet and were not written to today.

    What became a conflict is neither counted nor reminded of. Refuses with the reason when nobody is left.
    """
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.nudge_juror", stage):
        raise PermissionDenied
    chosen = None if jurors is None else list(jurors)
    owed, last, due = _due(stage, chosen)
    if not due:
        raise ValidationError(_why_nobody(chosen, owed, last), code="nobody")

    nudges = Nudge.objects.bulk_create(
        Nudge(stage=stage, juror_id=pk, open_sheets=owed[pk], sent_at=clock.now(), sent_by=by) for pk in due
    )

    events = (
        ledger.Event("nudge.send", row, by, after={"juror": row.juror_id, "open_sheets": row.open_sheets})
        for row in nudges
    )
    ledger.record_all(events, chain=edition.ledger_chain)
    for row in nudges:
        enqueue(send_nudge, row.pk)
    return nudges


def mailings_ahead(stage: Stage) -> Iterator[Mailing]:
    """What reminding all of a stage's jurors would send now."""
    owed, _last, due = _due(stage, None)
    jurors = User.objects.in_bulk(due)
    for pk in due:
        yield nudge_mailing(stage, jurors[pk], owed[pk])


def _due(stage: Stage, chosen: list[int] | None) -> tuple[dict[int, int], dict[int, Nudge], list[int]]:
    """How much each owes, when each was reminded last, and who of them was not written to today."""
    owed = owed_by(stage, chosen)
    last = {nudge.juror_id: nudge for nudge in stage.nudges.filter(juror__in=owed).order_by("pk")}
    return owed, last, [pk for pk in sorted(owed) if not _was_today(last.get(pk))]


def _was_today(last: Nudge | None) -> bool:
    return last is not None and timezone.localdate(last.sent_at) == clock.today()


def _why_nobody(chosen: list[int] | None, owed: dict[int, int], last: dict[int, Nudge]) -> str:
    if chosen is None or len(chosen) != 1:
        return _("Tidak ada juri yang perlu diingatkan hari ini.")
    if chosen[0] not in owed:
        return _("Juri ini tidak memegang lembar yang masih terbuka.")
    when = wib(last[chosen[0]].sent_at)
    return _("Sudah diingatkan %(when)s; pengingat berikutnya paling cepat besok.") % {"when": when}

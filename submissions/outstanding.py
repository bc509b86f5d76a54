"""What an agency still owes an edition while it can still be done: the reason for a reminder, and its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.formats import wib
from competitions.models import Edition

from .deadline import Windows
from .models import EDITABLE, Partnership, Proposal, State


@dataclass(frozen=True)
class Owed:
    """One thing that only this agency can bring on, and until when. Without a proposal it is the first one."""

    until: datetime
    proposal: Proposal | None = None
    filled: int = 0
    asked: int = 0

    @property
    def waits_for_head(self) -> bool:
        return self.proposal is not None and self.proposal.state == State.HANDED

    def __str__(self) -> str:
        if self.proposal is None:
            return _("Belum ada usulan dari OPD Anda. Pendaftaran ditutup %(until)s.") % {"until": wib(self.until)}
        facts = {"title": self.proposal, "filled": self.filled, "asked": self.asked, "until": wib(self.until)}
        return SENTENCES[State(self.proposal.state)]() % facts


SENTENCES = {  # called when the letter is written, so that each is in the language of its reader
    State.DRAFT: lambda: _(
        "Usulan “%(title)s” masih draf: %(filled)d dari %(asked)d bagian terisi. Kirimkan sebelum %(until)s."
    ),
    State.HANDED: lambda: _("Usulan “%(title)s” menunggu kepala OPD: periksa dan kirimkan sebelum %(until)s."),
    State.RETURNED: lambda: _(
        "Usulan “%(title)s” dikembalikan verifikator: perbaiki dan kirimkan lagi sebelum %(until)s."
    ),
}


def owed(edition: Edition, opd_ids: Iterable[int]) -> dict[int, list[Owed]]:
    """For each of these agencies what it still owes; those that owe nothing are left out."""
    opd_ids, windows = list(opd_ids), Windows(edition)
    entered = Proposal.objects.filter(edition=edition).exclude(state=State.WITHDRAWN)
    rows = entered.filter(innovation__opd__in=opd_ids, state__in=EDITABLE).select_related("innovation").with_progress()
    found: dict[int, list[Owed]] = {}
    for row in rows.order_by("innovation__title"):
        opd = row.innovation.opd_id
        if until := windows.until(opd, row.state, was_sent=row.was_sent, mend_until=row.mend_until):
            found.setdefault(opd, []).append(Owed(until, row, *progress_of(row)))
    taking_part = {*entered.filter(innovation__opd__in=opd_ids).values_list("innovation__opd", flat=True).order_by()}
    taking_part |= set(partners_in(entered).filter(opd__in=opd_ids).values_list("opd", flat=True))
    for opd in edition.participants.filter(opd__in=opd_ids).values_list("opd", flat=True):
        if opd not in taking_part and (until := windows.entering(opd)):
            found[opd] = [Owed(until)]
    return found


def progress_of(row: Any) -> tuple[int, int]:
    """What `with_progress` counted."""
    return row.filled, row.asked


def partners_in(proposals: QuerySet[Proposal]) -> QuerySet[Partnership]:
    """The parts that other bodies have in these proposals and did not deny."""
    innovations = proposals.order_by().values("innovation")
    return Partnership.objects.filter(innovation__in=innovations).exclude(is_confirmed=False).order_by()

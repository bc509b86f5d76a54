"""The ledger of an edition as a file: in words, with the hashes that bind it."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from accounts.spreadsheets.export import Cell, Export

from .words import LedgerLine, tell

MANY = 500  # told together, in a query for each kind of thing they name


def ledger_export(title: str, entries: QuerySet[AuditEntry], chosen: str) -> Export:
    """The entries that a filter left, in the order of the page."""
    columns = [_("No."), _("Waktu"), _("Oleh"), _("Perbuatan"), _("Objek"), _("Perubahan"), _("Catatan"), _("Hash")]
    return Export(title, columns, _rows(entries), chosen)


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[Cell]]:
    found = entries.iterator(MANY)
    while batch := list(islice(found, MANY)):
        for line in tell(batch):
            yield _row(line)


def _row(line: LedgerLine) -> list[Cell]:
    entry, changes = line.entry, (f"{one.label}: {one.before} → {one.after}" for one in line.changes)
    by = str(entry.actor) if entry.actor else _("Sistem")
    return [entry.number, entry.at, by, line.action, line.target, "; ".join(changes), entry.note, entry.hash]

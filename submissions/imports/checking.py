"""Rows and what exists already, brought together: what would be stored, and all that stands against it."""

from collections.abc import Iterator
from contextlib import suppress

from django.utils.translation import gettext as _

from accounts.spreadsheets.preview import CellProblem, PreviewLine
from accounts.spreadsheets.reading import MOST_ROWS
from accounts.spreadsheets.values import WrongCellError, folded

from .agencies import check_agencies
from .columns import AGENCIES, INNOVATIONS, PEOPLE
from .existing import ExistingRows, take
from .innovations import check_innovations
from .people import check_people
from .preview import ImportPlan
from .reading import ImportReading, Table
from .values import cleaned


def check(reading: ImportReading, *, is_locked: bool = False) -> ImportPlan:
    """Check a whole file against the present state, in a number of queries that does not grow with its rows."""
    typed = (_typed(reading, key) for key in ("email", "nip", "opd"))
    snapshot = take(*typed, is_locked=is_locked)
    return check_against(reading, snapshot)


def _typed(reading: ImportReading, key: str) -> Iterator[str]:
    """What a column holds, as far as it can be read."""
    for table in reading.tables:
        for row in table.rows:
            with suppress(WrongCellError):
                yield cleaned(key, row.values.get(key))


def check_against(reading: ImportReading, snapshot: ExistingRows) -> ImportPlan:
    """Without a query: a reading and a snapshot in, a plan out."""
    plan = ImportPlan()
    tables = {table.sheet.key: table for table in reading.tables}
    for found in reading.tables:
        _check_table(found, plan)
    plan.notices += [_("Lembar “%(title)s” tidak dibaca.") % {"title": title} for title in reading.unread]
    named = _agencies(reading, snapshot)
    if table := tables.get(AGENCIES.key):
        check_agencies(table, snapshot, plan, named)
    if table := tables.get(PEOPLE.key):
        check_people(table, snapshot, plan, named)
    if table := tables.get(INNOVATIONS.key):
        check_innovations(table, snapshot, plan, named)
    return plan


def _agencies(reading: ImportReading, snapshot: ExistingRows) -> dict[str, str]:
    """The abbreviations that rows may name: those that exist, and those of the file even where their row is wrong."""
    typed = {folded(abbr): abbr for abbr in _typed(reading, "abbr") if abbr}
    return typed | {key: known.abbr for key, known in snapshot.agencies.items()}


def _check_table(table: Table, plan: ImportPlan) -> None:
    """What is wrong with a sheet as a whole stands at its headings."""
    line = PreviewLine(table.heading, _("Baris judul"), table.sheet.title)
    for column in table.missing:
        line.problems.append(CellProblem(column.heading, "", _("Kolom ini tidak ada.")))
    for heading in table.doubled:
        line.problems.append(CellProblem(heading, "", _("Kolom ini ada lebih dari satu.")))
    if table.has_too_many:
        sentence = _("Lebih dari %(most)d baris. Bagi menjadi beberapa berkas.") % {"most": MOST_ROWS}
        line.problems.append(CellProblem("", "", sentence))
    if line.problems:
        plan.lines.append(line)
    if table.ignored:
        names = {"title": table.sheet.title, "columns": ", ".join(table.ignored)}
        plan.notices.append(_("Lembar %(title)s: kolom yang tidak dikenal dilewati: %(columns)s.") % names)
    if table.examples:
        names = {"title": table.sheet.title, "count": str(table.examples)}
        plan.notices.append(_("Lembar %(title)s: baris contoh dilewati (%(count)s).") % names)

"""Rows and what exists already, brought together: what would be stored, and all that stands against it."""

from collections.abc import Iterator, Mapping
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


def check(reading: ImportReading, *, is_locked: bool = False, answers: Mapping[int, str] | None = None) -> ImportPlan:
    """Check a whole file against the present state, in a number of queries that does not grow with its rows."""
    typed = (_typed(reading, key) for key in ("email", "nip", "opd", "name"))
    snapshot = take(*typed, is_locked=is_locked)
    snapshot.answers = answers or {}
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
    snapshot.names = {folded(known.name): key for key, known in snapshot.agencies.items()} | _names(reading)
    return typed | {key: known.abbr for key, known in snapshot.agencies.items()}


def _names(reading: ImportReading) -> dict[str, str]:
    """The names of the bodies that come with the file, each with the key of its abbreviation."""
    found = {}
    for table in reading.tables:
        for row in table.rows if table.sheet is AGENCIES else ():
            with suppress(WrongCellError):
                found[folded(cleaned("name", row.values.get("name")))] = folded(cleaned("abbr", row.values.get("abbr")))
    return {name: key for name, key in found.items() if name and key}


def _heading_problems(table: Table) -> Iterator[CellProblem]:
    """One cause, one sentence: a sheet whose headings are nowhere lacks not each of its columns."""
    if table.missing and not table.places:
        names = ", ".join(column.heading for column in table.missing)
        yield CellProblem("", "", _("Judul kolomnya tidak ditemukan: %(names)s.") % {"names": names})
    for column in table.missing if table.places else ():
        yield CellProblem(column.heading, "", _("Kolom ini tidak ada."))
    for heading in table.doubled:
        yield CellProblem(heading, "", _("Kolom ini ada lebih dari satu."))
    if table.has_too_many:
        yield CellProblem("", "", _("Lebih dari %(most)d baris. Bagi menjadi beberapa berkas.") % {"most": MOST_ROWS})


def _check_table(table: Table, plan: ImportPlan) -> None:
    """What is wrong with a sheet as a whole stands at its headings."""
    line = PreviewLine(table.heading, _("Baris judul"), table.sheet.title)
    line.problems += _heading_problems(table)
    if line.problems:
        plan.lines.append(line)
    if table.ignored:
        names = {"title": table.sheet.title, "columns": ", ".join(table.ignored)}
        plan.notices.append(_("Lembar %(title)s: kolom yang tidak dikenal dilewati: %(columns)s.") % names)
    if table.beneath:
        names = {"title": table.sheet.title, "count": str(table.beneath)}
        plan.notices.append(_("Lembar %(title)s: baris di bawah tabel dilewati (%(count)s).") % names)
    if table.examples:
        names = {"title": table.sheet.title, "count": str(table.examples)}
        plan.notices.append(_("Lembar %(title)s: baris contoh dilewati (%(count)s).") % names)

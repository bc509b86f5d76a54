"""From an XLSX to the rows of its three sheets. Nothing is stored here, and nothing is asked of the database.

A file that cannot be read is refused as a whole (UnfitWorkbookError); what a single cell holds is judged by the check.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.reading import MOST_ROWS, Formula, SheetRow, open_pages
from accounts.spreadsheets.values import folded

from .columns import EXAMPLE, GUIDE, SHEETS, Column, ImportSheet


@dataclass
class Table:
    """What was found of one sheet. Without its required columns it has no rows."""

    sheet: ImportSheet
    rows: list[SheetRow] = field(default_factory=list)
    heading: int = 1  # the number of the row with the headings
    missing: list[Column] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    examples: int = 0
    has_too_many: bool = False


@dataclass
class ImportReading:
    tables: list[Table] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # titles of sheets that are none of ours


def read(file: BinaryIO) -> ImportReading:
    """The rows of an open file, or UnfitWorkbookError, which may also be “no_sheet”."""
    reading, known = ImportReading(), {folded(sheet.title): sheet for sheet in SHEETS}
    with open_pages(file) as pages:
        for page in pages:
            if sheet := known.pop(folded(page.title), None):
                reading.tables.append(_read_table(sheet, page.rows))
            elif folded(page.title) != folded(GUIDE):
                reading.unread.append(page.title)
    if not reading.tables:
        raise UnfitWorkbookError("no_sheet")
    reading.tables.sort(key=lambda table: SHEETS.index(table.sheet))
    return reading


def _read_table(sheet: ImportSheet, rows: Iterator[tuple[int, list[Any]]]) -> Table:
    """The first filled row holds the headings; the others are data, but for empty ones and examples."""
    table = Table(sheet)
    table.heading, headings = next(rows, (1, []))
    places = _places(table, headings)
    if table.missing or table.doubled:
        return table
    for number, cells in rows:
        values = {key: _result(cells[place]) for key, place in places.items()}
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in values.values()):
            continue
        if _is_example(values):
            table.examples += 1
        elif len(table.rows) == MOST_ROWS:
            table.has_too_many = True
            break
        else:
            table.rows.append(SheetRow(number, values))
    return table


def _result(cell: Any) -> Any:
    """What a formula came to counts as typed; one that was never calculated is left to the check."""
    return cell.result if isinstance(cell, Formula) and cell.result is not None else cell


def _places(table: Table, headings: list[Any]) -> dict[str, int]:
    """Where each column stands. Notes what is missing, what is stored twice, and what is none of ours."""
    known = {folded(name): column for column in table.sheet.columns for name in (column.heading, *column.others)}
    places: dict[str, int] = {}
    for place, heading in enumerate(map(_result, headings)):
        text = str(heading).strip() if heading is not None and not isinstance(heading, Formula) else ""
        column = known.get(folded(text.rstrip("*")))
        if column is None:
            table.ignored += [text[:60]] if text else []
        elif column.key in places:
            table.doubled.append(column.heading)
        else:
            places[column.key] = place
    table.missing = [column for column in table.sheet.columns if column.is_required and column.key not in places]
    return places


def _is_example(values: dict[str, Any]) -> bool:
    first = next((value for value in values.values() if value is not None), "")
    return isinstance(first, str) and folded(first).startswith(EXAMPLE)

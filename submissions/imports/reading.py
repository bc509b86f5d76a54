"""From an XLSX to the rows of its three sheets. Nothing is stored here, and nothing is asked of the database.

A file that cannot be read is refused as a whole (UnfitWorkbookError); what a single cell holds is judged by the check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, BinaryIO

from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.reading import MOST_ROWS, Formula, SheetRow, open_pages
from accounts.spreadsheets.values import folded

from .columns import EXAMPLE, GUIDE, NUMBERING, SHEETS, Column, ImportSheet

MOST_ABOVE = 15  # filled rows among which the headings are looked for
FOOT = re.compile(r"(jumlah|total|catatan|keterangan|ket\b|nb\b|n\.b|sumber|mengetahui|menyetujui|\*)")


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
    beneath: int = 0  # rows that are no part of the table: sums, notes, who signed
    places: dict[str, int] = field(default_factory=dict)  # which column of the sheet holds what
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
    """The headings stand in one of the first filled rows, beneath a title perhaps; what follows is data.

    But for empty rows, examples, a row that numbers the columns, and what stands beneath the table.
    """
    first = list(islice(rows, MOST_ABOVE))
    at = _heading_row(sheet, first)
    table = Table(sheet)
    table.heading, headings = first[at] if first else (1, [])
    places = table.places = _places(table, headings)
    if table.missing or table.doubled:
        return table
    is_over = False
    for number, cells in chain(first[at + 1 :], rows):
        values = {key: _result(cells[place]) for key, place in places.items()}
        filled = [value for value in values.values() if not _is_empty(value)]
        is_over = is_over or _ends_table(cells)
        if not filled or (not table.rows and _numbers_columns(filled)):
            continue
        if _is_example(values):
            table.examples += 1
        elif is_over and not _is_whole(sheet, values):
            table.beneath += 1
        elif len(table.rows) == MOST_ROWS:
            table.has_too_many = True
            break
        else:
            table.rows.append(SheetRow(number, values))
    return table


def _heading_row(sheet: ImportSheet, rows: list[tuple[int, list[Any]]]) -> int:
    """The row in which most cells are headings of this sheet; of equals, and where none is known, the first."""
    known = _known(sheet)
    counts = [len({known[name] for name in map(_heading, cells) if name in known}) for _number, cells in rows]
    most = max(counts, default=0)
    return counts.index(most) if most > 1 else 0


def _known(sheet: ImportSheet) -> dict[str, str]:
    return {folded(name): column.key for column in sheet.columns for name in (column.heading, *column.others)}


def _heading(cell: Any) -> str:
    """What a cell says as a heading, folded; a star marks what has to be filled in."""
    cell = _result(cell)
    text = str(cell).strip() if cell is not None and not isinstance(cell, Formula) else ""
    return folded(text.rstrip("*"))


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _ends_table(cells: list[Any]) -> bool:
    """Whether the first words of a row are those of a sum or a note beneath a table."""
    first = next((cell for cell in map(_result, cells) if not _is_empty(cell)), None)
    return isinstance(first, str) and FOOT.match(folded(first)) is not None


def _numbers_columns(filled: list[Any]) -> bool:
    """A row such as (1) (2) (3) beneath the headings."""
    said = [str(value).strip().strip("()").removesuffix(".0") for value in filled]
    return len(said) > 1 and all(one.isascii() and one.isdigit() and len(one) <= 2 for one in said)


def _is_whole(sheet: ImportSheet, values: dict[str, Any]) -> bool:
    """All that a row needs is there: data, wherever it stands."""
    return all(not _is_empty(values.get(column.key)) for column in sheet.columns if column.is_required)


def _result(cell: Any) -> Any:
    """What a formula came to counts as typed; one that was never calculated is left to the check."""
    return cell.result if isinstance(cell, Formula) and cell.result is not None else cell


def _places(table: Table, headings: list[Any]) -> dict[str, int]:
    """Where each column stands. Notes what is missing, what is stored twice, and what is none of ours."""
    known = _known(table.sheet)
    places: dict[str, int] = {}
    for place, cell in enumerate(headings):
        heading = _heading(cell)
        if heading not in known:
            table.ignored += [str(_result(cell)).strip()[:60]] if heading and heading not in NUMBERING else []
        elif known[heading] in places:
            table.doubled.append(table.sheet.column(known[heading]).heading)
        else:
            places[known[heading]] = place
    table.missing = [column for column in table.sheet.columns if column.is_required and column.key not in places]
    return places


def _is_example(values: dict[str, Any]) -> bool:
    first = next((value for value in values.values() if value is not None), "")
    return isinstance(first, str) and folded(first).startswith(EXAMPLE)

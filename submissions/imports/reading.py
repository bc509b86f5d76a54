"""From an XLSX to rows of plain values. Nothing is stored here, and nothing is asked of the database.

A file that cannot be read is refused as a whole (UnfitFileError); what a single cell holds is judged by the check.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import openpyxl
from openpyxl.cell.cell import ERROR_CODES

from submissions.file_inspection.kinds import UnfitFileError
from submissions.file_inspection.word import SPOILT

from .columns import EXAMPLE, GUIDE, MOST_ROWS, SHEETS, Column, Sheet, folded

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_PARTS = 500
MOST_UNPACKED = 50 * MEGABYTE
MOST_TAGS = 2_000_000  # what XML takes in memory goes by its tags
MOST_COLUMNS = 40
LAST_ROW = 1_048_576  # Excel's own
CHUNK = 64 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IN_SHEET, FORMULA = "worksheets/", re.compile(rb"[<:]f[ />]")
MACROS = ("vbaproject.bin", "xl/macrosheets/", "macroenabled")
# What openpyxl raises over a workbook that makes no sense: it trusts its tags, attributes and references.
NONSENSE = (*SPOILT, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, SyntaxError)


@dataclass(frozen=True)
class Formula:
    """A cell with a formula and no value: it was written by a program that does not calculate."""


@dataclass(frozen=True)
class Row:
    """One filled row: its number in the sheet and its values by the key of their column."""

    number: int
    values: dict[str, Any]


@dataclass
class Table:
    """What was found of one sheet. Without its required columns it has no rows."""

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    heading: int = 1  # the number of the row with the headings
    missing: list[Column] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    examples: int = 0
    has_too_many: bool = False


@dataclass
class Reading:
    tables: list[Table] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # titles of sheets that are none of ours


def read(file: BinaryIO) -> Reading:
    """The rows of an open file, or UnfitFileError: empty, big, unknown, locked, macro, bomb, broken or no_sheet."""
    has_formulas = inspect_workbook(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: styles, headers, extensions
            reading = _read_book(file, has_formulas=has_formulas)
    except NONSENSE as error:
        raise UnfitFileError("broken") from error
    finally:
        file.seek(0)
    if not reading.tables:
        raise UnfitFileError("no_sheet")
    return reading


def inspect_workbook(file: BinaryIO) -> bool:
    """Refuse what is no harmless workbook, before anything is parsed. Says whether it holds formulas."""
    size = file.seek(0, 2)
    if not size:
        raise UnfitFileError("empty")
    if size > MOST_BYTES:
        raise UnfitFileError("big")
    file.seek(0)
    start = file.read(8)
    if not start.startswith(ZIP):
        raise UnfitFileError("locked" if start == OLE else "unknown")
    try:
        with zipfile.ZipFile(file) as archive:
            return _inspect_parts(archive)
    except SPOILT as error:
        raise UnfitFileError("broken") from error


def _inspect_parts(archive: zipfile.ZipFile) -> bool:
    """What the parts claim to unpack to is added up before anything is unpacked; then each is read to its end."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.xml" not in names:
        raise UnfitFileError("unknown")
    if any(sign in name for name in names for sign in MACROS):
        raise UnfitFileError("macro")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnfitFileError("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise UnfitFileError("locked")
    tags, has_formulas = 0, False
    for part in parts:
        with archive.open(part) as content:
            while chunk := content.read(CHUNK):
                tags += chunk.count(b"<")
                has_formulas = has_formulas or (IN_SHEET in part.filename and FORMULA.search(chunk) is not None)
                _inspect_chunk(part.filename, chunk, tags)
    return has_formulas


def _inspect_chunk(name: str, chunk: bytes, tags: int) -> None:
    if name == "[Content_Types].xml" and b"macroenabled" in chunk.lower():
        raise UnfitFileError("macro")
    if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in chunk:
        raise UnfitFileError("broken")  # no workbook declares entities
    if tags > MOST_TAGS:
        raise UnfitFileError("bomb")


def _read_book(file: BinaryIO, *, has_formulas: bool) -> Reading:
    reading, known = Reading(), {folded(sheet.title): sheet for sheet in SHEETS}
    blanks = _formulas(file) if has_formulas else {}
    file.seek(0)
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for worksheet in book.worksheets:
        sheet = known.pop(folded(worksheet.title), None)
        if sheet:
            rows = _filled_rows(worksheet, blanks.get(worksheet.title, frozenset()))
            reading.tables.append(_read_table(sheet, rows))
        elif folded(worksheet.title) != folded(GUIDE):
            reading.unread.append(worksheet.title)
    reading.tables.sort(key=lambda table: SHEETS.index(table.sheet))
    return reading


def _formulas(file: BinaryIO) -> dict[str, frozenset[tuple[int, int]]]:
    """Where formulas stand, by title of the sheet; the values are read in a pass of their own."""
    found: dict[str, frozenset[tuple[int, int]]] = {}
    file.seek(0)
    with suppress(*NONSENSE):  # a formula that cannot be read may still have its value
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        for worksheet in book.worksheets:
            rows = worksheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS)
            cells = (cell for row in rows for cell in row if getattr(cell, "data_type", "") == "f")
            found[worksheet.title] = frozenset((cell.row or 0, cell.column or 0) for cell in cells)
    return found


def _filled_rows(worksheet: Any, formulas: frozenset[tuple[int, int]]) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold anything, with their numbers. The sheet's own word on its size is not believed."""
    rows_with_formula = {row for row, _column in formulas}
    worksheet.reset_dimensions()
    rows = worksheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        if number not in rows_with_formula and row.count(None) == len(row):
            continue
        values = [
            Formula() if value is None and (number, column) in formulas else value
            for column, value in enumerate(row, start=1)
        ]
        if any(value is not None and value != "" for value in values):
            yield number, values


def _read_table(sheet: Sheet, rows: Iterator[tuple[int, list[Any]]]) -> Table:
    """The first filled row holds the headings; the others are data, but for empty ones and examples."""
    table = Table(sheet)
    table.heading, headings = next(rows, (1, []))
    places = _places(table, headings)
    if table.missing or table.doubled:
        return table
    for number, cells in rows:
        values = {key: cells[place] for key, place in places.items()}
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in values.values()):
            continue
        if _is_example(values):
            table.examples += 1
        elif len(table.rows) == MOST_ROWS:
            table.has_too_many = True
            break
        else:
            table.rows.append(Row(number, values))
    return table


def _places(table: Table, headings: list[Any]) -> dict[str, int]:
    """Where each column stands. Notes what is missing, what stands twice, and what is none of ours."""
    known = {folded(name): column for column in table.sheet.columns for name in (column.heading, *column.others)}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
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


def is_error(value: object) -> bool:
    """A cell in which Excel could not calculate: “#REF!”, “#N/A” …"""
    return isinstance(value, str) and value in ERROR_CODES

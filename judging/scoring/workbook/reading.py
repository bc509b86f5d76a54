"""From an uploaded workbook to its cells. Nothing is asked of the database; what a cell means is for the check."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from submissions.file_inspection.kinds import UnfitFileError
from submissions.imports.columns import folded
from submissions.imports.reading import NONSENSE, inspect_workbook

from .layout import COMMENT, FORMAT, MARKS, MEMORY, MOST_COLUMNS, MOST_ROWS, OVERALL, POINTS, SHEET


@dataclass(frozen=True)
class FormulaCell:
    """A cell that is reckoned instead of typed."""

    text: str


@dataclass(frozen=True)
class Row:
    number: int
    cells: dict[str, Any]  # by the key of the column


@dataclass
class Reading:
    """What was found: rows of “Nilai”, where each column stands, and what the hidden sheet remembers."""

    stage: int | None = None
    places: dict[str, int] = field(default_factory=dict)  # key → column, counted from 1
    headings: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    seen: dict[int, dict[str, str]] = field(default_factory=dict)  # sheet → key → what was stored


def read(file: BinaryIO) -> Reading:
    """The cells of an open file, or UnfitFileError: as submissions.importing.read, and “no_sheet”."""
    inspect_workbook(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out
            return _read_book(file)
    except NONSENSE as error:
        raise UnfitFileError("broken") from error
    finally:
        file.seek(0)


def _read_book(file: BinaryIO) -> Reading:
    import openpyxl  # noqa: PLC0415  slow, and most requests do without

    file.seek(0)
    book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    pages = {folded(page.title): page for page in book.worksheets}
    marks, memory = pages.get(folded(MARKS)), pages.get(folded(MEMORY))
    if marks is None or memory is None:
        raise UnfitFileError("no_sheet")
    reading = Reading()
    _read_memory(reading, _rows(memory))
    _read_marks(reading, _rows(marks))
    if reading.stage is None or SHEET not in reading.places:
        raise UnfitFileError("no_sheet")
    return reading


def _rows(page: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows with their numbers; the sheet's own word on its size is not believed."""
    page.reset_dimensions()
    rows = page.iter_rows(max_row=MOST_ROWS + 10, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, start=1):
        yield number, [_value(cell) for cell in row]


def _value(cell: Any) -> Any:
    if getattr(cell, "data_type", "") == "f":
        return FormulaCell(str(cell.value)[:120])
    return cell.value


def _read_memory(reading: Reading, rows: Iterator[tuple[int, list[Any]]]) -> None:
    _number, first = next(rows, (1, []))
    if first[:1] == [FORMAT] and len(first) > 1:
        reading.stage = whole(first[1])
    _number, keys = next(rows, (2, []))
    for _number, row in rows:
        if row and (pk := whole(row[0])) is not None:
            texts = zip(keys[1:], row[1:], strict=False)
            reading.seen[pk] = {str(key): "" if text is None else str(text) for key, text in texts if key}


def _read_marks(reading: Reading, rows: Iterator[tuple[int, list[Any]]]) -> None:
    for _number, keys in rows:
        if SHEET in keys:
            _place(reading, keys)
            break
        if _number > 10:
            return
    _number, headings = next(rows, (2, []))
    reading.headings = {
        key: str(headings[at - 1] or "").split("\n")[0] if at <= len(headings) else ""
        for key, at in reading.places.items()
    }
    for number, cells in rows:
        found = {key: cells[at - 1] if at <= len(cells) else None for key, at in reading.places.items()}
        if any(value is not None and value != "" for value in found.values()):
            reading.rows.append(Row(number, found))


def _place(reading: Reading, keys: list[Any]) -> None:
    for at, key in enumerate(keys, start=1):
        if not isinstance(key, str) or not key:
            continue
        if key in reading.places:
            reading.doubled.append(key)
        reading.places.setdefault(key, at)


def whole(value: Any) -> int | None:
    """A key, as a number or as the text of one."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value.strip()) < 19:
        value = int(value.strip())
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else None


def seen_points(text: str) -> Decimal | None:
    try:
        return Decimal(text[:10]).quantize(Decimal("0.01")) if text else None
    except InvalidOperation:
        return None


def criterion_of(key: str) -> int | None:
    """The criterion that a column belongs to; None for the overall comment. Raises ValueError for another column."""
    if key == OVERALL:
        return None
    for kind in (POINTS, COMMENT):
        if key.startswith(kind):
            return int(key.removeprefix(kind))
    raise ValueError(key)

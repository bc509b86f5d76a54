"""From an uploaded workbook to its cells. Nothing is asked of the database; what a cell means is for the check."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.reading import MOST_ROWS, SheetRow, open_pages
from accounts.spreadsheets.values import folded

from .layout import FORMAT, MARKS, MEMORY, SHEET


@dataclass
class WorkbookReading:
    """What was found: rows of “Nilai”, where each column stands, and what the hidden sheet remembers."""

    stage: int | None = None
    places: dict[str, int] = field(default_factory=dict)  # key → column, counted from 1
    headings: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)
    seen: dict[int, dict[str, str]] = field(default_factory=dict)  # sheet → key → what was stored


def read(file: BinaryIO) -> WorkbookReading:
    """The cells of an open file, or UnfitWorkbookError, which may also be “no_sheet”."""
    reading = WorkbookReading()
    with open_pages(file) as pages:
        rows = {folded(page.title): page.rows for page in pages}
        _read_memory(reading, rows.get(folded(MEMORY), iter(())))
        _read_marks(reading, rows.get(folded(MARKS), iter(())))
    if reading.stage is None or SHEET not in reading.places:
        raise UnfitWorkbookError("no_sheet")
    return reading


def _read_memory(reading: WorkbookReading, rows: Iterator[tuple[int, list[Any]]]) -> None:
    _number, first = next(rows, (1, []))
    if first[:1] == [FORMAT]:
        reading.stage = whole(first[1])
    _number, keys = next(rows, (2, []))
    for _number, row in islice(rows, MOST_ROWS):
        if (pk := whole(row[0])) is not None:
            texts = zip(keys[1:], row[1:], strict=False)
            reading.seen[pk] = {str(key): "" if text is None else str(text) for key, text in texts if key}


def _read_marks(reading: WorkbookReading, rows: Iterator[tuple[int, list[Any]]]) -> None:
    for _number, keys in rows:
        if SHEET in keys:
            _place(reading, keys)
            break
        if _number > 10:
            return
    _number, headings = next(rows, (2, []))
    reading.headings = {
        key: str(headings[at - 1] or "").split("\n")[0] for key, at in reading.places.items() if headings
    }
    for number, cells in rows:
        found = {key: cells[at - 1] for key, at in reading.places.items()}
        if any(value is not None and value != "" for value in found.values()):
            reading.rows.append(SheetRow(number, found))
        if len(reading.rows) > MOST_ROWS:
            break


def _place(reading: WorkbookReading, keys: list[Any]) -> None:
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

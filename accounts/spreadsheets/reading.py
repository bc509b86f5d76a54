"""From an XLSX to rows of plain values. What a cell means is for the reader of its table."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import Any, BinaryIO

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

from .inspection import NONSENSE, UnfitWorkbookError, inspect_workbook

MOST_ROWS = 5_000  # of one table
MOST_COLUMNS = 100
LAST_ROW = 1_048_576  # Excel's own
LONGEST_CELL = 32_767  # Excel's own; of longer text so much is read that every limit still sees it as too long
LONGEST_FORMULA = 120  # as it is shown


@dataclass(frozen=True)
class Formula:
    """A calculated cell: what is written in it, and its result if the program that wrote the file calculates."""

    text: str = ""
    result: Any = None


@dataclass(frozen=True)
class SheetRow:
    """One filled row of a table: its number in the sheet and its values by the key of their column."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class WorkbookPage:
    """A sheet of an open workbook. `rows` are the filled ones, each with its number, and can be walked once."""

    title: str
    rows: Iterator[tuple[int, list[Any]]]


@contextmanager
def open_pages(file: BinaryIO) -> Iterator[list[WorkbookPage]]:
    """The sheets of an open file, or UnfitWorkbookError, also where nonsense comes to light as rows are read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: styles, headers, extensions
            yield _pages(file, has_formulas=inspect_workbook(file))
    except NONSENSE as error:
        raise UnfitWorkbookError("broken") from error
    finally:
        file.seek(0)


def _pages(file: BinaryIO, *, has_formulas: bool) -> list[WorkbookPage]:
    """Results and formulas are read side by side: openpyxl gives only one of them at a time."""
    pages = _load(file, data_only=True)
    formulas = _load(file, data_only=False) if has_formulas else repeat(None)
    return [WorkbookPage(page.title, _filled_rows(page, twin)) for page, twin in zip(pages, formulas, strict=False)]


def _load(file: BinaryIO, *, data_only: bool) -> list[Any]:
    file.seek(0)
    return list(openpyxl.load_workbook(file, read_only=True, data_only=data_only, keep_links=False).worksheets)


def _filled_rows(page: Any, twin: Any) -> Iterator[tuple[int, list[Any]]]:
    gap: tuple[Any, ...] = ()
    formulas: Iterable[tuple[Any, ...]] = _walk(twin, values_only=False) if twin else repeat(())
    for number, (row, cells) in enumerate(zip(_walk(page, values_only=True), formulas, strict=False), start=1):
        if row.count(None) == len(row) and (cells is gap or all(cell is EMPTY_CELL for cell in cells)):
            gap = cells  # openpyxl fills what lies between two rows with one and the same: a million are passed at once
            continue
        values = [_cut(value) for value in row]
        for place, cell in enumerate(cells):
            if getattr(cell, "data_type", "") == "f":
                text = str(getattr(cell.value, "text", cell.value))  # an array formula is an object with its text
                values[place] = Formula(text[:LONGEST_FORMULA], values[place])
        if any(value is not None and value != "" for value in values):
            yield number, values


def _walk(page: Any, *, values_only: bool) -> Iterator[tuple[Any, ...]]:
    """Within our bounds: the sheet's own word on its size is not believed."""
    return page.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=values_only)


def _cut(value: Any) -> Any:
    return value[: LONGEST_CELL + 1] if isinstance(value, str) else value

"""The file that somebody sent, given back with its wrong cells marked: formulas as their results, macros never came."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from accounts.spreadsheets.inspection import NONSENSE, UnfitWorkbookError
from accounts.spreadsheets.preview import CellProblem, PreviewLine
from accounts.spreadsheets.reading import Formula
from accounts.spreadsheets.values import folded

from .checking import check
from .reading import Table, read

RED = PatternFill("solid", start_color="FFF8D7D5", end_color="FFF8D7D5")
LISTED = "Yang perlu diperbaiki"
AUTHOR = "Kovablik"
DANGEROUS = re.compile(r"^[=+\-@\t\r]")
WIDTHS = (12, 8, 8, 24, 32, 80)


def marked(file: BinaryIO) -> bytes:
    """A comment and a fill in each wrong cell, and a first sheet that lists them all; nothing in it calculates."""
    reading = read(file)
    plan, tables = check(reading), {table.sheet.title: table for table in reading.tables}
    book = _opened(file)
    pages = {folded(page.title): page for page in book.worksheets}
    rows = []
    for line in plan.lines:
        table, page = tables[line.sheet], pages[folded(line.sheet)]
        for problem in line.problems:
            place = _place(table, problem)
            _mark(page, line.number, place, problem.sentence)
            rows.append((line, problem, place))
    _list(book, rows)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(file: BinaryIO) -> Any:
    """Results instead of formulas; links to other files and names that may stand for them are left out."""
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, data_only=True, keep_links=False)
    except NONSENSE as error:
        raise UnfitWorkbookError("broken") from error
    book.defined_names.clear()
    for page in book.worksheets:
        page.defined_names.clear()
        for row in page.iter_rows():
            for cell in row:
                _disarm(cell)
    return book


def _disarm(cell: Any) -> None:
    """What begins as a formula does stays text; a link leads nowhere."""
    if isinstance(cell, MergedCell):
        return
    cell.hyperlink = None
    if isinstance(cell.value, Formula) or cell.data_type == "f":
        cell.value = None
    elif isinstance(cell.value, str) and DANGEROUS.match(cell.value):
        cell.data_type, cell.quotePrefix = "s", True


def _place(table: Table, problem: CellProblem) -> int | None:
    """The column of the sheet in which a problem stands; nothing where it is about a whole row or a missing column."""
    keys = (column.key for column in table.sheet.columns if column.heading == problem.column)
    return table.places.get(next(keys, ""))


def _mark(page: Any, number: int, place: int | None, sentence: str) -> None:
    cell = page.cell(number, (place or 0) + 1)
    if isinstance(cell, MergedCell):
        return
    cell.fill = RED
    said = f"{cell.comment.text}\n{sentence}" if cell.comment and cell.comment.author == AUTHOR else sentence
    cell.comment = Comment(said, AUTHOR, width=320, height=120)


def _list(book: Any, rows: list[tuple[PreviewLine, CellProblem, int | None]]) -> None:
    title = LISTED if LISTED not in book.sheetnames else f"{LISTED} (2)"
    page = book.create_sheet(title, 0)
    page.append([_("Lembar"), _("Sel"), _("Baris"), _("Kolom"), _("Isinya"), _("Sebab")])
    for cell in page[1]:
        cell.font = Font(bold=True)
    for line in _lines(rows):
        page.append(line)
        for cell in page[page.max_row]:
            _disarm(cell)
    for index, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = "A2"
    book.active = 0


def _lines(rows: list[tuple[PreviewLine, CellProblem, int | None]]) -> Iterator[list[Any]]:
    for line, problem, place in rows:
        cell = f"{get_column_letter(place + 1)}{line.number}" if place is not None else ""
        value = problem.value
        yield [
            line.sheet,
            cell,
            line.number,
            problem.column,
            f"'{value}" if DANGEROUS.match(value) else value,
            problem.sentence,
        ]

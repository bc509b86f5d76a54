"""How our workbooks look, and how text comes into them: as text, never as a formula."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

GREEN, TINT, MUTED = "0E5C46", "F6EFDD", "56635C"
TITLE_FONT, MUTED_FONT = Font(bold=True, size=16, color=GREEN), Font(color=MUTED)
TINT_FILL = PatternFill("solid", fgColor=TINT)
TOP = Alignment(vertical="top", wrap_text=True)


def put(cell: Any, value: Any) -> None:
    """Text stays text, even where it begins like a formula; what no workbook may hold is left out."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value


def put_heading(cell: Any, text: str) -> None:
    put(cell, text)
    cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=GREEN), TOP


def put_guide(page: Any, title: str, rules: Sequence[str], widths: Sequence[int]) -> None:
    """A title, and from the fourth row on the rules, over all columns but the first, which holds their bullets."""
    page.sheet_view.showGridLines = False
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        page.column_dimensions[letter].width = width
    put(page["A1"], title)
    page["A1"].font = TITLE_FONT
    for row, rule in enumerate(rules, start=4):
        put(page.cell(row, 1), "•")
        put(page.cell(row, 2), rule)
        page.cell(row, 1).alignment, page.cell(row, 2).alignment = Alignment(horizontal="right", vertical="top"), TOP
        if len(widths) > 2:
            page.merge_cells(start_row=row, end_row=row, start_column=2, end_column=len(widths))


def as_bytes(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()

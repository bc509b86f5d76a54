"""A list that people take to a meeting: the same rows as on the page, as a workbook or as CSV.

The workbook is for reading and printing: a title, the filter in words, headings that stay in sight. CSV is for other
programs: UTF-8, commas, figures with a dot, times in ISO 8601. Neither ever holds a formula.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts import clock
from accounts.formats import wib

from .drawing import MUTED_FONT, TITLE_FONT, put, put_heading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet program begins to calculate at
BOM = "\ufeff"  # without it Excel takes UTF-8 for the system's own letters
MEASURED = 100  # rows whose texts say how wide a column is
NARROWEST, WIDEST = 8, 60

Cell = str | Promise | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Export:
    """What a list is as a file: `title` above it, `chosen` the filter in words, one row of `rows` for each line.

    A column for each of `columns`; rows are read once, as they are written.
    """

    title: str
    columns: Sequence[str | Promise]
    rows: Iterable[Sequence[Cell]]
    chosen: str = ""

    def file_name(self, kind: str) -> str:
        return f"{slugify(self.title)}-{clock.today():%Y%m%d}.{kind}"


def file_kind(request: HttpRequest) -> str:
    """“xlsx” or “csv” where the list is asked for as a file, else nothing."""
    kind = request.GET.get("unduh", "")
    return kind if kind in WRITERS else ""


def download(kind: str, export: Export) -> HttpResponseBase:
    """The list as a file of this kind, which stays with the person who asked."""
    response = WRITERS[kind](export)
    response["Content-Disposition"] = f'attachment; filename="{export.file_name(kind)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _csv(export: Export) -> HttpResponseBase:
    """Written while it is sent: however long the list, one row is held."""
    writer = csv.writer(_Echo())
    rows = chain([export.columns], export.rows)
    lines = chain([BOM], (writer.writerow([_plain(cell) for cell in row]) for row in rows))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


class _Echo:
    """A file that hands on what is written to it."""

    def write(self, line: str) -> str:
        return line


def _plain(cell: Cell) -> str:
    """A cell as another program reads it; text that a spreadsheet would calculate is marked as text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="seconds")
    text = str(cell)
    return f"'{text}" if isinstance(cell, str | Promise) and text.startswith(FORMULA) else text


def _xlsx(export: Export) -> HttpResponseBase:
    """Written row by row into a file of its own on disk, so that memory does not grow with the list."""
    book = Workbook(write_only=True)
    _fill(book.create_sheet(_("Daftar")), export)
    target = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book.save(target)
    target.seek(0)
    return FileResponse(target, content_type=XLSX)


def _fill(page: Worksheet, export: Export) -> None:
    rows = iter(export.rows)
    first = list(islice(rows, MEASURED))
    for at, width in enumerate(_widths(export.columns, first), start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    head = list(_head(page, export))
    page.freeze_panes = f"A{len(head) + 2}"
    page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", "9", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{len(head) + 1}:{len(head) + 1}"
    for line in head:
        page.append([line])
    page.append([_heading(page, str(name)) for name in export.columns])
    forms = [_Forms(page) for _name in export.columns]
    for row in chain(first, rows):
        page.append([form.cell(value) for form, value in zip(forms, row, strict=True)])


def _head(page: Worksheet, export: Export) -> Iterator[Any]:
    """What stands above the table: which list, which part of it, when it was taken."""
    when = _("Diunduh %(at)s") % {"at": wib(clock.now())}
    for text, font in ((export.title, TITLE_FONT), (export.chosen, MUTED_FONT), (when, MUTED_FONT)):
        if text:
            cell = WriteOnlyCell(page)
            put(cell, text)
            cell.font = font
            yield cell
    yield None


def _heading(page: Worksheet, name: str) -> Any:
    cell = WriteOnlyCell(page)
    put_heading(cell, name)
    return cell


class _Forms:
    """The cells of one column, made once and filled again for each row: making them takes longer than writing."""

    def __init__(self, page: Worksheet) -> None:
        self.text = WriteOnlyCell(page)
        self.forms = {kind: WriteOnlyCell(page) for kind in ("0.00", "dd/mm/yyyy", "dd/mm/yyyy hh:mm")}
        for kind, cell in self.forms.items():
            cell.number_format = kind

    def cell(self, value: Cell) -> Any:
        """What is appended: bare where Excel shows it right as it is."""
        if value is None or isinstance(value, int):
            return value
        if isinstance(value, datetime):
            return self._formed("dd/mm/yyyy hh:mm", timezone.localtime(value).replace(tzinfo=None))
        if isinstance(value, date | Decimal):
            return self._formed("0.00" if isinstance(value, Decimal) else "dd/mm/yyyy", value)
        text = str(value)
        if text.isprintable() and not text.startswith("="):
            return text
        put(self.text, text)
        return self.text

    def _formed(self, kind: str, value: Any) -> Any:
        self.forms[kind].value = value
        return self.forms[kind]


def _widths(columns: Sequence[str | Promise], rows: Sequence[Sequence[Cell]]) -> Iterator[int]:
    for at, name in enumerate(columns):
        texts = (len(_plain(row[at])) for row in rows)
        yield max(NARROWEST, min(WIDEST, max(chain([len(str(name))], texts)) + 2))


WRITERS = {"xlsx": _xlsx, "csv": _csv}

"""The workbook as a juror downloads it: everything locked but the cells to fill."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.spreadsheets.drawing import MUTED_FONT, TINT_FILL, TOP, as_bytes, put, put_guide, put_heading
from competitions.models import Criterion, Stage
from judging.marks_text import write_mark

from .layout import (
    COMMENT,
    FIRST_ROW,
    FORMAT,
    GUIDE,
    HEADING_ROW,
    KEY_ROW,
    MARKS,
    MEMORY,
    OVERALL,
    OWNER,
    POINTS,
    SHEET,
    TITLE,
    WorkbookSheet,
)

RULES = (
    "Isi sel berwarna di lembar “Nilai”: satu baris satu usulan, satu kolom satu kriteria. Sel lain terkunci.",
    "Nilai 0–100, paling banyak dua angka di belakang koma. Kosong tidak sama dengan nol.",
    "Mengosongkan sel yang tadinya berisi akan menghapus nilai itu saat diunggah.",
    "Ketik angkanya; jangan memakai rumus, tanggal, atau teks.",
    "Komentar paling panjang 4.000 huruf.",
    "Jangan menghapus, menambah, atau menyalin baris dan kolom. Lembar tersembunyi dipakai untuk pemeriksaan.",
    "Simpan tetap sebagai XLSX, lalu unggah di halaman yang sama. Semuanya diperiksa dahulu, sel demi sel.",
    "Nilai yang Anda ubah di Kovablik sesudah mengunduh berkas ini tidak ditimpa: keduanya diperlihatkan.",
    "Mengunci lembar tetap dilakukan di Kovablik, satu per satu.",
)


def draw(
    stage: Stage, criteria: Sequence[Criterion], entries: Sequence[WorkbookSheet], juror: str, *, nameless: bool
) -> bytes:
    """The bytes of the file. What is written into cells is text or figure, never a formula."""
    book = Workbook()
    guide: Any = book.active
    guide.title = GUIDE
    _draw_guide(guide, stage, juror, len(entries))
    _draw_marks(book.create_sheet(MARKS), criteria, entries, nameless=nameless)
    _draw_memory(book.create_sheet(MEMORY), stage, criteria, entries)
    book.active = 1
    book.security.lockStructure = True
    return as_bytes(book)


def _draw_marks(page: Any, criteria: Sequence[Criterion], entries: Sequence[WorkbookSheet], *, nameless: bool) -> None:
    columns = _columns(criteria, nameless=nameless)
    is_open = Protection(locked=False)
    for number, (key, heading, width) in enumerate(columns, start=1):
        put(page.cell(KEY_ROW, number), key)
        put_heading(page.cell(HEADING_ROW, number), heading)
        page.column_dimensions[get_column_letter(number)].width = width
    for row, entry in enumerate(entries, start=FIRST_ROW):
        for number, (key, _heading, _width) in enumerate(columns, start=1):
            cell = page.cell(row, number)
            put(cell, _content(entry, key))
            cell.alignment = TOP
            if key not in (SHEET, TITLE, OWNER):
                cell.fill, cell.protection = TINT_FILL, is_open
            if key.startswith(POINTS):
                cell.number_format = "0.##"
    _validate(page, columns, FIRST_ROW + max(len(entries), 1) - 1)
    page.row_dimensions[KEY_ROW].hidden = True
    page.column_dimensions["A"].hidden = True
    page.freeze_panes = page.cell(FIRST_ROW, 3 if nameless else 4)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False


def _columns(criteria: Sequence[Criterion], *, nameless: bool) -> list[tuple[str, str, int]]:
    """Key, heading and width of each column."""
    columns = [(SHEET, "Pengenal", 10), (TITLE, "Usulan", 40)]
    if not nameless:
        columns.append((OWNER, "OPD", 16))
    for one in criteria:
        weight = "" if one.weight is None else f"\nbobot {write_mark(one.weight)}"
        aspect = f"{one.aspect}:\n" if one.aspect else ""
        columns.append((f"{POINTS}{one.pk}", f"{aspect}{one.name}{weight}", 14))
        columns.append((f"{COMMENT}{one.pk}", f"Komentar: {one.name}", 28))
    return [*columns, (OVERALL, "Komentar umum", 40)]


def _content(entry: WorkbookSheet, key: str) -> str | int | Decimal | None:
    if key in (SHEET, TITLE, OWNER):
        return entry.pk if key == SHEET else entry.title if key == TITLE else entry.owner
    if key.startswith(POINTS):
        return entry.points.get(int(key.removeprefix(POINTS)))
    return entry.comments.get(None if key == OVERALL else int(key.removeprefix(COMMENT))) or None


def _validate(page: Any, columns: Sequence[tuple[str, str, int]], last: int) -> None:
    rule = DataValidation("decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    rule.errorTitle, rule.error = "Nilai 0–100", "Isi angka 0–100, paling banyak dua angka di belakang koma."
    page.add_data_validation(rule)
    for number, (key, _heading, _width) in enumerate(columns, start=1):
        if key.startswith(POINTS):
            letter = get_column_letter(number)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")


def _draw_memory(page: Any, stage: Stage, criteria: Sequence[Criterion], entries: Sequence[WorkbookSheet]) -> None:
    """What was stored when the file was drawn: a row for each sheet, place by place."""
    keys = [f"{kind}{one.pk}" for one in criteria for kind in (POINTS, COMMENT)] + [OVERALL]
    for number, value in enumerate((FORMAT, stage.pk), start=1):
        put(page.cell(1, number), value)
    for number, key in enumerate((SHEET, *keys), start=1):
        put(page.cell(2, number), key)
    for row, entry in enumerate(entries, start=3):
        page.cell(row, 1, entry.pk)
        for number, key in enumerate(keys, start=2):
            content = _content(entry, key)
            put(page.cell(row, number), None if content is None else str(content))
    page.sheet_state = "veryHidden"
    page.protection.sheet = True


def _draw_guide(page: Any, stage: Stage, juror: str, count: int) -> None:
    put_guide(page, "Lembar nilai Kovablik", RULES, (4, 96))
    put(page["A2"], f"{stage.edition} · {stage} · {juror} · {count} usulan")
    page["A2"].font = MUTED_FONT
    page.protection.sheet = True

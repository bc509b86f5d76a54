"""The workbook as a juror downloads it: everything locked but the cells to fill."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from competitions.models import Criterion, Stage

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
    Entry,
)

GREEN, TINT, MUTED = "0E5C46", "F6EFDD", "56635C"
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


def draw(stage: Stage, criteria: Sequence[Criterion], entries: Sequence[Entry], juror: str, *, nameless: bool) -> bytes:
    """The bytes of the file. What is written into cells is text or figure, never a formula."""
    from openpyxl import Workbook  # noqa: PLC0415  slow, and most requests do without

    book = Workbook()
    guide: Any = book.active
    guide.title = GUIDE
    _draw_guide(guide, stage, juror, len(entries))
    _draw_marks(book.create_sheet(MARKS), criteria, entries, nameless=nameless)
    _draw_memory(book.create_sheet(MEMORY), stage, criteria, entries)
    book.active = 1
    book.security.lockStructure = True
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _put(cell: Any, value: Any) -> None:
    """Text stays text, even where it begins like a formula; what no workbook may hold is left out."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415  as above

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value


def _draw_marks(page: Any, criteria: Sequence[Criterion], entries: Sequence[Entry], *, nameless: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection  # noqa: PLC0415  as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above

    columns = _columns(criteria, nameless=nameless)
    bold, green = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=GREEN)
    tint, top, is_open = (
        PatternFill("solid", fgColor=TINT),
        Alignment(vertical="top", wrap_text=True),
        Protection(locked=False),
    )
    for number, (key, heading, width) in enumerate(columns, start=1):
        _put(page.cell(KEY_ROW, number), key)
        cell = page.cell(HEADING_ROW, number)
        _put(cell, heading)
        cell.font, cell.fill, cell.alignment = bold, green, top
        page.column_dimensions[get_column_letter(number)].width = width
    for row, entry in enumerate(entries, start=FIRST_ROW):
        for number, (key, _heading, _width) in enumerate(columns, start=1):
            cell = page.cell(row, number)
            _put(cell, _content(entry, key))
            cell.alignment = top
            if key not in (SHEET, TITLE, OWNER):
                cell.fill, cell.protection = tint, is_open
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
        weight = "" if one.weight is None else f"\nbobot {one.weight.normalize():f}".replace(".", ",")
        columns.append((f"{POINTS}{one.pk}", f"{one.name}{weight}", 14))
        columns.append((f"{COMMENT}{one.pk}", f"Komentar: {one.name}", 28))
    return [*columns, (OVERALL, "Komentar umum", 40)]


def _content(entry: Entry, key: str) -> str | int | Decimal | None:
    if key in (SHEET, TITLE, OWNER):
        return entry.pk if key == SHEET else entry.title if key == TITLE else entry.owner
    if key.startswith(POINTS):
        return entry.points.get(int(key.removeprefix(POINTS)))
    return entry.comments.get(None if key == OVERALL else int(key.removeprefix(COMMENT))) or None


def _validate(page: Any, columns: Sequence[tuple[str, str, int]], last: int) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415  as above

    rule = DataValidation("decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    rule.errorTitle, rule.error = "Nilai 0–100", "Isi angka 0–100, paling banyak dua angka di belakang koma."
    page.add_data_validation(rule)
    for number, (key, _heading, _width) in enumerate(columns, start=1):
        if key.startswith(POINTS):
            letter = get_column_letter(number)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")


def _draw_memory(page: Any, stage: Stage, criteria: Sequence[Criterion], entries: Sequence[Entry]) -> None:
    """What was stored when the file was drawn: a row for each sheet, place by place."""
    keys = [f"{kind}{one.pk}" for one in criteria for kind in (POINTS, COMMENT)] + [OVERALL]
    for number, value in enumerate((FORMAT, stage.pk), start=1):
        _put(page.cell(1, number), value)
    for number, key in enumerate((SHEET, *keys), start=1):
        _put(page.cell(2, number), key)
    for row, entry in enumerate(entries, start=3):
        page.cell(row, 1, entry.pk)
        for number, key in enumerate(keys, start=2):
            content = _content(entry, key)
            _put(page.cell(row, number), None if content is None else str(content))
    page.sheet_state = "veryHidden"
    page.protection.sheet = True


def _draw_guide(page: Any, stage: Stage, juror: str, count: int) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  as above

    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 4, 96
    _put(page["A1"], "Lembar nilai Kovablik")
    page["A1"].font = Font(bold=True, size=16, color=GREEN)
    _put(page["A2"], f"{stage.edition} · {stage} · {juror} · {count} usulan")
    page["A2"].font = Font(color=MUTED)
    for row, rule in enumerate(RULES, start=4):
        _put(page.cell(row, 1), "•")
        _put(page.cell(row, 2), rule)
        page.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    page.protection.sheet = True

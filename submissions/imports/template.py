"""The template to download: the three sheets with their headings, lists to choose from, and a guide."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .columns import EXAMPLE, GUIDE, MOST_ROWS, SHEETS, Column, Sheet

GREEN, TINT, MUTED = "0E5C46", "F6EFDD", "56635C"
FORMATTED_ROWS = 500  # enough to type into; formats of more rows would only fatten the file
TITLE = "Templat impor Kovablik"
RULES = (
    "Isi hanya lembar yang diperlukan: OPD, Orang, atau Inovasi. Lembar yang tidak dipakai boleh dihapus.",
    "Satu baris berarti satu OPD, satu peran seseorang, atau satu inovasi. Kolom bertanda * wajib diisi.",
    f"Baris yang diawali {EXAMPLE} hanya contoh dan dilewati. Boleh dihapus atau ditimpa.",
    "Yang sudah ada dikenali dari singkatan (OPD), e-mail (orang), serta OPD dan judul (inovasi), lalu diperbarui.",
    "Sel kosong tidak mengubah apa-apa. Impor tidak pernah menghapus.",
    "Orang yang pindah peran: tulis peran barunya dan tanggal mulainya; peran lamanya berakhir pada tanggal itu.",
    "Ketik NIP dan telepon sebagai teks, agar Excel tidak membulatkan angkanya.",
    "Tanggal boleh berupa sel tanggal, 17/02/2021, 2021-02-17, atau 17 Februari 2021.",
    f"Paling banyak {MOST_ROWS} baris per lembar dan 5 MB per berkas, dalam format XLSX tanpa makro.",
    "Unggah berkasnya di halaman Impor data. Semuanya diperiksa dahulu; tidak ada yang tersimpan sebelum Anda setuju.",
)


def template() -> bytes:
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = GUIDE
    for sheet in SHEETS:
        _draw_sheet(book.create_sheet(sheet.title), sheet)
    _draw_guide(guide)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _draw_sheet(worksheet: Worksheet, sheet: Sheet) -> None:
    worksheet.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        heading = worksheet.cell(1, number, column.heading + (" *" if column.is_required else ""))
        _style_heading(heading)
        heading.comment = Comment(column.help, "Kovablik", height=70, width=240)
        worksheet.column_dimensions[letter].width = column.width
        for row in range(2, FORMATTED_ROWS + 2):
            worksheet.cell(row, number).number_format = column.form
        _style_example(worksheet.cell(2, number, column.example))
        if column.choices:
            worksheet.add_data_validation(_choice_of(column, letter))


def _style_heading(cell) -> None:
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=GREEN)
    cell.alignment = Alignment(vertical="center")


def _style_example(cell) -> None:
    cell.font = Font(italic=True, color=MUTED)
    cell.fill = PatternFill("solid", fgColor=TINT)


def _choice_of(column: Column, letter: str) -> DataValidation:
    """A list in Excel. Other values may be typed: the import judges them with a sentence of its own."""
    choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, showErrorMessage=False)
    choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    return choice


def _draw_guide(worksheet: Worksheet) -> None:
    worksheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCD", (12, 26, 64, 34), strict=True):
        worksheet.column_dimensions[letter].width = width
    worksheet.append([TITLE])
    worksheet["A1"].font = Font(bold=True, size=16, color=GREEN)
    worksheet.append([])
    for rule in RULES:
        worksheet.append(["•", rule])
        row = worksheet.max_row
        worksheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
        worksheet.cell(row, 1).alignment = Alignment(horizontal="right", vertical="top")
        worksheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        worksheet.row_dimensions[row].height = 18
    worksheet.append([])
    _draw_columns(worksheet)


def _draw_columns(worksheet: Worksheet) -> None:
    worksheet.append(["Lembar", "Kolom", "Isi", "Pilihan"])
    for cell in worksheet[worksheet.max_row]:
        _style_heading(cell)
    for sheet in SHEETS:
        for column in sheet.columns:
            heading = column.heading + (" *" if column.is_required else "")
            worksheet.append([sheet.title, heading, column.help, ", ".join(column.choices)])
            for cell in worksheet[worksheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")

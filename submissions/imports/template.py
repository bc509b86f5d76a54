"""The template to download: the three sheets with their headings, lists to choose from, and a guide."""

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from accounts.spreadsheets.drawing import MUTED, TINT_FILL, TOP, as_bytes, put_guide, put_heading
from accounts.spreadsheets.reading import MOST_ROWS

from .columns import EXAMPLE, GUIDE, SHEETS, Column, ImportSheet

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
    put_guide(guide, TITLE, RULES, (12, 26, 64, 34))
    _draw_columns(guide)
    return as_bytes(book)


def _draw_sheet(worksheet: Worksheet, sheet: ImportSheet) -> None:
    worksheet.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        heading = worksheet.cell(1, number)
        put_heading(heading, _heading(column))
        heading.comment = Comment(column.help, "Kovablik", height=70, width=240)
        worksheet.column_dimensions[letter].width = column.width
        for row in range(2, FORMATTED_ROWS + 2):
            worksheet.cell(row, number).number_format = column.form
        _style_example(worksheet.cell(2, number, column.example))
        if column.choices:
            worksheet.add_data_validation(_choice_of(column, letter))


def _heading(column: Column) -> str:
    return column.heading + (" *" if column.is_required else "")


def _style_example(cell) -> None:
    cell.font = Font(italic=True, color=MUTED)
    cell.fill = TINT_FILL


def _choice_of(column: Column, letter: str) -> DataValidation:
    """A list in Excel. Other values may be typed: the import judges them with a sentence of its own."""
    choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, showErrorMessage=False)
    choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    return choice


def _draw_columns(worksheet: Worksheet) -> None:
    """Below the rules what each column is for."""
    worksheet.append([])
    worksheet.append(["Lembar", "Kolom", "Isi", "Pilihan"])
    for cell in worksheet[worksheet.max_row]:
        put_heading(cell, str(cell.value))
    for sheet in SHEETS:
        for column in sheet.columns:
            worksheet.append([sheet.title, _heading(column), column.help, ", ".join(column.choices)])
            for cell in worksheet[worksheet.max_row]:
                cell.alignment = TOP

"""Spreadsheets for the tests of the import."""

from io import BytesIO

from openpyxl import Workbook

from submissions.imports.columns import SHEETS
from tests.accounts.spreadsheets.books import saved

TITLES = {sheet.key: sheet.title for sheet in SHEETS}
HEADINGS = {sheet.key: [column.heading for column in sheet.columns] for sheet in SHEETS}


def workbook(headings=None, **rows) -> BytesIO:
    """An XLSX with a sheet for each keyword (opd, people, innovations); its rows are in the template's order."""
    book = Workbook()
    book.remove(book.active)
    for key, lines in rows.items():
        sheet = book.create_sheet(TITLES.get(key, key))
        sheet.append((headings or HEADINGS)[key])
        for line in lines:
            sheet.append(list(line))
    return saved(book)


AGENCY = ("Dinas Arsip Contoh", "Arsipcon", "Dinas", None, "Ya")
PERSON = ("Siti Aminah", "siti@contoh.go.id", "198001012005011001", "081234567890", "Arsipcon", "Operator", None)
INNOVATION = ("SAPA WARGA", "Sistem Aduan", "Arsipcon", "17/02/2021", "Top 45 KIPP", 2023)


def good(**rows) -> BytesIO:
    return workbook(**{"opd": [AGENCY], "people": [PERSON], "innovations": [INNOVATION], **rows})

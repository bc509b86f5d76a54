"""Spreadsheets for the tests of the import: whole ones from rows, and broken ones by hand."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from submissions.imports.columns import SHEETS

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


def saved(book) -> BytesIO:
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def upload(file: BytesIO | bytes, name="data.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, file if isinstance(file, bytes) else file.getvalue())


def repacked(file: BytesIO, change=None, add=None, drop=()) -> BytesIO:
    """The same package with parts changed (name → bytes to bytes), added (name → bytes) or left out."""
    out = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in drop:
                content = old.read(name)
                new.writestr(name, (change or {}).get(name, lambda part: part)(content))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    out.seek(0)
    return out


AGENCY = ("Dinas Arsip Contoh", "Arsipcon", "Dinas", None, "Ya")
PERSON = ("Siti Aminah", "siti@contoh.go.id", "198001012005011001", "081234567890", "Arsipcon", "Operator", None)
INNOVATION = ("SAPA WARGA", "Sistem Aduan", "Arsipcon", "17/02/2021", "Top 45 KIPP", 2023)


def good(**rows) -> BytesIO:
    return workbook(**{"opd": [AGENCY], "people": [PERSON], "innovations": [INNOVATION], **rows})

"""Workbooks for tests: saved, taken apart, put together again, and spoilt."""

import random
import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
PARTS = [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]


def simple(*rows, title="Satu") -> BytesIO:
    """A workbook of one sheet."""
    book = Workbook()
    book.active.title = title
    for row in rows or (["Nama", "Nilai"], ["Kebaruan", 80]):
        book.active.append(row)
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


def spoilt(file: BytesIO, seed: int) -> BytesIO:
    """A whole archive whose parts make no sense: what openpyxl trips over, beyond the checksum."""
    chance = random.Random(seed)  # noqa: S311  repeatable, not secret

    def spoil(xml):
        content = bytearray(xml)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(content))
            content[place : place + chance.randint(0, 8)] = bytes(
                chance.choice(b'<>"=/ 019AZaz&;-.') for _ in range(chance.randint(0, 8))
            )
        return bytes(content)

    return repacked(file, dict.fromkeys(chance.sample(PARTS, chance.randint(1, 3)), spoil))

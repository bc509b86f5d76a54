"""Whether a file is a harmless XLSX, seen from its bytes before anything in it is parsed."""

import re
import zipfile
from typing import BinaryIO

from accounts.archives import SPOILT

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_PARTS = 500
MOST_UNPACKED = 50 * MEGABYTE
MOST_TAGS = 2_000_000  # what XML takes in memory goes by its tags
CHUNK = 64 * 1024
OVERLAP = 32  # longer than what is looked for, which may lie across two chunks
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMULA = re.compile(rb"[<:]f[ />]")
MACROS = ("vbaproject.bin", "xl/macrosheets/", "macroenabled")
MARKUP = (".xml", ".rels")
# What openpyxl raises over a workbook that makes no sense: it trusts its tags, attributes and references.
NONSENSE = (*SPOILT, TypeError, AttributeError, ArithmeticError, AssertionError, SyntaxError)


class UnfitWorkbookError(Exception):
    """The file is no workbook that we read. `code` says why: empty, big, unknown, locked, macro, bomb or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def inspect_workbook(file: BinaryIO) -> bool:
    """Refuse what is no harmless workbook. Says whether it may hold formulas."""
    size = file.seek(0, 2)
    if not size:
        raise UnfitWorkbookError("empty")
    if size > MOST_BYTES:
        raise UnfitWorkbookError("big")
    file.seek(0)
    start = file.read(8)
    if not start.startswith(ZIP):
        raise UnfitWorkbookError("locked" if start == OLE else "unknown")
    with zipfile.ZipFile(file) as archive:
        return _inspect_parts(archive)


def _inspect_parts(archive: zipfile.ZipFile) -> bool:
    """What the parts claim to unpack to is added up before anything is unpacked; then each is read to its end."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.xml" not in names:
        raise UnfitWorkbookError("unknown")
    if any(sign in name for name in names for sign in MACROS):
        raise UnfitWorkbookError("macro")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnfitWorkbookError("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise UnfitWorkbookError("locked")
    tags, has_formulas = 0, False
    for part in parts:
        before = b""
        with archive.open(part) as content:
            while chunk := content.read(CHUNK):
                tags += chunk.count(b"<")
                before = before[-OVERLAP:] + chunk
                has_formulas = has_formulas or FORMULA.search(before) is not None
                _inspect_chunk(part.filename.lower(), before, tags)
    return has_formulas


def _inspect_chunk(name: str, chunk: bytes, tags: int) -> None:
    if name == "[content_types].xml" and b"macroenabled" in chunk.lower():
        raise UnfitWorkbookError("macro")
    if name.endswith(MARKUP) and (b"<!DOCTYPE" in chunk or b"\0" in chunk):
        raise UnfitWorkbookError("broken")  # no workbook declares entities, or is written in two bytes a letter
    if tags > MOST_TAGS:
        raise UnfitWorkbookError("bomb")

"""What a file is, by its content and never by its name."""

import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf


@dataclass(frozen=True)
class FileKind:
    extension: str
    content_type: str


PDF = FileKind("pdf", "application/pdf")
PNG = FileKind("png", "image/png")
JPG = FileKind("jpg", "image/jpeg")
DOCX = FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")

SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPG))
ENDINGS = {PNG: b"IEND\xaeB`\x82", JPG: b"\xff\xd9"}
TAIL = 64 * 1024  # phones append data of their own behind the end of a picture
LONGEST_NAME = 80
MOST_PARTS = 5_000
MOST_UNPACKED = 100 * 1024 * 1024
MACRO = "vbaproject.bin"
SPOILT = (  # what Python's zipfile and its four ways to unpack raise over bytes that make no sense
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    OverflowError,
)


class UnfitFileError(Exception):
    """The file is none that we take; `code` says why: unknown, broken, locked, macro or bomb."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def inspect(file: BinaryIO) -> FileKind:
    """The kind of an open file that is whole and harmless, or UnfitFileError. Leaves the file at its start."""
    try:
        kind = _signed_kind(file)
        if kind == PDF:
            _check_pdf(file)
        elif kind == DOCX:
            _check_word(file)
        else:
            _check_picture(file, kind)
    finally:
        file.seek(0)
    return kind


def _signed_kind(file: BinaryIO) -> FileKind:
    file.seek(0)
    start = file.read(8)
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            return kind
    if start.startswith(b"PK\x03\x04"):
        return DOCX
    raise UnfitFileError("unknown")


def _check_picture(file: BinaryIO, kind: FileKind) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    if ENDINGS[kind] not in file.read():
        raise UnfitFileError("broken")


def _check_pdf(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise UnfitFileError("locked") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError) as error:
        raise UnfitFileError("broken") from error
    if not pages:
        raise UnfitFileError("broken")


def _check_word(file: BinaryIO) -> None:
    """A Word document is a ZIP with word/document.xml in it; with a macro it is not one we take.

    What it claims to unpack to is added up before anything is unpacked.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if "word/document.xml" not in names:
                raise UnfitFileError("unknown")
            if any(name.lower().endswith(MACRO) for name in names):
                raise UnfitFileError("macro")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnfitFileError("bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise UnfitFileError("locked")
            if archive.testzip():
                raise UnfitFileError("broken")
    except SPOILT as error:
        raise UnfitFileError("broken") from error


def safe_name(name: str, kind: FileKind) -> str:
    """A file name without folders, control characters and surprises, ending as its content says."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = unicodedata.normalize("NFKC", stem)
    stem = "".join(c for c in stem if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"[^\w\-() ]+", " ", stem).strip()
    stem = re.sub(r"\s+", " ", stem)[:LONGEST_NAME].strip()
    return f"{stem or 'berkas'}.{kind.extension}"

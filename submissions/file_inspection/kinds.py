"""The kinds of files that are taken, and by which first bytes they are known."""

from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True)
class FileKind:
    extension: str
    content_type: str


PDF = FileKind("pdf", "application/pdf")
PNG = FileKind("png", "image/png")
JPG = FileKind("jpg", "image/jpeg")
DOCX = FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")

SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPG), (b"PK\x03\x04", DOCX))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and what newer Office makes of a file with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BLOCK = 64 * 1024


class UnfitFileError(Exception):
    """The file is none that we take; `code` says why: unknown, old, broken, locked, macro, active or bomb."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def find(file: BinaryIO, wanted: bytes) -> bool:
    """Whether the bytes occur from where the file stands, read block by block."""
    seen = b""
    while block := file.read(BLOCK):
        if wanted in seen + block:
            return True
        seen = (seen + block)[-len(wanted) + 1 :]
    return False

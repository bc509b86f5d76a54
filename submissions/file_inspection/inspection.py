"""What a file is, by its content and never by its name, and whether it is whole and harmless."""

import re
import unicodedata
import zipfile
from typing import BinaryIO

from . import paper, picture, word
from .kinds import DOCX, ENCRYPTED, JPG, OLE, PDF, PNG, SIGNATURES, FileKind, UnfitFileError, find

CHECKS = {PDF: paper.check, PNG: picture.check_png, JPG: picture.check_jpg, DOCX: word.check}
LONGEST_NAME = 80


def inspect(file: BinaryIO) -> FileKind:
    """The kind of an open file that is whole and harmless, or UnfitFileError. Leaves the file at its start."""
    try:
        kind = _signed_kind(file)
        CHECKS[kind](file)
        if kind != DOCX and zipfile.is_zipfile(file):  # an archive that hides behind a picture or a paper
            raise UnfitFileError("active")
    finally:
        file.seek(0)
    return kind


def _signed_kind(file: BinaryIO) -> FileKind:
    file.seek(0)
    start = file.read(8)
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            return kind
    if start == OLE:
        raise UnfitFileError("locked" if find(file, ENCRYPTED) else "old")
    raise UnfitFileError("unknown")


def safe_name(name: str, kind: FileKind) -> str:
    """A file name without folders, control characters and surprises, ending as its content says."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = unicodedata.normalize("NFKC", stem)
    stem = "".join(c for c in stem if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"[^\w\-() ]+", " ", stem).strip()
    stem = re.sub(r"\s+", " ", stem)[:LONGEST_NAME].strip()
    return f"{stem or 'berkas'}.{kind.extension}"

"""What a file is, by its content and never by its name."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class FileKind:
    extension: str
    content_type: str


PDF = FileKind("pdf", "application/pdf")
PNG = FileKind("png", "image/png")
JPG = FileKind("jpg", "image/jpeg")
DOCX = FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")

SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPG))
LONGEST_NAME = 80


def kind_of(file: IO[bytes]) -> FileKind | None:
    """The kind of an open file, or None if it is none that we take. Leaves the file at its start."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            return kind
    return DOCX if start.startswith(b"PK") and _is_word(file) else None


def _is_word(file: IO[bytes]) -> bool:
    """A Word document is a ZIP with word/document.xml in it; with a macro it is not one we take."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError):
        return False
    finally:
        file.seek(0)
    return "word/document.xml" in names and not any(name.endswith("vbaProject.bin") for name in names)


def safe_name(name: str, kind: FileKind) -> str:
    """A file name without folders, control characters and surprises, ending as its content says."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = unicodedata.normalize("NFKC", stem)
    stem = "".join(c for c in stem if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"[^\w\-() ]+", " ", stem).strip()
    stem = re.sub(r"\s+", " ", stem)[:LONGEST_NAME].strip()
    return f"{stem or 'berkas'}.{kind.extension}"

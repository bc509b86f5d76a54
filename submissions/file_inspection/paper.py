"""PDF: whole, unlocked, with pages, and nothing in it that acts by itself or brings another file along."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf

from .kinds import UnfitFileError

END, TAIL = b"%%EOF", 2048  # the standard wants it in the last 1024 bytes; some writers add a little behind it
HEAD = 4096
CLAIMED_LENGTH = re.compile(rb"/Linearized.{0,400}?/L\s+(\d{1,15})", re.DOTALL)
MOST_OBJECTS = 200_000
DEEPEST = 30
NAMED = {"/JS", "/JavaScript", "/EF", "/XFA"}  # scripts, embedded files, forms of the older and scripted kind
ACTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"}
KINDS = {"/RichMedia", "/FileAttachment", "/Movie", "/Screen", "/3D"}
SPOILT = (pikepdf.PdfError, ValueError, RuntimeError, OSError, TypeError, RecursionError)


def check(file: BinaryIO) -> None:
    _check_end(file)
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            if not len(pdf.pages):
                raise UnfitFileError("broken")
            _check_objects(pdf)
    except pikepdf.PasswordError as error:
        raise UnfitFileError("locked") from error
    except SPOILT as error:
        raise UnfitFileError("broken") from error


def _check_end(file: BinaryIO) -> None:
    """A reader that repairs would take a file that was cut; anyone who opens it would miss pages."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    if END not in file.read():
        raise UnfitFileError("broken")
    file.seek(0)
    claimed = CLAIMED_LENGTH.search(file.read(HEAD))
    if claimed and int(claimed[1]) > size:
        raise UnfitFileError("broken")


def _check_objects(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MOST_OBJECTS:
        raise UnfitFileError("bomb")
    for found in pdf.objects:
        for part in _dictionaries(found):
            if _acts(part):
                raise UnfitFileError("active")


def _dictionaries(found: Any, depth: int = 0) -> Iterator[Any]:
    """An object and what is written inside it; what it only refers to comes in its own turn."""
    if depth > DEEPEST:
        raise UnfitFileError("bomb")
    if isinstance(found, pikepdf.Array):
        inside = list(found)
    elif isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        yield found
        inside = list(found.values())
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _dictionaries(part, depth + 1)


def _acts(part: Any) -> bool:
    if not NAMED.isdisjoint(part.keys()):
        return True
    return str(part.get("/S", "")) in ACTS or str(part.get("/Subtype", "")) in KINDS

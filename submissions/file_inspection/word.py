"""DOCX: a ZIP with word/document.xml in it, without macros, controls, and parts that are fetched from elsewhere."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from accounts.archives import SPOILT

from .kinds import UnfitFileError

MOST_PARTS = 5_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_MARKUP = 4 * 1024 * 1024  # of a list of parts; they have a few kilobytes
DOCUMENT, TYPES = "word/document.xml", "[Content_Types].xml"
MACRO = "vbaproject.bin"
ACTIVE = ("word/activex/", "word/embeddings/oleobject", "customui/")
LINK = "/hyperlink"  # the only thing that a reader goes to by will


def check(file: BinaryIO) -> None:
    """What it claims to unpack to is added up before anything is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if DOCUMENT not in names:
                raise UnfitFileError("unknown")
            if any(name.lower().endswith(MACRO) for name in names):
                raise UnfitFileError("macro")
            if any(name.lower().startswith(ACTIVE) for name in names):
                raise UnfitFileError("active")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnfitFileError("bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise UnfitFileError("locked")
            if TYPES not in names or len(set(names)) < len(names) or archive.testzip():
                raise UnfitFileError("broken")
            _check_types(archive)
            _check_relations(archive, names)
    except SPOILT as error:
        raise UnfitFileError("broken") from error


def _check_types(archive: zipfile.ZipFile) -> None:
    """A document with macros may give them another name; what it says of itself Word believes."""
    for attributes in _elements(archive, TYPES):
        said = attributes.get("ContentType", "").lower()
        if "macroenabled" in said or "vbaproject" in said:
            raise UnfitFileError("macro")
        if "activex" in said:
            raise UnfitFileError("active")


def _check_relations(archive: zipfile.ZipFile, names: list[str]) -> None:
    """A template, picture or object from elsewhere is fetched by anyone who opens the document."""
    for name in names:
        if not name.lower().endswith(".rels"):
            continue
        for attributes in _elements(archive, name):
            kind = attributes.get("Type", "").lower()
            if kind.endswith("/vbaproject"):
                raise UnfitFileError("macro")
            if attributes.get("TargetMode", "").lower() == "external" and not kind.endswith(LINK):
                raise UnfitFileError("active")


def _elements(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """The attributes of each element. A document type has no place in Office files, and is a way to blow them up."""
    if archive.getinfo(name).file_size > MOST_MARKUP:
        raise UnfitFileError("bomb")
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, attributes: found.append(attributes)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(archive.read(name), True)
    yield from found


def _refuse_doctype(*_told: object) -> None:
    raise UnfitFileError("broken")

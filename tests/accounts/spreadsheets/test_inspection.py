"""What is called XLSX and is none, or would do harm, is refused before it is parsed."""

import zipfile
from io import BytesIO

import pytest

from accounts.spreadsheets import inspection
from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.reading import open_pages
from tests.accounts.spreadsheets.books import PARTS, SHEET, repacked, simple


def refusal(file) -> str:
    """Why a file is refused, or nothing."""
    try:
        with open_pages(file) as pages:
            for page in pages:
                list(page.rows)
    except UnfitWorkbookError as error:
        return error.code
    return ""


def test_a_plain_workbook_is_taken():
    assert refusal(simple()) == ""


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("empty", b""),
        ("unknown", b"nama;singkatan\n"),
        ("unknown", b"%PDF-1.7 palsu"),
        ("locked", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("big", b"PK\x03\x04" + b"\x00" * inspection.MOST_BYTES),
        ("broken", simple().getvalue()[:2000]),
        ("broken", b"PK\x03\x04" + b"\x00" * 500),
    ],
)
def test_what_is_no_workbook_is_refused(code, content):
    assert refusal(BytesIO(content)) == code


def test_an_archive_without_a_workbook_is_refused():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert refusal(file) == "unknown"


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(name):
    assert refusal(repacked(simple(), add={name: b"x"})) == "macro"


def test_a_workbook_with_the_type_of_one_with_macros_is_refused():
    change = {
        "[Content_Types].xml": lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    }

    assert refusal(repacked(simple(), change)) == "macro"


def test_bombs_are_refused_before_they_are_unpacked():
    assert refusal(repacked(simple(), add={"xl/media/big.bin": b"\0" * (inspection.MOST_UNPACKED + 1)})) == "bomb"
    assert refusal(repacked(simple(), add={"xl/tags.xml": b"<a/>" * (inspection.MOST_TAGS + 1)})) == "bomb"
    assert refusal(repacked(simple(), add={f"xl/media/{n}": b"" for n in range(inspection.MOST_PARTS)})) == "bomb"


def test_entities_are_refused():
    change = {SHEET: lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml}

    assert refusal(repacked(simple(), change)) == "broken"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/styles.xml", SHEET, "[Content_Types].xml", "_rels/.rels"])
def test_a_missing_part_is_no_breakdown(name):
    assert refusal(repacked(simple(), drop=[name])) in {"", "broken", "unknown", "no_sheet"}


def test_what_lies_across_two_chunks_is_found_all_the_same():
    """The first chunk ends within “<!DOCTYPE”."""
    padding = b"<?xml version='1.0'?>".ljust(inspection.CHUNK - 4)

    assert refusal(repacked(simple(), {SHEET: lambda xml: padding + b"<!DOCTYPE x>" + xml})) == "broken"


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_hide_nothing(name, encoding):
    def recoded(xml):
        return (b"<!DOCTYPE x>" + xml).decode().encode(encoding)

    assert refusal(repacked(simple(), {name: recoded})) == "broken"

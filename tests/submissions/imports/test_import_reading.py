"""From a file to rows: whole workbooks, cells of every kind, and whatever else is called XLSX."""

import random
import time
import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from submissions.file_inspection.kinds import UnfitFileError
from submissions.imports import reading
from submissions.imports.reading import read
from submissions.imports.template import template
from submissions.imports.values import WrongValueError, cleaned
from tests.submissions.imports.sheets import AGENCY, HEADINGS, good, repacked, saved, workbook

SHEET = "xl/worksheets/sheet1.xml"
CODES = {"empty", "big", "unknown", "locked", "macro", "bomb", "broken", "no_sheet"}


def refusal_or_nothing(file) -> str:
    try:
        read(file)
    except UnfitFileError as error:
        return error.code
    return ""


def refusal(file) -> str:
    with pytest.raises(UnfitFileError) as caught:
        read(file)
    return caught.value.code


def test_rows_come_with_their_numbers_and_empty_ones_are_left_out():
    file = workbook(opd=[AGENCY, [], ["  "], AGENCY])

    table = read(file).tables[0]

    assert [row.number for row in table.rows] == [2, 5]
    assert table.rows[0].values["abbr"] == "Arsipcon"


def test_headings_are_found_whatever_their_case_spaces_and_order():
    headings = {"opd": [" SINGKATAN ", "jenis *", "warna", "nama"]}

    table = read(workbook(headings, opd=[["Din", "Dinas", "hijau", "Dinas Contoh"]])).tables[0]

    assert table.rows[0].values == {"abbr": "Din", "kind": "Dinas", "name": "Dinas Contoh"}
    assert table.ignored == ["warna"]


def test_missing_and_doubled_columns_are_named():
    table = read(workbook({"opd": ["Nama", "Nama"]}, opd=[["a", "b"]])).tables[0]

    assert [column.heading for column in table.missing] == ["Singkatan", "Jenis"]
    assert table.doubled == ["Nama"]
    assert table.rows == []


def test_sheets_that_are_none_of_ours_are_named():
    book = Workbook()
    book.active.title = "opd"
    book.create_sheet("Catatan")
    book.create_sheet("Petunjuk")

    found = read(saved(book))

    assert [table.sheet.title for table in found.tables] == ["OPD"]
    assert found.unread == ["Catatan"]


def test_the_template_holds_three_sheets_a_guide_and_examples_that_are_skipped():
    book = openpyxl.load_workbook(BytesIO(template()))

    found = read(BytesIO(template()))

    assert book.sheetnames == ["Petunjuk", "OPD", "Orang", "Inovasi"]
    for table in found.tables:
        sheet = book[table.sheet.title]
        assert [cell.value.rstrip(" *") for cell in sheet[1]] == HEADINGS[table.sheet.key]
        assert sheet.freeze_panes == "A2"
        assert all(cell.comment for cell in sheet[1])
    assert [(len(table.rows), table.examples) for table in found.tables] == [(0, 1)] * 3
    assert {rule.formula1 for rule in book["Orang"].data_validations.dataValidation} == {'"Operator,Kepala,Pegawai"'}


def test_a_formula_without_a_value_is_told_from_an_empty_cell():
    file = workbook(opd=[['="Dinas "&"Contoh"', "Din", "Dinas", None, None]])

    row = read(file).tables[0].rows[0]

    assert isinstance(row.values["name"], reading.Formula)
    assert row.values["parent"] is None


def test_a_formula_with_a_value_is_read_as_its_value():
    def calculated(xml):
        return xml.replace(b"<v></v>", b"<v>Dinas Contoh</v>").replace(b"<v />", b"<v>Dinas Contoh</v>")

    file = workbook(opd=[['="Dinas "&"Contoh"', "Din", "Dinas", None, None]])
    file = repacked(file, {SHEET: lambda xml: calculated(xml).replace(b'r="A2"', b'r="A2" t="str"')})

    assert read(file).tables[0].rows[0].values["name"] == "Dinas Contoh"


def test_more_rows_than_allowed_are_noted():
    table = read(workbook(opd=[AGENCY] * (reading.MOST_ROWS + 1))).tables[0]

    assert len(table.rows) == reading.MOST_ROWS
    assert table.has_too_many


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("empty", b""),
        ("unknown", b"nama;singkatan\n"),
        ("unknown", b"%PDF-1.7 palsu"),
        ("locked", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("big", b"PK\x03\x04" + b"\x00" * reading.MOST_BYTES),
        ("broken", good().getvalue()[:3000]),
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
    assert refusal(repacked(good(), add={name: b"x"})) == "macro"


def test_a_workbook_with_the_type_of_one_with_macros_is_refused():
    change = {
        "[Content_Types].xml": lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    }

    assert refusal(repacked(good(), change)) == "macro"


def test_bombs_are_refused_before_they_are_unpacked():
    assert refusal(repacked(good(), add={"xl/media/big.bin": b"\0" * (reading.MOST_UNPACKED + 1)})) == "bomb"
    assert refusal(repacked(good(), add={"xl/tags.xml": b"<a/>" * (reading.MOST_TAGS + 1)})) == "bomb"
    assert refusal(repacked(good(), add={f"xl/media/{n}": b"" for n in range(reading.MOST_PARTS)})) == "bomb"


def test_entities_are_refused():
    change = {SHEET: lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml}

    assert refusal(repacked(good(), change)) == "broken"


def test_a_workbook_without_our_sheets_is_refused():
    assert refusal(saved(Workbook())) == "no_sheet"


@pytest.mark.parametrize("size", [b"A1:XFD1048576", b"A1", b"B7:B7"])
def test_what_a_sheet_says_of_its_size_is_not_believed(size):
    file = repacked(good(), {SHEET: lambda xml: xml.replace(b"A1:E2", size)})

    started = time.monotonic()
    table = read(file).tables[0]

    assert len(table.rows) == 1
    assert time.monotonic() - started < 5


def test_a_row_far_below_keeps_its_number():
    file = repacked(good(), {SHEET: lambda xml: xml.replace(b'<row r="2"', b'<row r="900000"')})

    assert [row.number for row in read(file).tables[0].rows] == [900000]


def test_links_to_other_files_are_left_alone():
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'

    file = repacked(good(), add={"xl/externalLinks/externalLink1.xml": link})

    assert len(read(file).tables[0].rows) == 1


@pytest.mark.parametrize("seed", range(150))
def test_spoilt_bytes_are_refused_or_read_but_never_break_down(seed):
    chance, content = random.Random(seed), bytearray(good().getvalue())  # noqa: S311  repeatable, not secret
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)

    assert refusal_or_nothing(BytesIO(bytes(content))) in {"", *CODES}


@pytest.mark.parametrize("seed", range(150))
def test_spoilt_tags_are_refused_or_read_but_never_break_down(seed):
    """Whole archives with workbooks that make no sense: what openpyxl trips over, beyond the checksum."""
    chance = random.Random(seed)  # noqa: S311  as above

    def spoil(xml):
        content = bytearray(xml)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(content))
            content[place : place + chance.randint(0, 8)] = bytes(
                chance.choice(b'<>"=/ 019AZaz&;-.') for _ in range(chance.randint(0, 8))
            )
        return bytes(content)

    names = [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
    file = repacked(good(), dict.fromkeys(chance.sample(names, chance.randint(1, 3)), spoil))

    assert refusal_or_nothing(file) in {"", "broken", "no_sheet", "macro"}


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/styles.xml", SHEET, "[Content_Types].xml", "_rels/.rels"])
def test_a_missing_part_is_no_breakdown(name):
    assert refusal_or_nothing(repacked(good(), drop=[name])) in {"", "broken", "unknown", "no_sheet"}


@pytest.mark.parametrize(
    ("key", "typed", "meant"),
    [
        ("nip", "19800101 200501 1 001", "198001012005011001"),
        ("nip", "'198001012005011001", "198001012005011001"),
        ("nip", 198001012005011001, "198001012005011001"),
        ("phone", 81234567890, "081234567890"),
        ("phone", "+62 812-3456", "+62 812-3456"),
        ("email", " Siti@Contoh.GO.id ", "siti@contoh.go.id"),
        ("name", "  Siti\n\u0007 Aminah ", "Siti Aminah"),
        ("name", 2021.0, "2021"),
        ("kind", "KOTA/kabupaten", "kota"),
        ("role", "kepala opd", "head"),
        ("is_participant", "tidak", False),
        ("is_participant", True, True),
        ("starts_on", "17/02/2021", date(2021, 2, 17)),
        ("starts_on", "2021-02-17", date(2021, 2, 17)),
        ("starts_on", "17 Februari 2021", date(2021, 2, 17)),
        ("starts_on", datetime(2021, 2, 17, 9), date(2021, 2, 17)),  # noqa: DTZ001  Excel knows no zone
        ("starts_on", None, None),
        ("award_year", 2023, "2023"),
    ],
)
def test_cells_are_understood(key, typed, meant):
    assert cleaned(key, typed) == meant


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("nip", 1.98001012005011e17, "Excel membulatkan NIP"),
        ("nip", 198001012005011000, "Excel membulatkan NIP"),
        ("nip", "1234", "18 angka"),
        ("nip", "١٩٨٠٠١٠١٢٠٠٥٠١١٠٠١", "18 angka"),
        ("phone", "telepon saya", "Nomor telepon"),
        ("kind", "Padepokan", "Pilihannya: Dinas, Badan"),
        ("role", "Raja", "Operator, Kepala, Pegawai"),
        ("is_participant", "mungkin", "Ya atau Tidak"),
        ("starts_on", "31/02/2021", "17/02/2021"),
        ("starts_on", 44244, "17/02/2021"),
        ("award_year", "kemarin", "empat angka"),
        ("name", "#REF!", "tidak dapat dihitung"),
        ("name", reading.Formula(), "rumus tanpa hasil"),
    ],
)
def test_cells_are_refused_with_a_sentence(key, typed, sentence):
    with pytest.raises(WrongValueError, match=sentence):
        cleaned(key, typed)


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(reading.Formula()),
)


@settings(max_examples=300, deadline=None)
@given(
    key=st.sampled_from(sorted({key for sheet in reading.SHEETS for key in (c.key for c in sheet.columns)})), cell=CELL
)
def test_whatever_a_cell_holds_is_understood_or_refused(key, cell):
    try:
        value = cleaned(key, cell)
    except WrongValueError as error:
        value = error.sentence

    assert value is None or isinstance(value, str | bool | date)
    assert not isinstance(value, str) or "\x00" not in value

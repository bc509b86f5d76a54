"""From a file to rows, and from cells of every kind to what they mean."""

from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.reading import MOST_ROWS, Formula
from accounts.spreadsheets.values import WrongCellError
from submissions.imports.columns import SHEETS
from submissions.imports.reading import read
from submissions.imports.template import template
from submissions.imports.values import cleaned
from tests.accounts.spreadsheets.books import SHEET, repacked, saved, spoilt
from tests.extent import examples
from tests.submissions.imports.sheets import AGENCY, HEADINGS, good, workbook


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

    assert [column.heading for column in table.missing] == ["Singkatan"]
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

    assert isinstance(row.values["name"], Formula)
    assert row.values["parent"] is None


def test_a_formula_with_a_value_is_read_as_its_value():
    def calculated(xml):
        return xml.replace(b"<v></v>", b"<v>Dinas Contoh</v>").replace(b"<v />", b"<v>Dinas Contoh</v>")

    file = workbook(opd=[['="Dinas "&"Contoh"', "Din", "Dinas", None, None]])
    file = repacked(file, {SHEET: lambda xml: calculated(xml).replace(b'r="A2"', b'r="A2" t="str"')})

    assert read(file).tables[0].rows[0].values["name"] == "Dinas Contoh"


def test_more_rows_than_allowed_are_noted():
    table = read(workbook(opd=[AGENCY] * (MOST_ROWS + 1))).tables[0]

    assert len(table.rows) == MOST_ROWS
    assert table.has_too_many


def test_a_workbook_without_our_sheets_is_refused():
    with pytest.raises(UnfitWorkbookError, match="no_sheet"):
        read(saved(Workbook()))


@pytest.mark.parametrize("seed", range(40))
def test_a_spoilt_workbook_is_refused_or_read_but_never_breaks_down(seed):
    with suppress(UnfitWorkbookError):
        read(spoilt(good(), seed))


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
        ("starts_on", 442440, "17/02/2021"),
        ("award_year", "kemarin", "empat angka"),
        ("name", "#REF!", "tidak dapat dihitung"),
        ("name", Formula(), "rumus tanpa hasil"),
    ],
)
def test_cells_are_refused_with_a_sentence(key, typed, sentence):
    with pytest.raises(WrongCellError, match=sentence):
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
    st.just(Formula()),
)


@settings(max_examples=examples(300), deadline=None)
@given(key=st.sampled_from(sorted({key for sheet in SHEETS for key in (c.key for c in sheet.columns)})), cell=CELL)
def test_whatever_a_cell_holds_is_understood_or_refused(key, cell):
    try:
        value = cleaned(key, cell)
    except WrongCellError as error:
        value = error.sentence

    assert value is None or isinstance(value, str | bool | date)
    assert not isinstance(value, str) or "\x00" not in value

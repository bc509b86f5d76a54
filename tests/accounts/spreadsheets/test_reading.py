"""From an open workbook to its filled rows."""

import random
import time
from io import BytesIO

import pytest

from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.reading import LONGEST_CELL, MOST_COLUMNS, Formula, open_pages
from tests.accounts.spreadsheets.books import SHEET, repacked, simple, spoilt

CODES = {"empty", "big", "unknown", "locked", "macro", "bomb", "broken"}


def rows(file):
    """The rows of all sheets, each with its number and without the empty cells behind its last."""
    with open_pages(file) as pages:
        found = [(number, values) for page in pages for number, values in page.rows]
    filled = [(number, max(at for at, value in enumerate(values) if value is not None)) for number, values in found]
    return [(number, values[: last + 1]) for (number, values), (_number, last) in zip(found, filled, strict=True)]


def refusal(file):
    try:
        rows(file)
    except UnfitWorkbookError as error:
        return error.code
    return ""


def test_filled_rows_come_with_their_numbers():
    assert rows(simple(["a", None, 1], [], [None, ""], ["b"])) == [(1, ["a", None, 1]), (4, ["b"])]


def test_the_file_stands_at_its_beginning_again():
    file = simple()

    rows(file)

    assert file.tell() == 0


def test_a_formula_comes_with_its_text_and_without_a_result_where_there_is_none():
    assert rows(simple(["a", "=1+1"])) == [(1, ["a", Formula("=1+1")])]


def test_a_formula_comes_with_its_result():
    calculated = {SHEET: lambda xml: xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")}

    assert rows(repacked(simple(["a", "=1+1"]), calculated)) == [(1, ["a", Formula("=1+1", 2)])]


def test_text_that_begins_like_a_formula_is_text():
    typed = {SHEET: lambda xml: xml.replace(b"lama", b"=1+1")}

    assert rows(repacked(simple(["lama"], ["=2+2"]), typed)) == [(1, ["=1+1"]), (2, [Formula("=2+2")])]


def test_of_a_long_cell_so_much_is_read_that_it_is_still_too_long():
    text = {SHEET: lambda xml: xml.replace(b"lama", b"x" * 3 * LONGEST_CELL)}

    ((_number, (value,)),) = rows(repacked(simple(["lama"]), text))

    assert len(value) == LONGEST_CELL + 1


def test_columns_beyond_the_last_are_not_read():
    ((_number, values),) = rows(simple(["x"] * (MOST_COLUMNS + 5)))

    assert values == ["x"] * MOST_COLUMNS


@pytest.mark.parametrize("size", [b"A1:XFD1048576", b"A1", b"B7:B7"])
def test_what_a_sheet_says_of_its_size_is_not_believed(size):
    file = repacked(simple(), {SHEET: lambda xml: xml.replace(b"A1:B2", size)})

    started = time.process_time()
    found = rows(file)

    assert [number for number, _values in found] == [1, 2]
    assert time.process_time() - started < 5


@pytest.mark.parametrize("second", ["b", "=1+1"])
def test_a_row_far_below_keeps_its_number_and_costs_little(second):
    file = repacked(simple(["a"], [second]), {SHEET: lambda xml: xml.replace(b'<row r="2"', b'<row r="900000"')})

    started = time.process_time()
    found = rows(file)

    assert [number for number, _values in found] == [1, 900000]
    assert time.process_time() - started < 5


def test_links_to_other_files_are_left_alone():
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'

    file = repacked(simple(), add={"xl/externalLinks/externalLink1.xml": link})

    assert len(rows(file)) == 2


@pytest.mark.parametrize("seed", range(150))
def test_spoilt_bytes_are_refused_or_read_but_never_break_down(seed):
    chance, content = random.Random(seed), bytearray(simple().getvalue())  # noqa: S311  repeatable, not secret
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)

    assert refusal(BytesIO(bytes(content))) in {"", *CODES}


@pytest.mark.parametrize("seed", range(150))
def test_spoilt_tags_are_refused_or_read_but_never_break_down(seed):
    assert refusal(spoilt(simple(["a", "=1+1"], ["b", 2]), seed)) in {"", "broken", "macro"}

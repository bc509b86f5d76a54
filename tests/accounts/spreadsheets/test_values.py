"""From a cell to text."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.spreadsheets.reading import Formula
from accounts.spreadsheets.values import WrongCellError, cell_text, line_of, shown

anything = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200) | st.dates() | st.times()
) | st.just(Formula("=1+1", 2))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("dua\nbaris ", "dua\nbaris "),
        (2021.0, "2021"),
        (2.5, "2.5"),
        (True, "Ya"),
        (False, "Tidak"),
        (date(2021, 2, 17), "17/02/2021"),
        (datetime(2021, 2, 17, 9), "17/02/2021"),  # noqa: DTZ001  Excel knows no zone
    ],
)
def test_a_cell_is_read_as_people_write_it(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("value", "sentence"), [(Formula("=1+1", 2), "berisi rumus"), ("#REF!", "tidak dapat dihitung")]
)
def test_what_nobody_typed_is_refused(value, sentence):
    with pytest.raises(WrongCellError, match=sentence):
        cell_text(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Formula("=SUM(1,2)"), "=SUM(1,2)"),
        ("  Siti\n\u0007 Aminah ", "Siti Aminah"),
        (80.0, "80"),
        (Decimal("80.50"), "80.50"),
        (date(2021, 2, 17), "17/02/2021"),
        (date(999, 2, 17), "0999-02-17"),
    ],
)
def test_a_cell_is_shown_on_one_line(value, text):
    assert shown(value) == text


@given(anything)
def test_whatever_a_cell_holds_it_is_shown_in_one_short_line(value):
    text = shown(value)

    assert len(text) <= 120
    assert text == line_of(text)

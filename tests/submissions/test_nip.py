"""The number of a civil servant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.fields.nip import UnfitNipError, clean_nip

TODAY = date(2026, 1, 8)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("198504172010012003", "198504172010012003"),
        (" 19850417 201001 2 003 ", "198504172010012003"),
        ("19850417.201001.2.003", "198504172010012003"),
        ("199002292012121001".replace("0229", "0228"), "199002282012121001"),
        ("199105102023211004", "199105102023211004"),
    ],
)
def test_what_is_taken(typed, stored):
    assert clean_nip(typed, TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1985041720100120", "digits"),
        ("1985041720100120033", "digits"),
        ("NIP belum ada", "digits"),
        ("١٩٨٥٠٤١٧٢٠١٠٠١٢٠٠٣", "digits"),
        ("199002292012121001", "birth"),
        ("190004172010012003", "birth"),
        ("202704172010012003", "birth"),
        ("198504172010132003", "entry"),
        ("198504172010002003", "entry"),
        ("198504171990012003", "entry"),
        ("198504172027012003", "entry"),
        ("198504172010013003", "sex"),
    ],
)
def test_what_is_refused(typed, code):
    with pytest.raises(UnfitNipError) as refusal:
        clean_nip(typed, TODAY)

    assert refusal.value.code == code


@given(st.text(max_size=30) | st.text("0123456789", min_size=18, max_size=18))
def test_no_text_breaks_it(text):
    try:
        nip = clean_nip(text, TODAY)
    except UnfitNipError:
        return
    assert nip == "" or (len(nip) == 18 and nip.isascii() and nip.isdecimal())

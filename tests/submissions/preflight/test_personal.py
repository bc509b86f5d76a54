"""Personal data told by its shape, and figures that are none."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.preflight.personal import personal_data


def kinds(text):
    return list(personal_data(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NIK 3579011203850001", ["nik"]),
        ("NIK 3579015203850001", ["nik"]),  # a woman's day is 40 higher
        ("NIK 3579013103850001", ["nik"]),
        ("NIK 3579010003850001", []),
        ("NIK 3579014003850001", []),
        ("NIK 3579014103850001", ["nik"]),
        ("NIK 3579017103850001", ["nik"]),
        ("NIK 3579017203850001", []),
        ("NIK 3579 0112 0385 0001", ["nik"]),
        ("NIK 357901 120385 0001.", ["nik"]),
        ("NIK 3579013203850001", []),  # the 32nd
        ("NIK 3579011213850001", []),  # the 13th month
        ("rekening 0579011203850001", []),
        ("NIP 198001012005011001", ["nip"]),
        ("NIP. 19800101 200501 1 001", ["nip"]),
        ("PPPK 198001012023211001", ["nip"]),
        ("nomor 198013012005011001", []),
        ("nomor 198001011970011001", []),  # appointed before birth
        ("hubungi 081234567890", ["phone"]),
        ("hubungi 0812-3456-7890", ["phone"]),
        ("WA +62 812 3456 7890", ["phone"]),
        ("WA 6281234567890", ["phone"]),
        ("telepon +62 341 591234", ["phone"]),
        ("surel warga@contoh.go.id", ["email"]),
        ("198001012005011001, 0812 3456 7890, a.b+c@contoh.id", ["nip", "phone", "email"]),
    ],
)
def test_what_is_personal(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Anggaran Rp1.500.000.000 pada 2024",
        "Rp 1.234.567.890.123.456",
        "Rp1.500.000.000,00 dan Rp081.500.000,00",
        "buka 08.00–16.00 dan 08.00-12.00 13.00-16.00",
        "Nomor 188.45/0812345678/KEP/422.012/2020",
        "tahun 2021-2022-2023-2024 dan 01-02-2023",
        "0,0812345678",
        "nilai 99,87 dari 3579 warga, naik 0812 persen",
        "koordinat -7.8671234567, 112.5239876543",
        "@batukota dan #inovasi",
    ],
)
def test_what_is_not(text):
    assert kinds(text) == []


@given(st.integers(min_value=0, max_value=10**18))
def test_no_amount_of_money_is_personal(amount):
    assert kinds(f"Anggaran Rp{amount:,}".replace(",", ".") + ",00 per tahun") == []


@given(
    st.integers(min_value=110000, max_value=969999),
    st.dates(min_value=date(1940, 1, 1), max_value=date(2010, 12, 31)),
    st.booleans(),
    st.integers(min_value=1, max_value=9999),
    st.sampled_from(["{}", "NIK: {}.", "({})", "nik {}, alamat"]),
)
def test_every_nik_is_told(region, birth, is_woman, serial, around):
    day = birth.day + 40 * is_woman

    assert kinds(around.format(f"{region}{day:02}{birth:%m%y}{serial:04}")) == ["nik"]


@given(st.from_regex(r"\A08[1-35-9][0-9]{7,9}\Z"), st.sampled_from(["", " ", "-", "."]))
def test_every_mobile_number_is_told(number, separator):
    grouped = separator.join([number[:4], number[4:8], number[8:]])

    assert kinds(f"Hubungi {grouped} (Budi)") == ["phone"]


@pytest.mark.parametrize("text", ["a" * 100_000, "1" * 100_000, "0812" * 25_000, "a." * 50_000, "+62 " * 25_000])
def test_no_text_takes_long(text):
    begun = time.perf_counter()

    kinds(text)

    assert time.perf_counter() - begun < 1

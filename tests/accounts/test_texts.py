"""What comes in is cleaned by what it is meant for, and what reads the same has one key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import texts

SAME = [
    ("Kafé Warga", "Kafe\u0301 Warga"),
    ("Klik Dua Kali", "Klik\u200b Dua Kali"),
    ("Klik Dua Kali", "KLIK  dua\u00a0kali "),
    ("Dinas Kesehatan", "Dinas Kese\u00adhatan"),
    ("Dinas Kesehatan", "\ufeffDinas\u2003Kesehatan"),
    ("Efisien", "E\ufb01sien"),
    ("Rumah Qur'an", "Rumah Qur’an"),
    ("Satu-Satu", "Satu–Satu"),
    ("rina@batu.go.id", "Rina@Batu.go.id\u200b"),
    ("rina@batu.go.id", "ｒｉｎａ＠batu.go.id"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_reads_the_same_has_one_key(one, other):
    assert texts.key(one) == texts.key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Dinas A", "Dinas B"), ("Kafé", "Kafe"), ("Klik 2", "Klik2"), ("UPT I", "UPT II")]
)
def test_what_reads_differently_has_not(one, other):
    assert texts.key(one) != texts.key(other)


@pytest.mark.parametrize(
    ("clean", "typed", "stored"),
    [
        (texts.title, "  Dinas\u00a0 Kese\u00adhatan\u200b\r\n Kota ", "Dinas Kesehatan Kota"),
        (texts.title, "Kafe\u0301", "Kafé"),
        (texts.title, "Klik\x00 Dua", "Klik Dua"),
        (texts.email_address, " mailto:Rina@Batu.go.id\u200b", "rina@batu.go.id"),
        (texts.email_address, "rina＠batu.go.id", "rina@batu.go.id"),
        (texts.digits, "19800101 200501 1 001", "198001012005011001"),
        (texts.digits, "’19800101.200501-1-001", "198001012005011001"),
        (texts.running, "\uf0b7 satu\x0b\uf0fc dua \r\n\r\ntiga\u200b", "• satu\n✓ dua\n\ntiga"),
        (texts.running, "ꦏ\u200cꦏ", "ꦏ\u200cꦏ"),
    ],
)
def test_each_kind_of_text_is_cleaned_in_its_way(clean, typed, stored):
    assert clean(typed) == stored


@pytest.mark.parametrize("clean", [texts.title, texts.email_address, texts.digits, texts.running, texts.key])
@given(text=st.text())
def test_cleaning_twice_changes_nothing_more(clean, text):
    once = clean(text)

    assert clean(once) == once


@given(text=st.text())
def test_a_clean_title_reads_as_it_did(text):
    assert texts.key(texts.title(text)) == texts.key(text)


@given(text=st.text())
def test_a_title_shows_every_letter_that_it_has(text):
    kinds = {unicodedata.category(letter) for letter in texts.title(text)}

    assert kinds.isdisjoint({"Cc", "Cs"})

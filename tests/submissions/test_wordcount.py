"""One count of words for the page and for the server."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.wordcount import count_words

SAMPLES = {
    "": 0,
    "   \n\t ": 0,
    "satu": 1,
    "anak-anak pergi ke Posyandu.": 4,
    "24/7, Rp1.500,00 dan 12%": 4,
    "– • * … —": 0,
    "• satu – dua": 2,
    "satu\u00a0dua\u2003tiga\u3000empat\ufefflima": 5,
    "satu\u2028dua\u2029tiga\x0bempat\x0clima\u0085enam": 6,
    "satu\u200bdua": 1,
    "_ __ _a_": 1,
    "ꦧꦠꦶꦏ๒ Ⅳ ² ½ é e\u0301": 6,
    "\u0301 \U0001f600": 0,
}
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1)
GAPS = st.text("\t\n\v\f\r \u0085\u00a0\u2003\u202f\u3000\ufeff", min_size=1)


@pytest.mark.parametrize(("text", "words"), SAMPLES.items())
def test_count_words(text, words):
    assert count_words(text) == words


@given(st.lists(st.tuples(WORDS, GAPS)))
def test_count_is_the_number_of_words_whatever_parts_them(pieces):
    assert count_words("".join(word + gap for word, gap in pieces)) == len(pieces)


@given(st.text(), st.text())
def test_parts_add_up(one, other):
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_counts_as_the_server_does(page):
    # What the browser's Unicode knows and Python's does not yet is no character to either of them here.
    known = [c for c in map(chr, range(0x10000)) if unicodedata.category(c) not in {"Cn", "Cs"}]
    texts = [*SAMPLES, "".join(known), " ".join(known)]
    page.goto("/masuk/")

    counted = page.evaluate(
        "async (texts) => texts.map((await import('/static/js/wordcount.js')).countWords)",
        texts,
    )

    assert counted == [count_words(text) for text in texts]

"""One count of words for the page and for the server."""

import unicodedata

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from submissions.texts.wordcount import count_words

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
    # Numbers: each figure with its signs is one word, as are its unit and its symbol when a space parts them.
    "1.250.000 jiwa (±12,5 %) pada 2025/2026": 5,
    "Rp 1.500,- naik +3,2% dari 0,8": 6,
    "3 x 24 jam": 4,
    # Hyphens and dashes: what has no space is one word, however it is joined; a dash that stands free is none.
    "se\u2011Kota meja\u2010kursi warga—semua 2020–2025 e\u00admail": 5,
    "satu - dua – tiga — empat": 4,
    # Pasted from Word: bullets of its own font, numbered lists, smart quotes, ellipses, no-break and thin spaces.
    "\uf0b7\tAntrean daring\n\uf0a7\tLoket ramah": 4,
    "1.\tPertama\n2)\tKedua\na.\tKetiga": 6,
    "“Kutipan” ‘tunggal’ dan… seterusnya\u2026": 4,
    "Rp\u00a012\u202f500\u2009juta": 4,
    "baris\x0bpaksa\x0chalaman": 3,
    # What joins or turns the writing is no space, so it parts nothing.
    "ber\u200dsama \u200eteks\u200f \u2060rapat": 3,
}
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1)
GAPS = st.text("\t\n\v\f\r \u0085\u00a0\u2003\u202f\u3000\ufeff", min_size=1)


@pytest.mark.parametrize(("text", "words"), SAMPLES.items())
def test_count_words(text, words):
    assert count_words(text) == words


@given(st.lists(st.tuples(WORDS, GAPS)))
def test_count_is_the_number_of_words_whatever_parts_them(pieces):
    assert count_words("".join(word + gap for word, gap in pieces)) == len(pieces)


@given(st.text())
def test_spaces_around_and_between_change_nothing(text):
    assert count_words(f"\u00a0\n{text}\t ") == count_words(text)
    assert count_words(text.replace(" ", " \u3000\n")) == count_words(text)


@given(st.text())
def test_the_way_lines_end_changes_nothing(text):
    assert count_words(text.replace("\n", "\r\n")) == count_words(text)


@given(WORDS, st.sampled_from("-–—'’./,:+%&@#()[]{}\u00ad\u200b\u200d\u2011"), WORDS)
def test_a_sign_within_a_run_parts_no_word(one, sign, other):
    assert count_words(one + sign + other) == 1


@given(st.text())
def test_composed_or_decomposed_is_the_same(text):
    assert count_words(unicodedata.normalize("NFC", text)) == count_words(unicodedata.normalize("NFD", text))


@given(st.text(), st.text())
def test_parts_add_up(one, other):
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_counts_as_the_server_does(page):
    # What the browser's Unicode knows and Python's does not yet is no character to either of them here.
    known = [c for c in map(chr, range(0x10000)) if unicodedata.category(c) not in {"Cn", "Cs"}]
    texts = [*SAMPLES, "".join(known), " ".join(known), *drawn(200)]
    page.goto("/masuk/")

    counted = page.evaluate(
        "async (texts) => texts.map((await import('/static/js/submissions/entry/wordcount.js')).countWords)",
        texts,
    )

    assert counted == [count_words(text) for text in texts]


def drawn(number):
    """Texts as hypothesis draws them, of characters that both sides know."""
    found = []

    @settings(max_examples=number, database=None, derandomize=True, phases=[Phase.generate])
    @given(st.text(st.characters(codec="utf-8", exclude_categories=["Cn", "Cs"])))
    def draw(text):
        found.append(text)

    draw()
    return found

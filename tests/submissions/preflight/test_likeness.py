"""How alike texts are: the properties of the measure, and figures of pg_trgm's own manual."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.texts.likeness import commonest_word, folded, likeness, repeated_share, trigrams

texts = st.text(alphabet="abcDEF 12-.é", max_size=40)
worded = texts.filter(lambda text: bool(folded(text)))


@given(texts, texts)
def test_likeness_is_symmetric_and_a_share(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(worded)
def test_a_text_is_wholly_like_itself_whatever_its_case_and_signs(text):
    assert likeness(text, text) == 1
    assert likeness(text, f"  {text.swapcase()}! ") == 1


@given(
    st.lists(st.text(alphabet="abc", min_size=1, max_size=6), min_size=1, max_size=6).flatmap(
        lambda words: st.tuples(st.just(words), st.permutations(words))
    )
)
def test_the_order_of_the_words_does_not_matter(pair):
    words, shuffled = pair

    assert likeness(" ".join(words), " ".join(shuffled)) == 1


@given(texts)
def test_nothing_is_like_nothing(text):
    assert likeness(text, " – ") == 0


def test_trigrams_are_those_of_the_manual():
    """https://www.postgresql.org/docs/current/pgtrgm.html: show_trgm('cat'), and 'foo|bar' as two words."""
    assert trigrams("cat") == {"  c", " ca", "cat", "at "}
    assert trigrams("foo|bar") == {"  f", " fo", "foo", "oo ", "  b", " ba", "bar", "ar "}


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("word", "two words", 4 / 11),  # similarity('word', 'two words') = 0.36363637 in the manual
        ("Sapa Warga", "Sapa  WARGA!", 1),
        ("Sapa Warga", "Sapa Warga Kota", 11 / 16),
        ("Sapa Warga", "Peta Banjir", 0),
    ],
)
def test_likeness_as_pg_trgm_reckons_it(one, other, share):
    assert likeness(one, other) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("satu dua tiga " * 6, 0),  # eighteen words: too few to say
        (" ".join(f"kata{number}" for number in range(200)), 0),
        ("satu dua tiga empat lima " * 40, 1 - 5 / 196),
    ],
)
def test_how_much_a_text_repeats_itself(text, share):
    assert repeated_share(text) == pytest.approx(share)


def test_a_paragraph_pasted_twice_repeats_almost_half():
    paragraph = " ".join(f"kata{number}" for number in range(100)) + " "

    assert 0.45 < repeated_share(paragraph * 2) < 0.5


def test_the_commonest_word_of_a_text():
    assert commonest_word("warga " * 5 + " ".join(map(str, range(20)))) == ("warga", 0.2)
    assert commonest_word("warga " * 19) == ("", 0)

"""The word-level difference: what it says, that it loses nothing, and that it ends soon."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.texts.difference import Run, RunKind, compare

WORDS = st.lists(st.sampled_from(["satu", "dua", "tiga", "empat", ".", "\n", "  ", "\u3000", "anak-anak"]), max_size=40)


def texts(runs, *kinds):
    return "".join(run.text for run in runs if run.kind in kinds)


def test_compare_marks_the_changed_words_and_no_others():
    runs = compare("Layanan ini cepat, murah.", "Layanan itu cepat, sangat murah.")

    assert runs == [
        Run(RunKind.SAME, "Layanan "),
        Run(RunKind.REMOVED, "ini "),
        Run(RunKind.ADDED, "itu "),
        Run(RunKind.SAME, "cepat, "),
        Run(RunKind.ADDED, "sangat "),
        Run(RunKind.SAME, "murah."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("sama", "sama", [Run(RunKind.SAME, "sama")]),
        ("", "baru", [Run(RunKind.ADDED, "baru")]),
        ("lama", "", [Run(RunKind.REMOVED, "lama")]),
        (
            "a\n\nb",
            "a\nb",
            [Run(RunKind.SAME, "a"), Run(RunKind.REMOVED, "\n\n"), Run(RunKind.ADDED, "\n"), Run(RunKind.SAME, "b")],
        ),
    ],
)
def test_compare_at_the_edges(before, after, expected):
    assert compare(before, after) == expected


@given(st.text(), st.text())
def test_runs_spell_both_texts(before, after):
    runs = compare(before, after)

    assert texts(runs, RunKind.SAME, RunKind.REMOVED) == before
    assert texts(runs, RunKind.SAME, RunKind.ADDED) == after


@given(WORDS, WORDS)
def test_runs_of_words_spell_both_texts_without_empty_or_split_runs(before, after):
    before, after = " ".join(before), " ".join(after)

    runs = compare(before, after)

    assert texts(runs, RunKind.SAME, RunKind.REMOVED) == before
    assert texts(runs, RunKind.SAME, RunKind.ADDED) == after
    assert all(run.text for run in runs)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


def test_a_word_that_stayed_by_chance_is_read_with_the_rewritten_passage():
    runs = compare("awal satu dua tiga dan empat lima enam akhir", "awal tujuh delapan sembilan dan nol x y akhir")

    assert [run.kind for run in runs] == [RunKind.SAME, RunKind.REMOVED, RunKind.ADDED, RunKind.SAME]


@pytest.mark.parametrize("words", [2, 101, 300, 100_000])
def test_two_thousand_words_are_compared_within_a_second(words):
    before = " ".join(f"k{pow(7, number, 1_000_003) % words}" for number in range(2_000))
    after = " ".join(f"k{pow(5, number, 1_000_003) % words}" for number in range(2_000))
    begun = time.process_time()

    runs = compare(before, after)

    assert time.process_time() - begun < 1
    assert texts(runs, RunKind.SAME, RunKind.ADDED) == after


def test_a_text_beyond_all_measure_counts_as_rewritten():
    before, after = "a " * 9_000, "b " * 9_000

    assert compare(before, after) == [Run(RunKind.REMOVED, before), Run(RunKind.ADDED, after)]

from hypothesis import given
from hypothesis import strategies as st

from competitions.tiers import Cutoff, highest, nesting_problem, straddling

TOPS = [Cutoff("Top 5", 5), Cutoff("Top 10", 10), Cutoff("Top 30", 30)]
cutoffs = st.lists(st.integers(1, 40), min_size=1, max_size=5, unique=True).map(
    lambda places: [Cutoff(f"Top {place}", place) for place in sorted(places)]
)


def test_a_tier_that_reaches_no_further_than_the_one_above_is_named():
    assert nesting_problem(TOPS) is None
    assert nesting_problem([Cutoff("a", 5), Cutoff("b", 5)]) == 1
    assert nesting_problem([Cutoff("a", 5), Cutoff("b", 10), Cutoff("c", 9)]) == 2


def test_a_winner_carries_the_highest_tier():
    assert [highest(place, TOPS).name for place in (1, 5, 6, 10, 11, 30)] == [
        "Top 5",
        "Top 5",
        "Top 10",
        "Top 10",
        "Top 30",
        "Top 30",
    ]
    assert highest(31, TOPS) is None


def test_only_a_tie_across_a_cutoff_straddles():
    places = {"a": 1, "b": 1, "c": 5, "d": 5, "e": 7}

    assert straddling(places, TOPS) == [(TOPS[0], ["c", "d"])]


@given(cutoffs, st.integers(1, 50))
def test_a_better_place_never_carries_a_lower_tier(tiers, place):
    here, above = highest(place, tiers), highest(max(place - 1, 1), tiers)

    assert here is None or (above is not None and above.up_to <= here.up_to)


@given(st.lists(st.integers(0, 6), max_size=20), cutoffs)
def test_a_tie_straddles_exactly_when_its_members_would_part(scores, tiers):
    ordered = sorted(scores, reverse=True)
    places = {index: ordered.index(score) + 1 for index, score in enumerate(scores)}

    torn = {(cutoff.up_to, frozenset(keys)) for cutoff, keys in straddling(places, tiers)}

    for cutoff in tiers:
        for place in set(places.values()):
            tied = [key for key, value in places.items() if value == place]
            fitting = sum(place + turn <= cutoff.up_to for turn in range(len(tied)))
            assert ((cutoff.up_to, frozenset(tied)) in torn) == (0 < fitting < len(tied))

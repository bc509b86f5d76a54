from hypothesis import given
from hypothesis import strategies as st

from awards.tiers import Contest, TierEntry, TierStanding, settle
from competitions.tiers import Cutoff

TOP = [Cutoff("Top 2", 2), Cutoff("Top 4", 4)]


def entries(*places, **values):
    return [TierEntry(key, place, body=key, **values) for key, place in zip("ABCDEFGH", places, strict=False)]


def test_each_carries_the_highest_tier_it_reached():
    outcome = settle(entries(1, 2, 3, 4, 5), TOP)

    assert outcome.standings == {
        "A": TierStanding(1, "Top 2"),
        "B": TierStanding(2, "Top 2"),
        "C": TierStanding(3, "Top 4"),
        "D": TierStanding(4, "Top 4"),
        "E": TierStanding(5, None),
    }
    assert outcome.contests == []


def test_a_tie_inside_a_tier_stands():
    outcome = settle(entries(1, 1, 3, 3), TOP)

    assert outcome.contests == []
    assert [standing.place for standing in outcome.standings.values()] == [1, 1, 3, 3]


def test_a_tie_across_a_cutoff_is_a_contest():
    outcome = settle(entries(1, 2, 2, 4), TOP)

    assert outcome.undecided == [Contest(("B", "C"), "Top 2", is_decided=False)]


def test_a_decided_contest_orders_its_equals():
    tied = [
        TierEntry("A", 1, "A"),
        TierEntry("B", 2, "B", order=2),
        TierEntry("C", 2, "C", order=1),
        TierEntry("D", 4, "D"),
    ]

    outcome = settle(tied, TOP)

    assert outcome.undecided == []
    assert outcome.standings["C"] == TierStanding(2, "Top 2")
    assert outcome.standings["B"] == TierStanding(3, "Top 4")
    assert outcome.standings["D"] == TierStanding(4, "Top 4")


def test_a_decision_that_leaves_one_out_decides_nothing():
    tied = [TierEntry("A", 2, "A", order=1), TierEntry("B", 2, "B"), TierEntry("C", 1, "C")]

    assert [contest.is_decided for contest in settle(tied, TOP).contests] == [False]


def test_a_decision_on_a_tie_that_no_longer_matters_is_left_alone():
    tied = [TierEntry("A", 1, "A", order=2), TierEntry("B", 1, "B", order=1)]

    assert settle(tied, TOP).standings == {"A": TierStanding(1, "Top 2"), "B": TierStanding(1, "Top 2")}


def test_categories_are_fields_of_their_own():
    rows = [
        TierEntry("A", 1, "A", category="x"),
        TierEntry("B", 2, "B", category="x"),
        TierEntry("C", 3, "C", category="y"),
    ]

    outcome = settle(rows, [Cutoff("Top 1", 1)])

    assert outcome.standings == {
        "A": TierStanding(1, "Top 1"),
        "B": TierStanding(2, None),
        "C": TierStanding(1, "Top 1"),
    }


def test_the_cap_holds_back_and_the_next_moves_up():
    rows = [TierEntry("A", 1, "dinas"), TierEntry("B", 2, "dinas"), TierEntry("C", 3, "badan")]

    outcome = settle(rows, [Cutoff("Top 2", 2)], cap=1)

    assert outcome.standings == {
        "A": TierStanding(1, "Top 2"),
        "B": TierStanding(2, None),
        "C": TierStanding(2, "Top 2"),
    }


def test_equals_of_one_body_whom_the_cap_would_part_are_a_contest():
    rows = [TierEntry("A", 1, "dinas"), TierEntry("B", 1, "dinas"), TierEntry("C", 3, "badan")]

    assert settle(rows, [Cutoff("Top 3", 3)], cap=1).undecided == [Contest(("A", "B"), "", is_decided=False)]


def test_a_body_wins_no_more_once_the_cap_contest_is_decided():
    rows = [TierEntry("A", 1, "dinas", order=2), TierEntry("B", 1, "dinas", order=1), TierEntry("C", 3, "badan")]

    outcome = settle(rows, [Cutoff("Top 3", 3)], cap=1)

    assert outcome.undecided == []
    assert [outcome.standings[key].tier for key in "ABC"] == [None, "Top 3", "Top 3"]


PLACES = st.lists(st.integers(0, 6), min_size=1, max_size=12)


def competition_places(scores):
    return [1 + sum(other > score for other in scores) for score in scores]


@given(PLACES, st.sampled_from([None, 1, 2]))
def test_decisions_on_all_leave_no_contest_and_never_more_winners_than_the_cutoff(scores, cap):
    places = competition_places(scores)
    rows = [TierEntry(turn, place, body=turn % 3, order=turn + 1) for turn, place in enumerate(places)]

    outcome = settle(rows, TOP, cap)

    assert outcome.undecided == []
    assert set(outcome.standings) == set(range(len(scores)))
    winners = [key for key, standing in outcome.standings.items() if standing.tier]
    assert len(winners) <= 4
    assert sum(outcome.standings[key].tier == "Top 2" for key in winners) <= 2
    if cap:
        assert all(sum(key % 3 == body for key in winners) <= cap for body in range(3))


@given(PLACES)
def test_without_cap_and_decision_places_stay_as_they_are(scores):
    places = competition_places(scores)
    rows = [TierEntry(turn, place, body=turn) for turn, place in enumerate(places)]

    standings = settle(rows, TOP).standings

    assert [standings[turn].place for turn in range(len(places))] == places

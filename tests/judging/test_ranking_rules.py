"""The arithmetic of judging: scoring and standings, by example and by property."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.ranking_rules import Figures, RankedEntry, StageRule, stand
from judging.scoring_rules import Mark, StageScore, final_score, mean, middle, places, running_total, sheet_total

points = st.decimals(0, 100, places=2)
weights = st.decimals(Decimal("0.01"), 100, places=2)
marks = st.lists(st.builds(Mark, points, weights), min_size=1, max_size=10)
totals = st.lists(points, min_size=1, max_size=9)
ONE = [StageRule(Decimal(100), 1)]


def figures(*values, criteria=()):
    return Figures([Decimal(value) for value in values], [Decimal(value) for value in criteria])


def half_up(number: Fraction) -> Decimal:
    """Round as a pocket calculator's owner does, by whole hundredths."""
    return Decimal((2 * number.numerator * 100 + number.denominator) // (2 * number.denominator)) / 100


# Sheets


@given(marks)
def test_a_sheet_total_is_what_the_pocket_calculator_says(given_marks):
    exact = sum(Fraction(mark.points) * Fraction(mark.weight) for mark in given_marks) / sum(
        Fraction(mark.weight) for mark in given_marks
    )

    assert sheet_total(given_marks) == half_up(exact)


@given(marks, st.data())
def test_a_sheet_total_never_falls_when_a_mark_rises(given_marks, data):
    at = data.draw(st.integers(0, len(given_marks) - 1))
    higher = data.draw(st.decimals(given_marks[at].points, 100, places=2))
    raised = [*given_marks[:at], Mark(higher, given_marks[at].weight), *given_marks[at + 1 :]]

    assert sheet_total(raised) >= sheet_total(given_marks)


@given(marks)
def test_a_sheet_total_stays_within_its_marks(given_marks):
    assert min(mark.points for mark in given_marks) <= sheet_total(given_marks) + Decimal("0.005")
    assert sheet_total(given_marks) - Decimal("0.005") <= max(mark.points for mark in given_marks)


@given(marks, weights)
def test_a_blank_is_never_zero(given_marks, weight):
    blank = [*given_marks, Mark(None, weight)]

    with pytest.raises(ValueError, match="blank"):
        sheet_total(blank)
    assert running_total(blank) == sheet_total(given_marks)
    assert running_total([Mark(None, weight)]) is None


@pytest.mark.parametrize(
    ("given_points", "expected"), [((80, "90.01"), "86.01"), (("70.01", "70.02"), "70.02"), ((0, 0), "0.00")]
)
def test_a_sheet_total_by_hand(given_points, expected):
    one, other = (Decimal(value) for value in given_points)

    assert sheet_total([Mark(one, Decimal(40)), Mark(other, Decimal(60))]) == Decimal(expected)


def test_half_a_hundredth_goes_up():
    assert mean([Decimal("80.00"), Decimal("80.01")]) == Decimal("80.01")
    assert mean([Decimal("80.01"), Decimal("80.02")]) == Decimal("80.02")
    assert middle([Decimal("80.00"), Decimal("80.01")]) == Decimal("80.01")


@given(totals, st.randoms())
def test_mean_and_median_do_not_depend_on_the_order_of_jurors(given_totals, random):
    shuffled = random.sample(given_totals, len(given_totals))

    assert mean(shuffled) == mean(given_totals)
    assert middle(shuffled) == middle(given_totals)
    exact = sum(Fraction(total) for total in given_totals) / len(given_totals)
    assert mean(given_totals) == half_up(exact)


def test_stages_count_by_their_share():
    stages = [StageScore(Decimal("80.00"), Decimal(60)), StageScore(Decimal("90.01"), Decimal(40))]

    assert final_score(stages) == Decimal("84.00")


def test_nothing_has_no_total():
    for act in (lambda: mean([]), lambda: middle([]), lambda: final_score([]), lambda: sheet_total([])):
        with pytest.raises(ValueError, match=r"no mean|no median|at least one"):
            act()


@given(st.dictionaries(st.integers(), st.tuples(points), max_size=12))
def test_a_place_is_one_more_than_the_number_of_better_ones(keys):
    assert places(keys) == {name: 1 + sum(other > key for other in keys.values()) for name, key in keys.items()}


# Standings


def placed(entries, rules=ONE, **options):
    return {one.name: one.place for one in stand(entries, rules, **options)}


def test_places_run_1_2_2_4():
    entries = [RankedEntry(name, [figures(value)]) for name, value in zip("abcd", (90, 80, 80, 70), strict=True)]

    standings = stand(entries, ONE)

    assert [(one.name, one.place, one.is_tied) for one in standings] == [
        ("a", 1, False),
        ("b", 2, True),
        ("c", 2, True),
        ("d", 4, False),
    ]


def test_equal_scores_go_through_the_chain_and_say_where_they_parted():
    entries = [
        RankedEntry("second", [figures(80, criteria=(90, 70, 1))]),
        RankedEntry("first", [figures(80, criteria=(90, 71, 0))]),
        RankedEntry("third", [figures(80, criteria=(80, 99, 99))]),
        RankedEntry("alone", [figures(79, criteria=(99, 99, 99))]),
    ]

    assert [(one.name, one.place, one.tie_break) for one in stand(entries, ONE)] == [
        ("first", 1, 1),
        ("second", 2, 1),
        ("third", 3, 0),
        ("alone", 4, None),
    ]


def test_after_the_criteria_the_latest_stage_parts():
    rules = [StageRule(Decimal(50), 1), StageRule(Decimal(50), 1)]
    entries = [RankedEntry("desk", [figures(90), figures(80)]), RankedEntry("stage", [figures(80), figures(90)])]

    standings = stand(entries, rules)

    assert [(one.name, one.place, one.score, one.tie_break) for one in standings] == [
        ("stage", 1, Decimal("85.00"), 0),
        ("desk", 2, Decimal("85.00"), 0),
    ]


def test_below_the_quorum_there_is_no_place():
    entries = [
        RankedEntry("whole", [figures(50, 50, 50)]),
        RankedEntry("short", [figures(99, 99)]),
        RankedEntry("none", [figures()]),
    ]

    standings = {one.name: one for one in stand(entries, [StageRule(Decimal(100), 3)])}

    assert {name: one.place for name, one in standings.items()} == {"whole": 1, "short": None, "none": None}
    assert standings["short"].score is None
    assert standings["short"].stage_scores == (Decimal("99.00"),)


def test_whoever_did_not_reach_the_last_stage_stands_below_all_who_did():
    rules = [StageRule(Decimal(60), 1), StageRule(Decimal(40), 1)]
    entries = [
        RankedEntry("best at the desk", [figures(99), None]),
        RankedEntry("reached", [figures(60), figures(60)]),
        RankedEntry("reached, no quorum", [figures(60), figures()]),
        RankedEntry("never judged", [None, None]),
    ]

    standings = stand(entries, rules)

    assert [(one.name, one.place) for one in standings] == [
        ("reached", 1),
        ("best at the desk", 2),
        ("reached, no quorum", None),
        ("never judged", None),
    ]
    assert standings[1].score == Decimal("99.00")


def test_the_median_forgets_the_outlier():
    entries = [RankedEntry("loved", [figures(60, 60, 100)]), RankedEntry("liked", [figures(70, 70, 70)])]

    assert placed(entries) == {"loved": 1, "liked": 2}
    assert placed(entries, average=middle) == {"liked": 1, "loved": 2}


def test_places_within_a_group_are_counted_apart():
    entries = [
        RankedEntry(name, [figures(value)], group)
        for name, value, group in (("a", 90, 1), ("b", 80, 2), ("c", 80, 2), ("d", 70, 1))
    ]

    assert {one.name: one.group_place for one in stand(entries, ONE)} == {"a": 1, "b": 1, "c": 1, "d": 2}


juror_totals = st.lists(points, min_size=1, max_size=5)
fields = st.lists(juror_totals, min_size=1, max_size=8)


@given(fields, st.randoms())
def test_neither_the_order_of_proposals_nor_of_jurors_matters(field, random):
    entries = [RankedEntry(name, [Figures(given_totals)]) for name, given_totals in enumerate(field)]
    shuffled = [
        RankedEntry(one.name, [Figures(random.sample(one.stages[0].totals, len(one.stages[0].totals)))])
        for one in entries
    ]
    random.shuffle(shuffled)

    assert placed(shuffled) == placed(entries)


@given(fields, st.data())
def test_a_higher_total_never_costs_a_place(field, data):
    at = data.draw(st.integers(0, len(field) - 1))
    juror = data.draw(st.integers(0, len(field[at]) - 1))
    higher = data.draw(st.decimals(field[at][juror], 100, places=2))
    raised = [list(one) for one in field]
    raised[at][juror] = higher

    before = placed(RankedEntry(name, [Figures(given_totals)]) for name, given_totals in enumerate(field))
    after = placed(RankedEntry(name, [Figures(given_totals)]) for name, given_totals in enumerate(raised))

    assert after[at] <= before[at]


@given(fields)
def test_equal_places_are_ties_and_the_first_place_is_taken(field):
    standings = stand([RankedEntry(name, [Figures(given_totals)]) for name, given_totals in enumerate(field)], ONE)

    assert standings[0].place == 1
    for one in standings:
        same = [other for other in standings if other.place == one.place]
        assert one.is_tied == (len(same) > 1)
        assert one.score == mean(field[one.name]).quantize(Decimal("0.01"), ROUND_HALF_UP)


# The passing grade (docs/adr/0036-passing-grade.md)

BAR = Decimal(85)
DESK_AND_TALK = [StageRule(Decimal(60), 1, BAR), StageRule(Decimal(40), 1)]


def standing_of(entries, rules):
    return [(one.name, one.place, one.score, one.fell_at) for one in stand(entries, rules)]


def test_the_passing_grade_itself_passes_and_a_hundredth_less_does_not():
    entries = [RankedEntry("a", [figures("85.00")]), RankedEntry("b", [figures("84.99")])]

    assert [one.fell_at for one in stand(entries, [StageRule(Decimal(100), 1, BAR)])] == [None, 1]


def test_it_is_held_against_the_score_as_it_is_printed():
    """84,995 is printed as 85,00 and passes."""
    entry = RankedEntry("a", [figures("84.99", "85.00")])

    (one,) = stand([entry], [StageRule(Decimal(100), 2, BAR)])

    assert (one.stage_scores, one.fell_at) == ((Decimal("85.00"),), None)


def test_who_fell_stands_below_all_who_passed_whatever_the_final_score():
    """By hand: a 0,6 x 85 + 0,4 x 10 = 55; b never came to the second stage; c fell with 84."""
    entries = [
        RankedEntry("c", [figures(84), None]),
        RankedEntry("b", [figures(90), None]),
        RankedEntry("a", [figures(85), figures(10)]),
    ]

    assert standing_of(entries, DESK_AND_TALK) == [
        ("a", 1, Decimal("55.00"), None),
        ("b", 2, Decimal("90.00"), None),
        ("c", 3, Decimal("84.00"), 1),
    ]


def test_what_came_after_the_fall_does_not_count():
    """The grade was set after it went on: it ends where it fell, among those who fell there."""
    entries = [
        RankedEntry("went on", [figures(80), figures(100)]),
        RankedEntry("stayed", [figures(82), None]),
        RankedEntry("passed", [figures(85), None]),
    ]

    assert standing_of(entries, DESK_AND_TALK) == [
        ("passed", 1, Decimal("85.00"), None),
        ("stayed", 2, Decimal("82.00"), 1),
        ("went on", 3, Decimal("80.00"), 1),
    ]


def test_equals_on_both_sides_of_the_bar_are_no_tie_and_those_below_it_are():
    rules = [StageRule(Decimal(50), 1, BAR), StageRule(Decimal(50), 1, Decimal(60))]
    entries = [
        RankedEntry("low then high", [figures(90), figures(50)]),  # 70, fell at the second
        RankedEntry("passed both", [figures(85), figures(60)]),  # 72,5
        RankedEntry("also fell", [figures(90), figures(50)]),
    ]

    found = {one.name: (one.place, one.is_tied, one.fell_at) for one in stand(entries, rules)}

    assert found == {"passed both": (1, False, None), "low then high": (2, True, 2), "also fell": (2, True, 2)}


def test_what_is_below_its_quorum_has_no_place_and_has_not_fallen():
    (one,) = stand([RankedEntry("a", [figures(10)])], [StageRule(Decimal(100), 2, BAR)])

    assert (one.place, one.fell_at) == (None, None)


def test_without_a_grade_nobody_falls_even_with_nought():
    (one,) = stand([RankedEntry("a", [figures(0)])], ONE)

    assert (one.place, one.fell_at) == (1, None)


@given(st.lists(points, min_size=1, max_size=8), points.filter(bool))
def test_all_who_passed_stand_above_all_who_fell_and_in_the_same_order_as_without_a_grade(values, bar):
    entries = [RankedEntry(name, [figures(value)]) for name, value in enumerate(values)]

    found = stand(entries, [StageRule(Decimal(100), 1, bar)])

    assert [one.fell_at is not None for one in found] == sorted(one.fell_at is not None for one in found)
    assert {one.name: one.place for one in found} == {one.name: one.place for one in stand(entries, ONE)}

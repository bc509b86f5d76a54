"""Agreement, severity and habits: against textbook examples, another program, and what must hold of any figures."""

from itertools import product
from random import Random

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.monitoring.agreement.habits import HabitSheet, habits_of
from judging.monitoring.agreement.ratings import Ratings, components_of
from judging.monitoring.agreement.reliability import (
    FEWEST_PROPOSALS,
    AgreementVerdict,
    agreement,
    alpha,
    reads_narrow,
    verdict_of,
)
from judging.monitoring.agreement.severity import severities

GAP = None
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D: four observers, twelve units.
KRIPPENDORFF_2011 = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3),
    (GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP),
)
# Shrout & Fleiss, Psychological Bulletin 86 (1979), table 2: six targets, four judges.
SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))


def by_juror(table):
    return Ratings.of(
        (unit, juror, value) for juror, row in enumerate(table) for unit, value in enumerate(row) if value is not GAP
    )


def by_proposal(table):
    return Ratings.of((unit, juror, value) for unit, row in enumerate(table) for juror, value in enumerate(row))


def made(proposals, jurors, *, strict=0.0, noise=0.0, spread=10.0, per_proposal=None, seed=1):
    """A field whose truth is known: proposals with an SD, jurors with an SD of strictness, and noise."""
    dice = Random(seed)  # noqa: S311  a made-up field
    worth = [70 + dice.gauss(0, spread) for _ in range(proposals)]
    lenience = [dice.gauss(0, strict) for _ in range(jurors)]
    return Ratings.of(
        (proposal, juror, worth[proposal] + lenience[juror] + dice.gauss(0, noise))
        for proposal in range(proposals)
        for juror in dice.sample(range(jurors), per_proposal or jurors)
    )


# Alpha


def test_alpha_of_the_example_of_2011():
    assert alpha(by_juror(KRIPPENDORFF_2011)) == pytest.approx(0.849, abs=0.0005)


marks = st.one_of(st.none(), st.integers(0, 5).map(float))
tables = st.integers(2, 8).flatmap(
    lambda width: st.lists(st.lists(marks, min_size=width, max_size=width), min_size=2, max_size=5)
)


@given(tables)
def test_alpha_is_that_of_another_program(table):
    ratings = by_juror(table)
    ours = alpha(ratings)

    if ours is None:
        assert len({value for _unit, _juror, value in ratings.shared().cells}) < 2
    else:
        data = np.array([[np.nan if value is None else value for value in row] for row in table])
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="interval")
        assert ours == pytest.approx(theirs, abs=1e-9)


@given(tables, st.floats(0.1, 9), st.floats(-50, 50))
def test_neither_the_unit_nor_the_zero_of_the_scale_changes_alpha(table, unit, zero):
    here = alpha(by_juror(table))
    there = alpha(by_juror([[value if value is GAP else unit * value + zero for value in row] for row in table]))

    assert there == pytest.approx(here, abs=1e-6)


@given(tables.map(list), st.randoms(use_true_random=False))
def test_the_order_of_jurors_and_proposals_changes_nothing(table, dice):
    cells = list(by_juror(table).cells)
    here = Ratings(tuple(cells))
    dice.shuffle(cells)
    there = Ratings(tuple(cells))

    assert alpha(there) == pytest.approx(alpha(here), abs=1e-9)
    assert agreement(there).single == pytest.approx(agreement(here).single, abs=1e-6)


def test_full_agreement_is_one_and_a_constant_field_has_no_figure():
    assert alpha(made(12, 3)) == pytest.approx(1)
    assert alpha(by_proposal([(70, 70), (70, 70)])) is None
    assert agreement(by_proposal([(70, 70), (70, 70)])).single is None
    assert alpha(Ratings.of([])) is None


def test_a_juror_marks_a_proposal_once():
    with pytest.raises(ValueError, match="one value"):
        Ratings.of([(1, 1, 80), (1, 1, 90)])


# The intraclass correlation


def test_the_correlations_of_shrout_and_fleiss():
    found = agreement(by_proposal(SHROUT_FLEISS))

    assert (round(found.single, 2), round(found.mean, 2), found.jurors) == (0.29, 0.62, 4)
    assert found.rest == pytest.approx(1.02, abs=0.005)  # the mean square of error in their table 3
    assert found.between_proposals == pytest.approx((11.24 - 1.02) / 4, abs=0.01)
    assert found.between_jurors == pytest.approx((32.49 - 1.02) / 6, abs=0.01)


def test_with_missing_cells_the_components_are_those_that_made_the_field():
    found = agreement(made(3_000, 30, strict=4, noise=6, spread=8, per_proposal=3))

    assert found.between_proposals**0.5 == pytest.approx(8, rel=0.05)
    assert found.rest**0.5 == pytest.approx(6, rel=0.05)
    assert found.between_jurors**0.5 == pytest.approx(4, rel=0.3)  # thirty jurors tell their own variance roughly
    assert found.jurors == pytest.approx(3)
    assert found.mean > found.single


def test_marks_without_a_pattern_show_no_agreement():
    found = agreement(made(500, 5, spread=0, noise=8))

    assert found.single == pytest.approx(0, abs=0.05)
    assert found.alpha == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("cells", [[], [(1, 1, 70)], [(1, 1, 70), (1, 2, 80)], [(1, 1, 70), (2, 2, 80)]])
def test_too_little_has_no_correlation_and_no_exception(cells):
    found = agreement(Ratings.of(cells))

    assert (found.single, found.mean) == (None, None)
    assert found.is_thin


@given(tables)
def test_correlations_lie_between_nought_and_one(table):
    found = agreement(by_juror(table))

    assert found.single is None or -1e-9 <= found.single <= found.mean + 1e-9 <= 1 + 2e-9


def test_words_for_figures():
    assert [verdict_of(one) for one in (0.9, 0.8, 0.799, 0.667, 0.5, 0.0, -0.3, None)] == [
        AgreementVerdict.STRONG,
        AgreementVerdict.STRONG,
        AgreementVerdict.FAIR,
        AgreementVerdict.FAIR,
        AgreementVerdict.WEAK,
        AgreementVerdict.CHANCE,
        AgreementVerdict.CHANCE,
        None,
    ]


# The shortlisted field


def test_among_the_best_the_figures_fall_although_jurors_mark_as_before():
    whole = made(400, 3, noise=4, spread=10)
    worth = {unit: np.mean([cell[2] for cell in whole.cells if cell[0] == unit]) for unit in whole.proposals}
    best = set(sorted(worth, key=worth.get, reverse=True)[:40])
    shortlist = Ratings(tuple(cell for cell in whole.cells if cell[0] in best))

    everywhere, here = agreement(whole), agreement(shortlist)

    assert here.rest == pytest.approx(everywhere.rest, rel=0.3)
    assert here.alpha < 0.6 < everywhere.alpha
    assert reads_narrow(here, is_later_stage=False)
    assert not reads_narrow(everywhere, is_later_stage=False)
    assert reads_narrow(everywhere, is_later_stage=True)


def test_few_proposals_are_called_thin():
    assert agreement(made(FEWEST_PROPOSALS - 1, 3, noise=1)).is_thin
    assert not agreement(made(FEWEST_PROPOSALS, 3, noise=1)).is_thin


# Severity


def test_a_strict_juror_is_found_though_each_saw_other_proposals():
    truth = {0: 6.0, 1: 0.0, 2: -6.0, 3: 0.0}
    dice = Random(3)  # noqa: S311  as above
    cells = [
        (unit, juror, 50 + unit % 40 - truth[juror]) for unit in range(200) for juror in dice.sample(sorted(truth), 2)
    ]

    found = severities(Ratings.of(cells))

    assert found[0].name == 0
    assert {one.name: round(one.severity, 6) for one in found} == truth
    assert [round(one.rest, 6) for one in found] == [0, 0, 0, 0]
    assert {one.group for one in found} == {0}


@given(tables)
def test_severities_of_a_group_sum_to_nought_and_are_those_of_plain_least_squares(table):
    ratings = by_juror(table)
    found = severities(ratings)

    for group in {one.group for one in found}:
        assert sum(one.severity or 0 for one in found if one.group == group) == pytest.approx(0, abs=1e-6)
    if len(ratings):
        assert _plain_residual(ratings) == pytest.approx(
            sum(one.rest**2 * _together(ratings, one.name) for one in found if one.rest is not None), abs=1e-6
        )


def _plain_residual(ratings):
    """The same model as one dense regression."""
    design = np.zeros((len(ratings), len(ratings.proposals) + len(ratings.jurors)))
    for line, (unit, juror) in enumerate(zip(ratings.rows, ratings.columns, strict=True)):
        design[line, unit] = design[line, len(ratings.proposals) + juror] = 1
    solution = np.linalg.lstsq(design, ratings.values, rcond=None)[0]
    return float(((ratings.values - design @ solution) ** 2).sum())


def _together(ratings, juror):
    shared = {cell[0] for cell in ratings.shared().cells}
    return sum(unit in shared and name == juror for unit, name, _value in ratings.cells)


def test_jurors_without_a_proposal_in_common_are_not_compared():
    left = [(unit, juror, 60 - 5 * juror) for unit, juror in product((1, 2), (1, 2))]
    right = [(unit, juror, 90) for unit, juror in product((3, 4), (3, 4, 5))]

    ratings = Ratings.of([*left, *right, (9, 9, 10)])
    found = {one.name: one for one in severities(ratings)}

    assert components_of(ratings) == [{3, 4, 5}, {1, 2}, {9}]
    assert [found[name].group for name in (3, 1, 9)] == [0, 1, 2]
    assert found[2].severity == pytest.approx(2.5)
    assert (found[9].severity, found[9].rest) == (None, None)


def test_nobody_has_no_severity():
    assert severities(Ratings.of([])) == []


# Habits


def sheets(*lists, **kwargs):
    return [HabitSheet(tuple(marks), **kwargs) for marks in lists]


def test_flat_and_repeated_sheets_are_counted():
    found = habits_of(sheets(*[(80, 80, 80)] * 3, (80, 70, 60), (75, 70, 60), (70, 70, 71)))

    assert (found.sheets, found.flat, found.same) == (6, 3, 3)
    assert (found.is_flat, found.is_same, found.is_fast, found.is_worth_asking) == (True, True, False, True)


def test_a_careful_juror_is_not_pointed_at():
    found = habits_of(sheets(*[(60 + turn, 80, 90 - turn) for turn in range(20)], seconds=1_200, words=1_000))

    assert (found.flat, found.same, found.fast, found.timed) == (0, 0, 0, 20)
    assert not found.is_worth_asking


def test_a_handful_of_sheets_gives_no_hint():
    assert not habits_of(sheets(*[(80, 80)] * 4, seconds=1, words=1_000)).is_worth_asking


def test_fast_is_sooner_than_skimming():
    words, skimmed = 900, 120

    assert not HabitSheet((1.0, 2.0), skimmed, words).is_fast
    assert HabitSheet((1.0, 2.0), skimmed - 1, words).is_fast
    assert habits_of(sheets((1, 2), (2, 3), (3, 4), (4, 5), (5, 6), seconds=30, words=words)).is_fast


def test_a_sheet_that_was_never_opened_here_has_no_speed():
    found = habits_of(sheets(*[(1, turn) for turn in range(9)], words=1_000))

    assert (found.timed, found.fast, found.is_fast) == (0, 0, False)


def test_one_criterion_cannot_be_flat():
    assert habits_of(sheets((80,), (80,), (80,), (80,), (80,))).is_worth_asking is False

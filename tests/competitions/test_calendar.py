from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.calendar import Window, backdated, clashes, extended, far_off, past_moves, shifted

BOTH = ["opens_at", "closes_at"]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
moments = st.integers(-50, 50).map(lambda hours: NOON + timedelta(hours=hours))
windows = st.lists(
    st.builds(Window, st.integers(0, 5), st.just("x"), moments, moments, st.booleans()),
    max_size=5,
    unique_by=lambda window: window.rank,
)


def hours(rank, opens, closes, **more):
    return Window(rank, f"ke-{rank}", NOON + timedelta(hours=opens), NOON + timedelta(hours=closes), **more)


def problems(*given):
    return [(clash.index, clash.field, clash.code, clash.other) for clash in clashes(given)]


def test_phases_one_after_the_other_are_fine():
    assert problems(hours(0, 0, 1), hours(1, 1, 2), hours(2, 5, 6)) == []


def test_a_phase_that_closes_when_it_opens_runs_backwards():
    assert problems(hours(0, 1, 1), hours(1, 3, 2)) == [
        (0, "closes_at", "backwards", ""),
        (1, "closes_at", "backwards", ""),
    ]


def test_a_phase_that_opens_before_an_earlier_one_closes_names_it():
    assert problems(hours(0, 0, 3), hours(1, 2, 4)) == [(1, "opens_at", "overlap", "ke-0")]


def test_the_order_of_the_calendar_counts_and_not_that_of_the_list():
    assert problems(hours(1, 0, 1), hours(0, 2, 3)) == [(0, "opens_at", "overlap", "ke-0")]


def test_what_may_overlap_holds_up_nothing():
    assert problems(hours(0, 0, 9, overlaps=True), hours(1, 1, 2)) == []


@given(windows)
def test_no_clash_means_that_no_moment_belongs_to_two_phases(given_windows):
    if list(clashes(given_windows)):
        return
    strict = [window for window in given_windows if not window.overlaps]
    for offset in range(-50, 51):
        now = NOON + timedelta(hours=offset)
        assert sum(window.opens_at <= now < window.closes_at for window in strict) <= 1


@given(windows)
def test_an_unchanged_calendar_never_moves_the_past(given_windows):
    assert list(past_moves(given_windows, given_windows, NOON)) == []


def test_what_has_gone_by_stays_and_nothing_moves_behind_now():
    before = [hours(0, -4, -2), hours(1, -2, 2), hours(2, 2, 4)]
    after = [hours(0, -4, -1), hours(1, -2, -1), hours(2, -1, 4)]

    found = [(clash.index, clash.field, clash.code) for clash in past_moves(before, after, NOON)]

    assert found == [(0, "closes_at", "fixed"), (1, "closes_at", "past"), (2, "opens_at", "past")]


def test_a_phase_that_has_begun_cannot_be_left_out():
    found = list(past_moves([hours(0, -1, 1), hours(1, 1, 2)], [], NOON))

    assert [(clash.code, clash.other) for clash in found] == [("gone", "ke-0")]


def test_what_has_gone_by_may_move_ahead_and_nothing_moves_behind_now():
    before = [hours(0, -3, -1), hours(1, -1, 1), hours(2, 2, 3)]
    after = [hours(0, -3, 1), hours(1, 1, 2), hours(2, -2, 3)]

    found = [(clash.index, clash.field, clash.code) for clash in backdated(before, after, NOON)]

    assert found == [(2, "opens_at", "past")]
    assert list(backdated(before, before, NOON)) == []


def test_a_phase_that_began_is_not_dropped_for_all_that_may_move():
    found = list(backdated([hours(0, -3, -1), hours(1, 1, 2)], [], NOON))

    assert [(clash.code, clash.other) for clash in found] == [("gone", "ke-0")]


@pytest.mark.parametrize(("year", "fields"), [(NOON.year, []), (NOON.year - 2, []), (NOON.year - 3, BOTH)])
def test_a_year_that_cannot_be_meant_is_named(year, fields):
    assert [clash.field for clash in far_off([hours(0, 1, 2)], year)] == fields


HOUR = timedelta(hours=1)
TIMES = {kind: (one.opens_at, one.closes_at) for kind, one in enumerate([hours(0, -2, -1), hours(1, -1, 1)])}
TIMES[2] = (NOON + HOUR, NOON + 2 * HOUR)


def test_all_that_lies_ahead_moves_by_one_step():
    moved = shifted(TIMES, 24 * HOUR, NOON)

    assert moved == {
        0: TIMES[0],
        1: (NOON - HOUR, NOON + 25 * HOUR),
        2: (NOON + 25 * HOUR, NOON + 26 * HOUR),
    }
    assert shifted(moved, -24 * HOUR, NOON) == TIMES


@pytest.mark.parametrize(
    ("closes", "push", "later"),
    [(3, True, 4), (3, False, 0), (-2, True, 0), (-1, True, 0)],
)
def test_a_phase_that_goes_on_pushes_the_later_ones_by_its_stretch(closes, push, later):
    times = (NOON - 2 * HOUR, NOON + closes * HOUR)

    moved = extended(TIMES, range(3), 0, times, push=push)

    assert moved[0] == times
    assert [moved[kind] for kind in (1, 2)] == [(a + later * HOUR, b + later * HOUR) for a, b in (TIMES[1], TIMES[2])]

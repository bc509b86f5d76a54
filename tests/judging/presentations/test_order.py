"""The order of presentations: never worse than any other, cut at the breaks, the same for the same input."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.presentations import order as turns
from judging.presentations.order import Room, arrange, movements
from tests.extent import examples

A, B, C = "Ayu", "Budi", "Citra"
NOBODY: frozenset[str] = frozenset()
absences = st.frozensets(st.sampled_from([A, B, C]), max_size=3)


@st.composite
def agendas(draw, most=7):
    """Who is out for each proposal, and up to three sessions that hold them all."""
    out = draw(st.lists(absences, min_size=0, max_size=most))
    cuts = sorted(draw(st.lists(st.integers(0, len(out)), max_size=2)))
    sizes = [end - start for start, end in zip([0, *cuts], [*cuts, len(out)], strict=True)]
    return out, [Room(size, draw(st.none() | absences)) for size in sizes]


def cost(out, order, rooms):
    return movements([out[one] for one in order], rooms)


def least(out, rooms):
    return min(cost(out, order, rooms) for order in permutations(range(len(out))))


def test_a_movement_is_a_juror_who_gets_up_or_comes_back():
    assert movements([NOBODY, {A}, {A, B}, {B}, NOBODY], [Room(5)]) == 4


def test_between_sessions_nobody_is_counted():
    assert movements([NOBODY, {A}, {B}, NOBODY], [Room(2), Room(2)]) == 2


def test_a_turn_that_has_begun_counts_for_the_one_after_it():
    assert movements([{A}], [Room(1, out_before=frozenset({B}))]) == 2
    assert arrange([{A}, {B}], [Room(2, out_before=frozenset({B}))]) == [1, 0]


def test_jurors_who_are_out_for_several_are_out_once():
    out = [{A}, NOBODY, {A}, {B}, NOBODY, {A, B}]

    assert movements(out, [Room(6)]) == 7
    assert cost(out, arrange(out, [Room(6)]), [Room(6)]) == 3


def test_the_order_that_was_given_stands_when_none_is_better():
    assert arrange([NOBODY] * 4, [Room(4)]) == [0, 1, 2, 3]
    assert arrange([NOBODY] * 20, [Room(12), Room(8)]) == list(range(20))


def test_rooms_must_hold_exactly_the_turns():
    with pytest.raises(ValueError, match="hold exactly"):
        arrange([NOBODY], [Room(2)])


@settings(deadline=None, max_examples=examples(150))
@given(agendas())
def test_no_order_is_better_than_the_exact_one(agenda):
    out, rooms = agenda

    order = arrange(out, rooms)

    assert sorted(order) == list(range(len(out)))
    assert cost(out, order, rooms) == least(out, rooms)


@settings(deadline=None, max_examples=examples(60))
@given(agendas())
def test_the_search_for_many_comes_close_and_never_loses_a_turn(agenda):
    out, rooms = agenda
    exact, turns.EXACT_UP_TO = turns.EXACT_UP_TO, 0
    try:
        order = arrange(out, rooms) if out else []
    finally:
        turns.EXACT_UP_TO = exact

    assert sorted(order) == list(range(len(out)))
    assert cost(out, order, rooms) <= cost(out, range(len(out)), rooms)
    assert cost(out, order, rooms) <= least(out, rooms) + 2


@settings(deadline=None, max_examples=examples(15))
@given(st.lists(absences, min_size=20, max_size=30))
def test_many_turns_get_the_same_order_each_time_and_none_worse_than_given(out):
    rooms = [Room(10), Room(len(out) - 10)]

    order = arrange(out, rooms)

    assert order == arrange(list(out), list(rooms))
    assert sorted(order) == list(range(len(out)))
    assert cost(out, order, rooms) <= cost(out, range(len(out)), rooms)

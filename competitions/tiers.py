"""Nested cut-offs by place: Top 5, Top 10, Top 30. Numbers in, names out."""

import itertools
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cutoff:
    """A tier reaches from the first place down to `up_to`."""

    name: str
    up_to: int


def nesting_problem(cutoffs: Sequence[Cutoff]) -> int | None:
    """The index of the first tier that does not reach further down than the one before it."""
    for index, (upper, lower) in enumerate(itertools.pairwise(cutoffs), start=1):
        if lower.up_to <= upper.up_to:
            return index
    return None


def highest(place: int, cutoffs: Iterable[Cutoff]) -> Cutoff | None:
    """The highest tier that a place reaches, or None below all of them."""
    return min((cutoff for cutoff in cutoffs if place <= cutoff.up_to), key=lambda cutoff: cutoff.up_to, default=None)


def straddling(places: Mapping[Hashable, int], cutoffs: Collection[Cutoff]) -> list[tuple[Cutoff, list[Hashable]]]:
    """The ties that a cut-off would tear apart: equals of which only some fit above it.

    Places run 1, 2, 2, 4, so a tie at place p of n equals fills the places p to p + n - 1.
    """
    tied: dict[int, list[Hashable]] = {}
    for key, place in places.items():
        tied.setdefault(place, []).append(key)
    return [
        (cutoff, keys)
        for cutoff in sorted(cutoffs, key=lambda cutoff: cutoff.up_to)
        for place, keys in tied.items()
        if place <= cutoff.up_to < place + len(keys) - 1
    ]

"""The arithmetic of judging: numbers in, numbers out. No ORM, no clock, no float.

Every figure is computed from the figures printed beside it, each rounded half up to two places, so that anyone
with a pocket calculator gets the same (docs/adr/0002). Points, totals and scores run from 0 to 100.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Mark:
    """The points of one criterion (0–100) and its weight. Points are None while it is unmarked."""

    points: Decimal | None
    weight: Decimal


@dataclass(frozen=True)
class StageScore:
    """The score of one stage (0–100) and its share in the final score."""

    score: Decimal
    share: Decimal


def rounded(number: Decimal) -> Decimal:
    return number.quantize(HUNDREDTH, ROUND_HALF_UP)


def sheet_total(marks: Iterable[Mark]) -> Decimal:
    """Σ points × weight ÷ Σ weight.

    Raises ValueError when a criterion is unmarked, since blank is not zero, and when nothing weighs anything.
    """
    marks = list(marks)
    weight = sum(mark.weight for mark in marks)
    if not weight:
        raise ValueError("A rubric needs at least one weighted criterion.")
    if any(mark.points is None for mark in marks):
        raise ValueError("A blank mark is not a zero.")
    return rounded(Decimal(sum((mark.points or 0) * mark.weight for mark in marks)) / weight)


def running_total(marks: Iterable[Mark]) -> Decimal | None:
    """The total over the criteria marked so far, or None before the first."""
    marked = [mark for mark in marks if mark.points is not None and mark.weight]
    return sheet_total(marked) if marked else None


def mean(values: Sequence[Decimal]) -> Decimal:
    """The mean of printed figures, itself rounded. Raises ValueError for none."""
    if not values:
        raise ValueError("There is no mean of nothing.")
    return rounded(sum(values, Decimal(0)) / len(values))


def middle(values: Sequence[Decimal]) -> Decimal:
    """The median of printed figures, rounded. Raises ValueError for none."""
    if not values:
        raise ValueError("There is no median of nothing.")
    return rounded(Decimal(median(values)))


def final_score(stages: Iterable[StageScore]) -> Decimal:
    """Σ stage score × share ÷ Σ shares. Raises ValueError for no stage."""
    return sheet_total(Mark(stage.score, stage.share) for stage in stages)


def places(keys: Mapping[Hashable, tuple]) -> dict[Hashable, int]:
    """Places from high to low, where equals share a place and the next is skipped: 1, 2, 2, 4.

    A key is a tuple that compares from its first figure on: the score, then the chain of tie-breakers.
    """
    ordered = sorted(keys.items(), key=lambda item: item[1], reverse=True)
    found: dict[Hashable, int] = {}
    previous: tuple | None = None
    place = 0
    for position, (name, key) in enumerate(ordered, start=1):
        if key != previous:
            place, previous = position, key
        found[name] = place
    return found

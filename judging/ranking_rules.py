"""From what came in for each proposal to its place. No ORM, no clock, no float.

A proposal that did not reach the last stage stands below all who did; one below the passing grade of a stage stands
below all who passed there, whatever came after (docs/adr/0036-passing-grade.md). One with fewer final sheets than the
quorum of a stage it reached has no place. Equals go through a chain of tie-breakers and share a place when it ends.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, pairwise

from .scoring_rules import StageScore, final_score, mean, places

Average = Callable[[Sequence[Decimal]], Decimal]


@dataclass(frozen=True)
class StageRule:
    """How much a stage counts, how many final sheets it takes to count, and which score it takes to pass, if any."""

    share: Decimal
    quorum: int
    passing: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """What the jurors gave a proposal in one stage: sheet totals, and the mean of each criterion, heaviest first."""

    totals: Sequence[Decimal]
    criteria: Sequence[Decimal] = ()


@dataclass(frozen=True)
class RankedEntry:
    """A proposal with its figures stage by stage, None where it did not get that far."""

    name: Hashable
    stages: Sequence[Figures | None]
    group: Hashable = None


@dataclass(frozen=True)
class Standing:
    """Where a proposal stands. `tie_break` is the link of the chain that parts it from an equal score beside it.

    `fell_at` is the first stage, counted from 1, whose passing grade it did not reach; None if it passed all so far.
    """

    name: Hashable
    group: Hashable
    depth: int
    stage_scores: tuple[Decimal | None, ...]
    score: Decimal | None = None
    tie_key: tuple[Decimal, ...] = ()
    place: int | None = None
    group_place: int | None = None
    is_tied: bool = False
    tie_break: int | None = None
    fell_at: int | None = None

    @property
    def level(self) -> tuple[int, bool]:
        """How far it came: those of a higher level stand above, whatever their scores."""
        return (self.depth, self.fell_at is None)

    @property
    def key(self) -> tuple:
        return (*self.level, self.score, *self.tie_key)


def stand(entries: Iterable[RankedEntry], rules: Sequence[StageRule], average: Average = mean) -> list[Standing]:
    """Every proposal in its place, the first first; those without a place come last."""
    scored = [score(entry, rules, average) for entry in entries]
    ranked = {one.name: one.key for one in scored if one.score is not None}
    place = places(ranked)
    group_place = {name: number for group in _groups(scored) for name, number in places(group).items()}
    placed = [replace(one, place=place.get(one.name), group_place=group_place.get(one.name)) for one in scored]
    return list(_with_ties(sorted(placed, key=lambda one: (one.place is None, one.place))))


def score(entry: RankedEntry, rules: Sequence[StageRule], average: Average = mean) -> Standing:
    """A proposal's figures, without a score while a stage it reached is below its quorum."""
    reached = max((index for index, figures in enumerate(entry.stages, start=1) if figures is not None), default=0)
    scores = tuple(average(figures.totals) if figures and figures.totals else None for figures in entry.stages)
    fell_at = _fell_at(entry, scores, rules)
    depth = fell_at or reached  # where it fell its course ends, whatever came after
    standing = Standing(entry.name, entry.group, depth, scores, fell_at=fell_at)
    counted = list(zip(entry.stages[:depth], rules, scores, strict=False))
    if not depth or any(not figures or len(figures.totals) < rule.quorum for figures, rule, _score in counted):
        return standing
    final = final_score(StageScore(value, rule.share) for _figures, rule, value in counted if value is not None)
    return replace(standing, score=final, tie_key=_tie_key(entry, scores, depth))


def _fell_at(entry: RankedEntry, scores: Sequence[Decimal | None], rules: Sequence[StageRule]) -> int | None:
    """The first stage whose passing grade the score of that stage, as it is printed, does not reach."""
    for index, (figures, value, rule) in enumerate(zip(entry.stages, scores, rules, strict=False), start=1):
        if not figures or value is None or len(figures.totals) < rule.quorum:
            return None  # what is not judged to its end has not fallen
        if rule.passing is not None and value < rule.passing:
            return index
    return None


def _tie_key(entry: RankedEntry, scores: Sequence[Decimal | None], depth: int) -> tuple[Decimal, ...]:
    """The criteria of the latest stage by falling weight, then the score of that stage if there was another."""
    latest, value = entry.stages[depth - 1], scores[depth - 1]
    criteria = tuple(latest.criteria) if latest else ()
    return (*criteria, value) if depth > 1 and value is not None else criteria


def _groups(scored: Iterable[Standing]) -> Iterable[dict[Hashable, tuple]]:
    groups: dict[Hashable, dict[Hashable, tuple]] = {}
    for one in scored:
        if one.score is not None:
            groups.setdefault(one.group, {})[one.name] = one.key
    return groups.values()


def _with_ties(ordered: Iterable[Standing]) -> Iterator[Standing]:
    """Mark who shares a place, and which link of the chain parted those of equal score."""
    for (_level, final), equals in groupby(ordered, key=lambda one: (one.level, one.score)):
        same = list(equals)
        if final is None or len(same) == 1:
            yield from same
            continue
        keys = [key for key, _same in groupby(one.tie_key for one in same)]
        parted = [_first_difference(upper, lower) for upper, lower in pairwise(keys)]
        link = {key: max(parted[max(at - 1, 0) : at + 1], default=None) for at, key in enumerate(keys)}
        count = Counter(one.tie_key for one in same)
        for one in same:
            yield replace(one, is_tied=count[one.tie_key] > 1, tie_break=link[one.tie_key])


def _first_difference(one: Sequence[Decimal], other: Sequence[Decimal]) -> int:
    return next(index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)

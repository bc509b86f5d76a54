"""Who wins what: places in, tiers out. No ORM, no clock.

The ranking gives places, the plenary's decisions order the equals whom a cut-off would tear apart, and the cap holds
back what one body has too much of. Anyone who comes after one held back moves up.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from competitions.tiers import Cutoff, highest


@dataclass(frozen=True)
class TierEntry:
    """A placed proposal. Without categories all stand in one field.

    `order` is what the plenary decided, and `decision` in which of its decisions.
    """

    key: Hashable
    place: int
    body: Hashable
    category: Hashable = None
    order: int | None = None
    decision: Hashable = None


@dataclass(frozen=True)
class TierStanding:
    """The final place within the field, and the tier it reaches; None below all of them or held back by the cap."""

    place: int
    tier: str | None


@dataclass(frozen=True)
class Contest:
    """Equals whom the plenary must order: a cut-off runs through them, or without one the cap does."""

    keys: tuple[Hashable, ...]
    cutoff: str
    is_decided: bool


@dataclass
class Outcome:
    standings: dict[Hashable, TierStanding] = field(default_factory=dict)
    contests: list[Contest] = field(default_factory=list)

    @property
    def undecided(self) -> list[Contest]:
        return [contest for contest in self.contests if not contest.is_decided]


def settle(entries: Iterable[TierEntry], cutoffs: Collection[Cutoff], cap: int | None = None) -> Outcome:
    """Final places and tiers. While a contest is undecided its equals stand undivided, and so do those behind them."""
    return _Field(cutoffs, cap).settle(entries)


class _Field:
    """The walk from the first place to the last: how many are placed so far, and how often each body has won."""

    def __init__(self, cutoffs: Collection[Cutoff], cap: int | None) -> None:
        self.cutoffs = sorted(cutoffs, key=lambda cutoff: cutoff.up_to)
        self.cap = cap
        self.taken: Counter[Hashable] = Counter()
        self.won: Counter[Hashable] = Counter()
        self.outcome = Outcome()

    def settle(self, entries: Iterable[TierEntry]) -> Outcome:
        for _standing, equals in groupby(sorted(entries, key=_rank), key=_rank):
            self._settle_equals(list(equals))
        return self.outcome

    def _settle_equals(self, equals: list[TierEntry]) -> None:
        if self._is_torn_by_cap(equals):
            self._settle_contest(equals, "")
            return
        for _name, rivals in groupby(sorted(equals, key=_category), key=_category):
            self._settle_rivals(list(rivals))

    def _settle_rivals(self, rivals: list[TierEntry]) -> None:
        """Equals of one field; whom the cap holds back has no part in their contest."""
        eligible = [entry for entry in rivals if not self._is_held_back(entry)]
        cutoff = self._cutoff_through(eligible)
        if cutoff:
            self._place([entry for entry in rivals if entry not in eligible])
            self._settle_contest(eligible, cutoff.name)
        else:
            self._place(rivals)

    def _settle_contest(self, equals: Sequence[TierEntry], cutoff: str) -> None:
        decided = is_ordered(equals)
        self.outcome.contests.append(Contest(tuple(entry.key for entry in equals), cutoff, decided))
        for group in _one_by_one(equals) if decided else _by_category(equals):
            self._place(group)

    def _place(self, equals: Sequence[TierEntry]) -> None:
        """Give equals of one field the next place there; none to those held back."""
        held_back = [entry for entry in equals if self._is_held_back(entry)]
        placed = [entry for entry in equals if entry not in held_back]
        for entry in held_back:
            self.outcome.standings[entry.key] = TierStanding(entry.place, None)
        if not placed:
            return
        place = self._next_place(placed[0])
        tier = highest(place, self.cutoffs)
        for entry in placed:
            self.outcome.standings[entry.key] = TierStanding(place, tier.name if tier else None)
            self.taken[entry.category] += 1
            self.won[entry.body] += bool(tier)

    def _next_place(self, entry: TierEntry) -> int:
        return self.taken[entry.category] + 1

    def _could_win(self, entry: TierEntry) -> bool:
        return highest(self._next_place(entry), self.cutoffs) is not None

    def _is_held_back(self, entry: TierEntry) -> bool:
        return self.cap is not None and self.won[entry.body] >= self.cap and self._could_win(entry)

    def _is_torn_by_cap(self, equals: Sequence[TierEntry]) -> bool:
        """Whether one body has more among these equals than it may still win."""
        if self.cap is None:
            return False
        hopes = Counter(entry.body for entry in equals if self._could_win(entry))
        return any(0 < self.cap - self.won[body] < count for body, count in hopes.items())

    def _cutoff_through(self, equals: Sequence[TierEntry]) -> Cutoff | None:
        """The first cut-off that only some of these equals would reach."""
        if not equals:
            return None
        first = self._next_place(equals[0])
        last = first + len(equals) - 1
        return next((cutoff for cutoff in self.cutoffs if first <= cutoff.up_to < last), None)


def is_ordered(equals: Sequence[TierEntry]) -> bool:
    """Whether one and the same decision orders all of these equals, each at an own turn."""
    orders = [entry.order for entry in equals]
    return None not in orders and len(set(orders)) == len(orders) and len({entry.decision for entry in equals}) == 1


def _one_by_one(equals: Sequence[TierEntry]) -> Iterator[list[TierEntry]]:
    for entry in sorted(equals, key=lambda entry: entry.order or 0):
        yield [entry]


def _by_category(equals: Sequence[TierEntry]) -> Iterator[list[TierEntry]]:
    for _name, rivals in groupby(sorted(equals, key=_category), key=_category):
        yield list(rivals)


def _rank(entry: TierEntry) -> int:
    return entry.place


def _category(entry: TierEntry) -> str:
    return str(entry.category)

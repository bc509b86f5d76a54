"""The order of presentations in which jurors in conflict leave the room as seldom as possible.

Pure: sets of jurors in, an order out, the same for the same input. Between sessions there is a break in which
everybody comes and goes for nothing, so only neighbours within a session count: each juror who is out for one of
the two and in for the other gets up once. That is a shortest path over Hamming distances, cut at the breaks.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations, pairwise

EXACT_UP_TO = 12
MOST_ROUNDS = 40
LONGEST_RUN = 3


@dataclass(frozen=True)
class Room:
    """A session: how many turns are to be filled in it, and who was out in the turn just before the first of them."""

    size: int
    out_before: frozenset[Hashable] | None = None


def movements(order: Sequence[AbstractSet[Hashable]], rooms: Sequence[Room]) -> int:
    """How often a juror gets up to leave or comes back in. `order` gives who is out, turn by turn, room after room."""
    total, at = 0, 0
    for room in rooms:
        turns = list(order[at : at + room.size])
        before = turns if room.out_before is None else [room.out_before, *turns]
        total += sum(len(one ^ other) for one, other in pairwise(before))
        at += room.size
    return total


def arrange(out: Sequence[AbstractSet[Hashable]], rooms: Sequence[Room]) -> list[int]:
    """The indexes of `out` in the best order: exact up to EXACT_UP_TO turns, beyond that a local optimum.

    Among equals the order that was given stands. Raises ValueError unless the rooms hold exactly these turns.
    """
    if sum(room.size for room in rooms) != len(out):
        raise ValueError("The rooms must hold exactly the turns that are to be filled.")
    table = _Table(out, rooms)
    if len(out) <= EXACT_UP_TO:
        return _exact(table)
    return min((_improved(start, table) for start in _starts(table)), key=table.cost)  # the first of equals


class _Table:
    """Distances between turns, and where the sessions begin."""

    def __init__(self, out: Sequence[AbstractSet[Hashable]], rooms: Sequence[Room]) -> None:
        self.count = len(out)
        self.distance = [[len(one ^ other) for other in out] for one in out]
        self.absences = [len(one) for one in out]
        self.entry: dict[int, list[int]] = {}  # a room's first place, and what each turn would cost there
        self.rooms: list[range] = []
        at = 0
        for room in rooms:
            ahead = room.out_before
            if room.size:
                self.entry[at] = [0 if ahead is None else len(one ^ ahead) for one in out]
                self.rooms.append(range(at, at + room.size))
            at += room.size

    def step(self, place: int, last: int, this: int) -> int:
        """What it costs to have `this` at a place after `last`."""
        entry = self.entry.get(place)
        return self.distance[last][this] if entry is None else entry[this]

    def cost(self, order: Sequence[int]) -> int:
        return self.into(order, range(self.count))

    def ends(self, order: Sequence[int], first: int, last: int) -> int:
        """What the two ends of a stretch cost: the step into it and the step out of it."""
        return self.into(order, (first, last + 1))

    def into(self, order: Sequence[int], places: Iterable[int]) -> int:
        """The cost of the steps into these places; one behind the last costs nothing."""
        return sum(self.step(place, order[place - 1], order[place]) for place in places if place < self.count)


def _exact(table: _Table) -> list[int]:
    """Dynamic programming over which turns are placed and which came last (Held and Karp)."""
    ahead = _costs_ahead(table)
    order: list[int] = []
    placed, last = 0, -1
    for place in range(table.count):
        left = (this for this in range(table.count) if not placed >> this & 1)
        last = min(left, key=lambda this: table.step(place, last, this) + ahead[placed | 1 << this][this])
        placed |= 1 << last
        order.append(last)
    return order


def _costs_ahead(table: _Table) -> list[list[int]]:
    """For every set of placed turns and every last one of them, what the rest costs at best."""
    everyone = range(table.count)
    ahead = [[0] * table.count for _placed in range(1 << table.count)]
    for placed in range((1 << table.count) - 2, 0, -1):
        place = placed.bit_count()
        left = [(this, ahead[placed | 1 << this][this]) for this in everyone if not placed >> this & 1]
        for last in everyone:
            if placed >> last & 1:
                ahead[placed][last] = min(table.step(place, last, this) + rest for this, rest in left)
    return ahead


def _starts(table: _Table) -> Iterator[list[int]]:
    """Where the search begins: as given, by absences, and from neighbour to nearest neighbour."""
    given = list(range(table.count))
    yield given
    yield sorted(given, key=lambda one: table.absences[one])
    yield sorted(given, key=lambda one: -table.absences[one])
    firsts = dict.fromkeys([0, max(given, key=lambda one: table.absences[one]), given[-1]])
    for first in firsts:
        yield _nearest(first, table)


def _nearest(first: int, table: _Table) -> list[int]:
    order, left = [first], [one for one in range(table.count) if one != first]
    while left:
        place, last = len(order), order[-1]
        nearest = min(left, key=lambda this: table.step(place, last, this))
        order.append(nearest)
        left.remove(nearest)
    return order


def _improved(order: list[int], table: _Table) -> list[int]:
    """Change what saves a movement until nothing does."""
    for _round in range(MOST_ROUNDS):
        changed = _swapped(order, table) or _turned(order, table) or _shifted(order, table)
        if not changed:
            break
    return order


def _swapped(order: list[int], table: _Table) -> bool:
    """Let two turns change places."""
    changed = False
    for one, other in combinations(range(table.count), 2):
        if table.distance[order[one]][order[other]]:
            trial = order.copy()
            trial[one], trial[other] = order[other], order[one]
            joints = {one, one + 1, other, other + 1}
            if table.into(trial, joints) < table.into(order, joints):
                order[:], changed = trial, True
    return changed


def _turned(order: list[int], table: _Table) -> bool:
    """Reverse a stretch within a session (2-opt): inside it nothing changes, as distances are the same both ways."""
    changed = False
    for one, other in ((one, other) for room in table.rooms for one, other in combinations(room, 2)):
        ends = table.ends(order, one, other)
        if not ends:
            continue
        trial = order[:one] + order[one : other + 1][::-1] + order[other + 1 :]
        if table.ends(trial, one, other) < ends:
            order[:], changed = trial, True
    return changed


def _shifted(order: list[int], table: _Table) -> bool:
    """Take up to LONGEST_RUN turns out and put them in elsewhere in their session (or-opt)."""
    changed = False
    for room in table.rooms:
        for length in range(1, min(LONGEST_RUN, len(room) - 1) + 1):
            for at in room[: len(room) - length + 1]:
                changed = _moved(order, at, length, room, table) or changed
    return changed


def _moved(order: list[int], at: int, length: int, room: range, table: _Table) -> bool:
    if not table.ends(order, at, at + length - 1):
        return False
    run, rest = order[at : at + length], order[:at] + order[at + length :]
    for to in room[: len(room) - length + 1]:
        trial = rest[:to] + run + rest[to:]
        joints = (at, at + length, to + length) if to > at else (to, at, at + length)
        new_joints = (at, to, to + length) if to > at else (to, to + length, at + length)
        if to != at and table.into(trial, new_joints) < table.into(order, joints):
            order[:] = trial
            return True
    return False

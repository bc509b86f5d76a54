"""Joining what falls apart: jurors can be compared only where a chain of shared proposals leads from one to the other.

A pair that lies on a cycle of one group and a pair of another group exchange their jurors. Loads and the number of
jurors stay, the groups become one. Where that is barred, a pair moves to a juror of another group who has a sheet less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .answer import Apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from .table import SolverTable

AT_ONCE = 300  # pairs compared with one another in one step


class Union:
    """Who hangs together."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, one: int) -> int:
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one: int, other: int) -> bool:
        """Whether they were apart."""
        one, other = self.root(one), self.root(other)
        self.parent[max(one, other)] = min(one, other)
        return one != other


@dataclass
class Joined:
    taken: np.ndarray
    groups: int
    apart: Apart | None = None
    placed: set[tuple[int, int]] = field(default_factory=set)  # rows and columns that were put in to join


def group_of_jurors(taken: np.ndarray) -> list[int]:
    """A group for each juror who has a sheet, −1 for who has none."""
    rows, columns = taken.shape
    union = Union(columns + rows)
    for row, column in zip(*taken.nonzero(), strict=True):
        union.join(columns + int(row), int(column))
    has_any = [bool(column.any()) for column in taken.T]
    return [union.root(column) if has_any[column] else -1 for column in range(columns)]


def join(table: SolverTable, taken: np.ndarray) -> Joined:
    """Exchange until all hang together or nothing helps; each exchange is the cheapest that was found."""
    done = Joined(taken.copy(), 0)
    while (groups := _count(done.taken)) > 1 and (exchange := _find(table, done.taken)):
        for row, column in exchange.out:
            done.taken[row, column] = False
            done.placed.discard((row, column))
        for row, column in exchange.into:
            done.taken[row, column] = True
            done.placed.add((row, column))
        if _count(done.taken) >= groups:  # cannot be: an exchange joins
            raise AssertionError(exchange)
    done.groups = groups
    done.apart = _why(table, done.taken) if groups > 1 else None
    return done


def _count(taken: np.ndarray) -> int:
    return len(set(group_of_jurors(taken)) - {-1})


def _why(table: SolverTable, taken: np.ndarray) -> Apart:
    judged, judging = int(taken.any(axis=1).sum()), int(taken.any(axis=0).sum())
    if int(taken.sum()) < judged + judging - 1:
        return Apart.FEW_SHEETS
    possible = table.fixed | (table.free & (table.places > 0)[:, None])
    possible[:, ~taken.any(axis=0)] = False
    return Apart.BARRED if _count(possible) > 1 else Apart.STUCK


@dataclass(frozen=True)
class Exchange:
    price: int
    out: tuple[tuple[int, int], ...]
    into: tuple[tuple[int, int], ...]


def _find(table: SolverTable, taken: np.ndarray) -> Exchange | None:
    """The cheapest exchange that makes two groups one, among the first that are looked at."""
    import numpy as np  # noqa: PLC0415  slow, and only plans need it

    groups = np.array(group_of_jurors(taken))
    movable = taken & ~table.fixed
    loose = _on_cycles(table, taken, movable)
    sole = sole_of_body(table, taken)
    if (found := _first(_exchanges(table, groups, loose, _pairs(table, movable), sole))) is not None:
        return found
    return _first(_moves(table, taken, groups, loose, sole))


def _first(found: Iterator[list[Exchange]]) -> Exchange | None:
    return next((min(some, key=lambda one: (one.price, one.out, one.into)) for some in found if some), None)


def _pairs(table: SolverTable, marked: np.ndarray) -> np.ndarray:
    """Rows and columns, in the seed's order."""
    import numpy as np  # noqa: PLC0415  as above

    row, column = np.nonzero(marked)
    order = np.lexsort((column, row, table.tie[row, column]))
    return np.stack([row[order], column[order]], axis=1)


def _on_cycles(table: SolverTable, taken: np.ndarray, movable: np.ndarray) -> np.ndarray:
    """Movable pairs that a spanning forest can do without: taking one of them away parts nobody."""
    import numpy as np  # noqa: PLC0415  as above

    rows, columns = taken.shape
    union = Union(columns + rows)
    for row, column in zip(*np.nonzero(taken & ~movable), strict=True):
        union.join(columns + int(row), int(column))
    pairs = _pairs(table, movable)
    spare = [not union.join(columns + int(row), int(column)) for row, column in pairs]
    return pairs[np.array(spare, dtype=bool)] if len(pairs) else pairs


def sole_of_body(table: SolverTable, taken: np.ndarray) -> np.ndarray:
    """Whether a juror is the only one of a required body on a proposal."""
    import numpy as np  # noqa: PLC0415  as above

    sole = np.zeros(taken.shape, dtype=bool)
    for number in range(table.required.shape[1]):
        of_body = taken & (table.body == number)[None, :]
        only = (of_body.sum(axis=1) == 1) & table.required[:, number]
        sole |= of_body & only[:, None]
    return sole


def _price(table: SolverTable, row: Any, column: Any) -> Any:
    return 2 * ~table.expert[row, column] + 1 * ~table.present[row, column]


def _exchanges(
    table: SolverTable, groups: np.ndarray, loose: np.ndarray, pairs: np.ndarray, sole: np.ndarray
) -> Iterator[list[Exchange]]:
    import numpy as np  # noqa: PLC0415  as above

    for first in range(0, len(loose), AT_ONCE):
        for second in range(0, len(pairs), AT_ONCE):
            p1, j1 = loose[first : first + AT_ONCE].T[:, :, None]
            p2, j2 = pairs[second : second + AT_ONCE].T[:, None, :]
            same_body = table.body[j1] == table.body[j2]
            fits = (groups[j1] != groups[j2]) & table.free[p1, j2] & table.free[p2, j1]
            fits &= same_body | ~(sole[p1, j1] | sole[p2, j2])
            gain = _price(table, p1, j2) + _price(table, p2, j1) - _price(table, p1, j1) - _price(table, p2, j2)
            at = np.argwhere(fits & (gain == gain[fits].min(initial=MUCH)))[:1]
            yield [_exchange(int(gain[a, b]), loose[first + a], pairs[second + b]) for a, b in at]


MUCH = 1 << 20


def _exchange(price: int, one: np.ndarray, other: np.ndarray) -> Exchange:
    (p1, j1), (p2, j2) = map(int, one), map(int, other)
    return Exchange(price, ((p1, j1), (p2, j2)), ((p1, j2), (p2, j1)))


def _moves(
    table: SolverTable, taken: np.ndarray, groups: np.ndarray, loose: np.ndarray, sole: np.ndarray
) -> Iterator[list[Exchange]]:
    """A sheet goes to somebody of another group who has one less, so that the loads only change places."""
    import numpy as np  # noqa: PLC0415  as above

    loads, room = taken.sum(axis=0), table.room - (taken & ~table.fixed).sum(axis=0)
    for p, j in loose:
        fits = table.free[p] & (groups != groups[j]) & (groups >= 0) & (room > 0) & (loads == loads[j] - 1)
        if sole[p, j]:
            fits &= table.body == table.body[j]
        yield [
            Exchange(int(_price(table, p, to) - _price(table, p, j)), ((int(p), int(j)),), ((int(p), to),))
            for to in np.flatnonzero(fits).tolist()
        ]

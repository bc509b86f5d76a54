"""The pairs as a flow of least cost, from the jurors through the bodies to the proposals.

A juror of a body that a proposal lacks comes in by that body's node, which takes one and passes the others on: so the
body is there, and nobody judges twice. Each further sheet of a juror costs more than the one before, by more than any
exchange of soft wishes could earn; so the loads are as even as they can be, and of all such plans this is the one that
asks the most experts, then moves the least, then is the seed's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from .table import SolverTable

TIES = 1 << 8
WINDOW = 3  # sheets on each side of the expected load that are told apart one by one at first
LIMIT = 1 << 61  # what costs times nodes may reach inside the solver


@dataclass(frozen=True)
class Weights:
    """Each outweighs all that an exchange along one cycle through the jurors could gain of the lesser ones."""

    move: int
    novice: int
    sheet: int


def weights(jurors: int, nodes: int, highest: int) -> Weights:
    """With very many jurors the order of the wishes is kept less strictly, so that the figures stay in range."""
    step = 2 * jurors + 1
    while True:
        move = step * TIES
        novice = step * (move + TIES)
        sheet = step * (novice + move + TIES)
        if sheet * (highest + 1) * nodes < LIMIT or step <= 2:
            return Weights(move, novice, sheet)
        step //= 2


def costs(table: SolverTable, weight: Weights) -> np.ndarray:
    import numpy as np  # noqa: PLC0415  slow, and only plans need it

    tie = (table.tie % np.uint64(TIES)).astype(np.int64)
    return tie + weight.novice * ~table.expert + weight.move * ~table.present


def pair_up(table: SolverTable) -> np.ndarray | None:
    """All pairs, the fixed ones included, or None when the jurors cannot take them.

    First the loads alone, which is quick and tells where they will lie, then everything.
    """
    import numpy as np  # noqa: PLC0415  slow, and only plans need it

    if table.is_overfull:
        return None
    nobody = np.full(table.free.shape[1], mean_load(table))
    even = _within_windows(table, nobody, wishes=False)
    return None if even is None else _within_windows(table, even.sum(axis=0), wishes=True)


def _within_windows(table: SolverTable, expected: np.ndarray, *, wishes: bool) -> np.ndarray | None:
    """The best of all plans, or with the loads alone in mind any of those that are as even.

    Sheets are priced one by one in a window around the load that each juror is expected to get, and flat beyond, where
    they look cheaper than they are. A plan that stays inside the windows is thus the best; else they move to where it
    went, and grow.
    """
    import numpy as np  # noqa: PLC0415  as above

    window, taken, within = WINDOW, None, _open(table)
    while taken is None or (np.abs(taken.sum(axis=0) - expected) > window)[within].any():
        if taken is not None:
            expected, window = taken.sum(axis=0), window * 4
        start, end, most, price = _sheets(table, expected, window)
        web = Web(table)
        weight = weights(table.free.shape[1], web.nodes, int(np.abs(price).max(initial=0)))
        web.sheets(start, end, most, price * (weight.sheet if wishes else 1))
        web.pairs(costs(table, weight) if wishes else np.zeros(table.free.shape, dtype=np.int64))
        if (taken := web.solve()) is None:
            return None
    return taken


def _open(table: SolverTable) -> np.ndarray:
    """Jurors who can be given anything, and so have a window."""
    return table.seated & (table.room > 0) & table.free.any(axis=0)


def can_be_even(table: SolverTable) -> bool:
    """Whether any plan at all keeps the loads within one of each other."""
    import numpy as np  # noqa: PLC0415  as above

    if table.is_overfull:
        return False
    web, mean, loads = Web(table), mean_load(table), table.loads
    columns = np.flatnonzero(_open(table))
    most, room = np.minimum(table.room, table.free.sum(axis=0))[columns], mean - loads[columns]
    low, one = np.clip(room, 0, most), np.clip(room + 1, 0, most)
    for count, price in ((low, 0), (one - low, 1), (most - one, 2)):
        web.sheets(0 * columns, columns + 1, count, 0 * columns + price)
    web.pairs(np.zeros(table.free.shape, dtype=np.int64))
    taken = web.solve()
    return taken is not None and spread_of(table, taken) <= 1


def spread_of(table: SolverTable, taken: np.ndarray) -> int:
    """How far the loads of those who sit are apart."""
    loads = taken.sum(axis=0)[table.seated]
    return int(loads.max() - loads.min()) if len(loads) else 0


def mean_load(table: SolverTable) -> int:
    return int((table.loads[table.seated].sum() + table.places.sum()) // max(int(table.seated.sum()), 1))


def shortfall(table: SolverTable) -> dict[int, int]:
    """The fewest sheets that the jurors cannot take, by row; at a second sheet of the same row only if need be."""
    import numpy as np  # noqa: PLC0415  as above

    web = Web(table)
    columns = np.arange(table.free.shape[1])
    web.sheets(0 * columns, columns + 1, np.minimum(table.room, len(table.free)), 0 * columns)
    web.pairs(np.zeros(table.free.shape, dtype=np.int64))
    units = [(row, number) for row, count in enumerate(web.rest) for number in range(1, int(count) + 1)]
    row, number = np.array(units, dtype=np.int64).reshape(-1, 2).T
    given = web.network.add_arcs_with_capacity_and_unit_cost(
        0 * row, web.proposal(row), 0 * row + 1, len(units) + number
    )
    if not units or web.solve() is None:
        return {}
    up = web.network.flows(given) > 0
    return {int(one): int((row[up] == one).sum()) for one in np.unique(row[up])}


class Web:
    """The network: a source, the jurors, the proposals, and a gate for each body that a proposal lacks."""

    def __init__(self, table: SolverTable) -> None:
        import numpy as np  # noqa: PLC0415  as above
        from ortools.graph.python import min_cost_flow  # noqa: PLC0415  slow, and only plans need it

        self.table, self.network = table, min_cost_flow.SimpleMinCostFlow()
        rows, self.columns = table.free.shape
        self.rest = table.places - table.lacking.sum(axis=1)
        row, body = np.nonzero(table.lacking)
        self.nodes = 1 + self.columns + rows + len(row)
        self.gates = np.full((rows, max(table.lacking.shape[1], 1)), -1, dtype=np.int64)
        self.gates[row, body] = 1 + self.columns + rows + np.arange(len(row))
        self._add(self.gates[row, body], self.proposal(row), np.maximum(self.rest[row], 0), 0 * row)
        supply = [np.array([int(table.places.sum())]), np.zeros(self.columns), -self.rest, -np.ones(len(row))]
        self.network.set_nodes_supplies(np.arange(self.nodes, dtype=np.int32), np.concatenate(supply).astype(np.int64))

    def proposal(self, row: np.ndarray) -> np.ndarray:
        return 1 + self.columns + row

    def sheets(self, start: np.ndarray, end: np.ndarray, most: np.ndarray, price: np.ndarray) -> None:
        self._add(start, end, most, price)

    def pairs(self, price: np.ndarray) -> None:
        """A pair goes through its body's gate, where there is one."""
        import numpy as np  # noqa: PLC0415  as above

        table = self.table
        self.row, self.column = np.nonzero(table.free & (table.places > 0)[:, None])
        body = table.body[self.column]
        gate = np.where(body >= 0, self.gates[self.row, np.maximum(body, 0)], -1)
        target = np.where(gate >= 0, gate, self.proposal(self.row))
        self.chosen = self._add(1 + self.column, target, 0 * self.row + 1, price[self.row, self.column])

    def _add(self, start: np.ndarray, end: np.ndarray, most: np.ndarray, price: np.ndarray) -> np.ndarray:
        return self.network.add_arcs_with_capacity_and_unit_cost(start, end, most, price)

    def solve(self) -> np.ndarray | None:
        if self.network.solve() != self.network.OPTIMAL:
            return None
        flown = self.network.flows(self.chosen) > 0
        taken = self.table.fixed.copy()
        taken[self.row[flown], self.column[flown]] = True
        return taken


def _sheets(
    table: SolverTable, expected: np.ndarray, window: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Arcs from the source to the jurors: the sheet that makes n of them costs n, counted from the mean."""
    import numpy as np  # noqa: PLC0415  as above

    mean, loads, arcs = mean_load(table), table.loads.tolist(), []
    most = np.minimum(table.room, table.free.sum(axis=0)).tolist()
    for column in np.flatnonzero(_open(table)).tolist():
        first, last = loads[column] + 1, loads[column] + most[column]
        low = max(first, int(expected[column]) - window + 1)
        high = min(last, int(expected[column]) + window)
        if first < low:
            arcs.append((column, min(low, last + 1) - first, low - 1 - mean))
        arcs += [(column, 1, number - mean) for number in range(low, high + 1)]
        if high < last:
            above = max(high + 1, first)
            arcs.append((column, last + 1 - max(above, low), max(above, low) - mean))
    columns, count, price = np.array(arcs, dtype=np.int64).reshape(-1, 3).T
    return 0 * columns, columns + 1, count, price

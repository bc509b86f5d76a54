"""The question as tables of whole numbers: one row a proposal, one column a juror."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .answer import Lack, Rule

if TYPE_CHECKING:
    import numpy as np

    from .problem import AssignmentProblem, Pair

MANY = 1 << 30  # no limit


@dataclass
class SolverTable:
    """What the solver works on. `free` are pairs that may be added, `fixed` those that stand before it begins.

    `places` says how many jurors each proposal still needs, `lacking` which required bodies none of the fixed brings.
    """

    problem: AssignmentProblem
    free: np.ndarray
    fixed: np.ndarray
    kept: np.ndarray
    present: np.ndarray
    expert: np.ndarray
    tie: np.ndarray
    seated: np.ndarray
    capacity: np.ndarray
    room: np.ndarray
    body: np.ndarray  # of each juror, as the position among the required, −1 for another
    required: np.ndarray  # proposal × body
    lacking: np.ndarray
    places: np.ndarray
    calibration: list[int]  # rows

    @property
    def loads(self) -> np.ndarray:
        return self.fixed.sum(axis=0)

    @property
    def is_overfull(self) -> bool:
        """Whether the calibration set alone gives somebody more than they take."""
        return bool((self.seated & (self.loads > self.kept.sum(axis=0)) & (self.loads > self.capacity)).any())


def lay_out(problem: AssignmentProblem) -> SolverTable:
    import numpy as np  # noqa: PLC0415  slow, and only plans need it

    rows = {one.id: row for row, one in enumerate(problem.proposals)}
    columns = {one.id: column for column, one in enumerate(problem.jurors)}
    shape = (len(rows), len(columns))

    def marked(pairs: frozenset[Pair]) -> np.ndarray:
        table = np.zeros(shape, dtype=bool)
        places = [(rows[p], columns[j]) for p, j in pairs if p in rows and j in columns]
        if places:
            table[tuple(np.array(places).T)] = True
        return table

    kept = marked(problem.kept)
    seated = np.array([one.is_seated for one in problem.jurors], dtype=bool)
    free = ~(marked(problem.forbidden) | marked(problem.excused)) & seated[None, :] & ~kept
    position = {body: number for number, body in enumerate(problem.bodies)}
    body = np.array([position.get(one.body, -1) for one in problem.jurors], dtype=np.int64)
    required = np.ones((shape[0], len(position)), dtype=bool)
    for proposal, name in problem.waived:
        if proposal in rows and name in position:
            required[rows[proposal], position[name]] = False
    tie = hashes(problem)
    calibration = choose_calibration(problem, free, kept, tie)
    fixed = kept.copy()
    fixed[calibration] |= free[calibration]
    free[calibration] = False
    wanted = np.array([problem.wanted(one.id) for one in problem.proposals], dtype=np.int64)
    places = np.maximum(wanted - fixed.sum(axis=1), 0)
    places[calibration] = 0
    lacking = required & ~_brought(fixed, body, len(position))
    lacking[calibration] = False
    capacity = np.array([MANY if one.capacity is None else one.capacity for one in problem.jurors], dtype=np.int64)
    return SolverTable(
        problem=problem,
        free=free,
        fixed=fixed,
        kept=kept,
        present=marked(problem.present),
        expert=_expert(problem, shape),
        tie=tie,
        seated=seated,
        capacity=capacity,
        room=np.where(seated, np.maximum(capacity - fixed.sum(axis=0), 0), 0),
        body=body,
        required=required,
        lacking=lacking,
        places=places,
        calibration=calibration,
    )


def _brought(pairs: np.ndarray, body: np.ndarray, count: int) -> np.ndarray:
    """Proposal × required body: whether one of these jurors comes from it."""
    import numpy as np  # noqa: PLC0415  as above

    brought = [pairs[:, body == number].any(axis=1) for number in range(count)]
    return np.array(brought, dtype=bool).T.reshape(len(pairs), count)


def _expert(problem: AssignmentProblem, shape: tuple[int, int]) -> np.ndarray:
    import numpy as np  # noqa: PLC0415  as above

    table = np.zeros(shape, dtype=bool)
    groups = [one.group for one in problem.proposals]
    for group in set(groups) - {None}:
        of_group = np.array([one == group for one in groups])
        experts = np.array([group in one.expertise for one in problem.jurors], dtype=bool)
        table |= of_group[:, None] & experts[None, :]
    return table


def hashes(problem: AssignmentProblem) -> np.ndarray:
    """A whole number for each pair from seed, proposal and juror (splitmix64): the same on every machine."""
    import numpy as np  # noqa: PLC0415  as above

    def mixed(values: np.ndarray) -> np.ndarray:
        values = values + np.uint64(0x9E3779B97F4A7C15)
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return values ^ (values >> np.uint64(31))

    seed = mixed(np.array([problem.seed % (1 << 64)], dtype=np.uint64))
    proposals = mixed(np.array([one.id % (1 << 64) for one in problem.proposals], dtype=np.uint64) ^ seed)
    jurors = np.array([one.id % (1 << 64) for one in problem.jurors], dtype=np.uint64)
    return mixed(proposals[:, None] ^ mixed(jurors)[None, :])


def choose_calibration(problem: AssignmentProblem, free: np.ndarray, kept: np.ndarray, tie: np.ndarray) -> list[int]:
    """The rows that all judge: from each group in turn, first those of an earlier set, then the fewest conflicts."""
    size = min(problem.calibration_size, len(problem.proposals))
    if not size:
        return []
    asked, reach, order = kept.sum(axis=1), (free | kept).sum(axis=1), tie.min(axis=1)

    def key(row: int) -> tuple[bool, int, int]:
        earlier = asked[row] > problem.wanted(problem.proposals[row].id)
        return (not earlier, -int(reach[row]), int(order[row]))

    queues: dict[int | None, list[int]] = {}
    for row in sorted(range(len(problem.proposals)), key=key):
        queues.setdefault(problem.proposals[row].group, []).append(row)
    turns = sorted(
        ((turn, key(row), row) for queue in queues.values() for turn, row in enumerate(queue)),
        key=lambda one: one[:2],
    )
    return sorted(row for _turn, _key, row in turns[:size])


def lacks(table: SolverTable) -> list[Lack]:
    """What single proposals lack, whatever the loads."""
    import numpy as np  # noqa: PLC0415  as above

    problem, found = table.problem, []
    within = table.free.sum(axis=1)
    reachable = _brought(table.free | table.fixed, table.body, len(problem.bodies))
    calibrated = np.zeros(len(problem.proposals), dtype=bool)
    calibrated[table.calibration] = True
    have = table.fixed.sum(axis=1)
    wanted = np.array([problem.wanted(one.id) for one in problem.proposals], dtype=np.int64)
    short = np.where(calibrated, wanted - have, table.places - within)
    missing = table.required & ~reachable
    crowded = (table.lacking & reachable).sum(axis=1) - table.places
    for row in np.flatnonzero((short > 0) | missing.any(axis=1) | (crowded > 0)):
        proposal = problem.proposals[row].id
        if short[row] > 0:
            found.append(Lack(Rule.JURORS, proposal, short=int(short[row])))
        found += [Lack(Rule.BODY, proposal, problem.bodies[at]) for at in np.flatnonzero(missing[row])]
        if crowded[row] > 0:
            found.append(Lack(Rule.PLACES, proposal, short=int(crowded[row])))
    return found

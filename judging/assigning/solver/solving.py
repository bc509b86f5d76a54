"""From the question to the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .answer import Infeasible, Load, Paired, PairReason, SolvedPlan, Uneven
from .flow import can_be_even, pair_up, spread_of
from .freeing import diagnose
from .joining import Joined, join, sole_of_body
from .problem import NONE, AssignmentProblem
from .table import SolverTable, lacks, lay_out

if TYPE_CHECKING:
    import numpy as np


def solve(problem: AssignmentProblem) -> SolvedPlan | Infeasible:
    """A plan that keeps every rule, or what forbids one. The same question has the same answer on every machine."""
    problem = problem.in_order()
    table = lay_out(problem)
    taken = None if lacks(table) else pair_up(table)
    if taken is None:
        return diagnose(problem, is_solved=lambda changed: isinstance(solve(changed), SolvedPlan))
    return _plan(table, join(table, taken))


def _plan(table: SolverTable, joined: Joined) -> SolvedPlan:
    problem, taken = table.problem, joined.taken
    proposals = [one.id for one in problem.proposals]
    jurors = [one.id for one in problem.jurors]
    found = {(proposals[row], jurors[column]) for row, column in zip(*taken.nonzero(), strict=True)}
    before = {pair for pair in problem.kept | problem.present if pair[0] in set(proposals) and pair[1] in set(jurors)}
    spread = spread_of(table, taken)
    return SolvedPlan(
        pairs=tuple(_explained(table, joined)),
        loads=_loads(table, taken),
        added=tuple(sorted(found - before)),
        removed=tuple(sorted(before - found)),
        calibration=tuple(proposals[row] for row in table.calibration),
        groups=joined.groups,
        apart=joined.apart,
        spread=spread,
        uneven=_uneven(problem) if spread > 1 else None,
        wishes=_wishes(table, taken),
    )


def _loads(table: SolverTable, taken: np.ndarray) -> tuple[Load, ...]:
    before, after = (table.kept | table.present).sum(axis=0), taken.sum(axis=0)
    return tuple(
        Load(one.id, int(before[column]), int(after[column])) for column, one in enumerate(table.problem.jurors)
    )


def _wishes(table: SolverTable, taken: np.ndarray) -> tuple[int, ...]:
    """Proposals without an expert although one could have been asked."""
    alone = (taken.any(axis=1)) & ~(taken & table.expert).any(axis=1) & (table.free & table.expert).any(axis=1)
    return tuple(one.id for one, is_alone in zip(table.problem.proposals, alone, strict=True) if is_alone)


def _explained(table: SolverTable, joined: Joined) -> list[Paired]:
    import numpy as np  # noqa: PLC0415  slow, and only plans need it

    problem, taken = table.problem, joined.taken
    loads = taken.sum(axis=0)
    lightest = int(loads[table.seated].min(initial=1 << 30))
    calibrated, placed = set(table.calibration), joined.placed if joined.groups == 1 else set()
    sole = sole_of_body(table, taken)
    pairs = []
    for row, column in np.argwhere(taken).tolist():
        proposal, juror = problem.proposals[row].id, problem.jurors[column].id
        reasons = [
            reason
            for reason, holds in (
                (PairReason.KEPT, table.kept[row, column]),
                (PairReason.PINNED, (proposal, juror) in problem.pinned),
                (PairReason.CALIBRATION, row in calibrated),
                (PairReason.BODY, sole[row, column]),
                (PairReason.EXPERTISE, table.expert[row, column]),
                (PairReason.CONNECTS, (row, column) in placed),
            )
            if holds
        ]
        if not reasons:
            reasons = [PairReason.BALANCE if loads[column] <= lightest + 1 else PairReason.FREE]
        pairs.append(Paired(proposal, juror, tuple(reasons)))
    return pairs


def _uneven(problem: AssignmentProblem) -> Uneven:
    """Which rule, taken away alone, would let the loads come within one of each other."""
    without = {
        Uneven.KEPT: replace(problem, kept=NONE, pinned=NONE),
        Uneven.FORBIDDEN: replace(problem, forbidden=NONE, excused=NONE),
        Uneven.BODIES: replace(problem, bodies=()),
    }
    for rule, relaxed in without.items():
        table = lay_out(relaxed)
        if not lacks(table) and can_be_even(table):
            return rule
    return Uneven.SEVERAL

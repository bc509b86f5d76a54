"""Why there is no plan, and the smallest change that would give one.

Each rule is relaxed alone, as little as suffices; where no single one does, they are relaxed together. What is handed
back was tried: with it, a plan was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from .answer import Infeasible, Lack, Relaxation, RelaxationKind, Rule
from .flow import pair_up, shortfall
from .problem import AssignmentProblem, SolverJuror
from .table import lacks, lay_out

Solved = Callable[[AssignmentProblem], bool]
ORDER = list(RelaxationKind)
MORE = 3  # jurors beyond the number that is short, before other ways are taken


def diagnose(problem: AssignmentProblem, *, is_solved: Solved) -> Infeasible:
    """The binding rule, what each proposal lacks, and the ways out with the smallest first."""
    found = lacks(lay_out(problem))
    seated = sum(one.is_seated for one in problem.jurors)
    if any(lack.rule == Rule.JURORS for lack in found) and problem.per_proposal > seated:
        rule = Rule.TOO_MANY
    else:
        rule = found[0].rule if found else Rule.CAPACITY
    singles = [change for change in _single(problem, found) if change and is_solved(relaxed(problem, [change]))]
    ways: list[tuple[Relaxation, ...]] = [(change,) for change in singles] or list(_together(problem, found, is_solved))
    ways.sort(key=lambda way: (sum(one.size for one in way), [ORDER.index(one.kind) for one in way]))
    return Infeasible(rule, tuple(found), tuple(ways))


def relaxed(problem: AssignmentProblem, changes: Iterable[Relaxation]) -> AssignmentProblem:
    """The question with changes made to it. Jurors to be found have keys below zero and know no conflict."""
    for change in changes:
        problem = replace(
            problem,
            fewer={**problem.fewer, **dict(change.fewer)},
            waived=problem.waived | set(change.waived),
            kept=problem.kept - set(change.released),
            pinned=problem.pinned - set(change.released),
            present=problem.present | set(change.released),
        )
        if change.calibration is not None:
            problem = replace(problem, calibration_size=change.calibration)
        if change.capacity is not None:
            problem = _with_capacity(problem, change.capacity)
        for body, count in change.seats:
            problem = _with_seats(problem, body, count)
    return problem


def _with_capacity(problem: AssignmentProblem, capacity: int) -> AssignmentProblem:
    jurors = [
        one if one.capacity is None or one.capacity >= capacity else replace(one, capacity=capacity)
        for one in problem.jurors
    ]
    return replace(problem, jurors=tuple(jurors))


def _with_seats(problem: AssignmentProblem, body: str, count: int) -> AssignmentProblem:
    limits = [one.capacity for one in problem.jurors if one.is_seated]
    capacity = None if None in limits or not limits else max(one for one in limits if one is not None)
    lowest = min([one.id for one in problem.jurors] + [0])
    made = tuple(SolverJuror(lowest - number, body, capacity=capacity) for number in range(1, count + 1))
    return replace(problem, jurors=problem.jurors + made)


def _single(problem: AssignmentProblem, found: list[Lack]) -> Iterator[Relaxation | None]:
    yield _unpin(problem, found)
    yield _fewer(problem, found)
    yield _capacity(problem, found)
    yield _calibration(problem, found)
    yield _waive(problem, found)
    yield _seat(problem, found)


def _together(problem: AssignmentProblem, found: list[Lack], is_solved: Solved) -> Iterator[tuple[Relaxation, ...]]:
    """One relaxation after the other, each as small as the ones before leave it, until a plan is found."""
    changes: list[Relaxation] = []
    for relax in (_waive, _fewer, _calibration, _capacity):
        now = relaxed(problem, changes)
        change = relax(now, lacks(lay_out(now)))
        if change:
            changes.append(change)
        if changes and is_solved(relaxed(problem, changes)):
            yield tuple(changes)
            return


def _unpin(problem: AssignmentProblem, found: list[Lack]) -> Relaxation | None:
    """Release pins where they fill the places that a body needs."""
    released = []
    for lack in found:
        if lack.rule == Rule.PLACES:
            pins = sorted(pair for pair in problem.pinned if pair[0] == lack.proposal)
            bodies = {one.id: one.body for one in problem.jurors}
            spare = [pair for pair in pins if not _is_sole(problem, pair, bodies)]
            released += spare[: lack.short]
    return Relaxation(RelaxationKind.UNPIN, len(released), released=tuple(released)) if released else None


def _is_sole(problem: AssignmentProblem, pair: tuple[int, int], bodies: dict[int, str]) -> bool:
    """Whether nobody else who stays brings the required body that this juror brings."""
    body = bodies.get(pair[1], "")
    others = [other for proposal, other in problem.kept if proposal == pair[0] and other != pair[1]]
    return body in problem.bodies and all(bodies.get(other) != body for other in others)


def _fewer(problem: AssignmentProblem, found: list[Lack]) -> Relaxation | None:
    """Ask fewer jurors, and only where they are missing."""
    short = {lack.proposal: lack.short for lack in found if lack.rule == Rule.JURORS}
    if not found:
        short = _short_of_room(problem)
    if not short:
        return None
    fewer = tuple(sorted((proposal, problem.wanted(proposal) - less) for proposal, less in short.items()))
    return Relaxation(RelaxationKind.FEWER, sum(short.values()), fewer=fewer)


def _short_of_room(problem: AssignmentProblem) -> dict[int, int]:
    """The fewest sheets to give up when the jurors cannot take them all, spread over the proposals."""
    table = lay_out(problem.in_order())
    return {table.problem.proposals[row].id: count for row, count in shortfall(table).items()}


def _capacity(problem: AssignmentProblem, found: list[Lack]) -> Relaxation | None:
    """The least by which the limit of sheets per juror must rise, found by halving."""
    limits = [one.capacity for one in problem.jurors if one.is_seated and one.capacity is not None]
    if found or not limits:
        return None
    low, high = min(limits), max(len(problem.proposals), *limits)
    if not _fits(_with_capacity(problem, high)):
        return None
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _fits(_with_capacity(problem, middle)) else (middle, high)
    return Relaxation(RelaxationKind.CAPACITY, high - min(limits), capacity=high)


def _calibration(problem: AssignmentProblem, found: list[Lack]) -> Relaxation | None:
    """The largest calibration set that leaves the jurors room."""
    for size in range(problem.calibration_size - 1, -1, -1):
        if _fits(replace(problem, calibration_size=size)):
            return Relaxation(RelaxationKind.CALIBRATION, problem.calibration_size - size, calibration=size)
    return None


def _fits(problem: AssignmentProblem) -> bool:
    table = lay_out(problem.in_order())
    return not lacks(table) and pair_up(table) is not None


def _waive(problem: AssignmentProblem, found: list[Lack]) -> Relaxation | None:
    """Do without a body where nobody of it may judge, or where no place is left for it."""
    waived = {(lack.proposal, lack.body) for lack in found if lack.rule == Rule.BODY}
    crowded = {lack.proposal: lack.short for lack in found if lack.rule == Rule.PLACES}
    table = lay_out(problem.in_order())
    for row, proposal in enumerate(table.problem.proposals):
        bodies = [table.problem.bodies[at] for at in table.lacking[row].nonzero()[0]]
        present = [body for body in bodies if (proposal.id, body) not in waived]
        waived |= {(proposal.id, body) for body in present[: crowded.get(proposal.id, 0)]}
    return Relaxation(RelaxationKind.WAIVE, len(waived), waived=tuple(sorted(waived))) if waived else None


def _seat(problem: AssignmentProblem, found: list[Lack]) -> Relaxation | None:
    """Seat jurors without conflict: one of each body that is missing, then as many as are too few."""
    seats = Counter(dict.fromkeys(sorted({lack.body for lack in found if lack.rule == Rule.BODY}), 1))
    most = max((lack.short for lack in found if lack.rule == Rule.JURORS), default=0)
    most = max(most, -(-sum(_short_of_room(problem).values()) // max(_smallest_limit(problem), 1)) if not found else 0)
    for _more in range(most + MORE):
        if seats and _fits(relaxed(problem, [_seats(seats)])):
            return _seats(seats)
        seats[""] += 1
    return None


def _smallest_limit(problem: AssignmentProblem) -> int:
    return min((one.capacity for one in problem.jurors if one.is_seated and one.capacity is not None), default=1)


def _seats(seats: Counter[str]) -> Relaxation:
    return Relaxation(
        RelaxationKind.SEAT, seats.total(), seats=tuple(sorted((body, count) for body, count in seats.items()))
    )

"""The question: who is to be judged, by whom, and under which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Pair = tuple[int, int]  # a proposal and a juror, by their keys
NONE: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class SolverProposal:
    id: int
    group: int | None = None


@dataclass(frozen=True)
class SolverJuror:
    """`capacity` is the most sheets this juror takes, kept ones included; None is no limit.

    Anyone who lost the seat keeps what is locked and gets nothing new.
    """

    id: int
    body: str = ""
    expertise: frozenset[int] = frozenset()
    capacity: int | None = None
    is_seated: bool = True


@dataclass(frozen=True)
class AssignmentProblem:
    """`kept` pairs stay whatever comes; the `pinned` among them could be released by hand.

    `present` pairs exist and may be moved. `forbidden` are conflicts, `excused` were freed once and do not come back;
    a kept pair stays even where it would not be allowed again. `fewer` gives single proposals a number of their own,
    `waived` frees single proposals from a body.
    """

    proposals: tuple[SolverProposal, ...]
    jurors: tuple[SolverJuror, ...]
    per_proposal: int
    forbidden: frozenset[Pair] = NONE
    excused: frozenset[Pair] = NONE
    kept: frozenset[Pair] = NONE
    pinned: frozenset[Pair] = NONE
    present: frozenset[Pair] = NONE
    bodies: tuple[str, ...] = ()
    calibration_size: int = 0
    seed: int = 0
    fewer: Mapping[int, int] = field(default_factory=dict)
    waived: frozenset[tuple[int, str]] = frozenset()

    def in_order(self) -> "AssignmentProblem":
        """The same question whatever order it was asked in."""
        return replace(
            self,
            proposals=tuple(sorted(self.proposals, key=lambda one: one.id)),
            jurors=tuple(sorted(self.jurors, key=lambda one: one.id)),
            bodies=tuple(sorted(set(self.bodies))),
        )

    def wanted(self, proposal: int) -> int:
        return self.fewer.get(proposal, self.per_proposal)

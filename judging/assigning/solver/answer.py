"""The answer: a plan with its reasons, or the rule that forbids one with the smallest change that frees it."""

from dataclasses import dataclass
from enum import StrEnum

from .problem import Pair


class PairReason(StrEnum):
    """Why a juror judges a proposal; each is true of the pair that carries it."""

    KEPT = "kept"  # it existed and stays
    PINNED = "pinned"  # … because somebody pinned it
    BODY = "body"  # the only one of a required body on this proposal
    EXPERTISE = "expertise"  # the proposal's category is this juror's own
    CALIBRATION = "calibration"  # everybody judges this proposal
    CONNECTS = "connects"  # with the others of this reason it joins what would fall apart
    BALANCE = "balance"  # this juror has at most one sheet more than the least loaded
    FREE = "free"  # not in conflict, and nobody better was left


@dataclass(frozen=True)
class Paired:
    proposal: int
    juror: int
    reasons: tuple[PairReason, ...]

    @property
    def pair(self) -> Pair:
        return (self.proposal, self.juror)


@dataclass(frozen=True)
class Load:
    """How many sheets a juror has now, and would have."""

    juror: int
    before: int
    after: int


class Apart(StrEnum):
    """Why the jurors fall into groups that share no proposal."""

    FEW_SHEETS = "few_sheets"  # fewer sheets than any connected graph needs
    BARRED = "barred"  # even if everybody judged all they may, the groups would not meet
    STUCK = "stuck"  # no exchange was found that keeps loads, bodies and kept pairs


class Uneven(StrEnum):
    """What, taken away, would let the loads come within one of each other."""

    KEPT = "kept"
    FORBIDDEN = "forbidden"
    BODIES = "bodies"
    SEVERAL = "several"


@dataclass(frozen=True)
class SolvedPlan:
    """Sorted by proposal and juror. `wishes` are proposals that no expert judges although there is one to ask."""

    pairs: tuple[Paired, ...]
    loads: tuple[Load, ...]
    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]
    calibration: tuple[int, ...] = ()
    groups: int = 1
    apart: Apart | None = None
    spread: int = 0
    uneven: Uneven | None = None
    wishes: tuple[int, ...] = ()

    @property
    def is_connected(self) -> bool:
        return self.groups <= 1


class Rule(StrEnum):
    """What makes a plan impossible."""

    TOO_MANY = "too_many"  # more jurors asked for than there are
    JURORS = "jurors"  # too few without conflict for these proposals
    BODY = "body"  # no juror of this body for these proposals
    PLACES = "places"  # the bodies that miss need more places than are left
    CAPACITY = "capacity"  # the jurors together cannot take that many sheets


@dataclass(frozen=True)
class Lack:
    """What one proposal lacks under a rule."""

    rule: Rule
    proposal: int
    body: str = ""
    short: int = 1


class RelaxationKind(StrEnum):
    UNPIN = "unpin"
    FEWER = "fewer"
    CAPACITY = "capacity"
    CALIBRATION = "calibration"
    WAIVE = "waive"
    SEAT = "seat"


@dataclass(frozen=True)
class Relaxation:
    """A rule relaxed as little as frees the plan. `size` counts what is given up, released or added."""

    kind: RelaxationKind
    size: int
    fewer: tuple[tuple[int, int], ...] = ()
    waived: tuple[tuple[int, str], ...] = ()
    released: tuple[Pair, ...] = ()
    seats: tuple[tuple[str, int], ...] = ()
    capacity: int | None = None
    calibration: int | None = None


@dataclass(frozen=True)
class Infeasible:
    """The first of `ways` is the smallest; each is a set of changes that together let a plan be found."""

    rule: Rule
    lacks: tuple[Lack, ...]
    ways: tuple[tuple[Relaxation, ...], ...]

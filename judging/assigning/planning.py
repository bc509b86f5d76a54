"""A stage as a question for `matching`, and the answer as JSON that a plan keeps."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from competitions.models import Stage
from judging.assigning.solver.answer import Infeasible, Relaxation, RelaxationKind, SolvedPlan
from judging.assigning.solver.problem import AssignmentProblem, Pair, SolverJuror, SolverProposal
from judging.entrants import entrants
from judging.models import Assignment, Comment, Reopening, Score, Seat, SeatRole, conflict_reasons

PLAN, INFEASIBLE = "plan", "infeasible"
NOTHING: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Wishes:
    """What a plan is asked for; it is kept with the plan as JSON.

    `keeps` leaves every assignment where it is; else what is blank and not pinned may move. `most` is the limit of
    sheets per juror. `fewer` and `waived` are exceptions for single proposals, as a way out proposed them.
    """

    per_proposal: int
    bodies: tuple[str, ...] = ()
    calibration_size: int = 0
    seed: int = 1
    keeps: bool = True
    most: int | None = None
    fewer: dict[int, int] = field(default_factory=dict)
    waived: frozenset[tuple[int, str]] = NOTHING

    def as_json(self) -> dict[str, Any]:
        return {
            "per_proposal": self.per_proposal,
            "bodies": sorted(self.bodies),
            "calibration_size": self.calibration_size,
            "seed": self.seed,
            "keeps": self.keeps,
            "most": self.most,
            "fewer": sorted(self.fewer.items()),
            "waived": sorted(self.waived),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Wishes":
        return cls(
            **{
                **kept,
                "bodies": tuple(kept["bodies"]),
                "fewer": dict(kept["fewer"]),
                "waived": frozenset((proposal, body) for proposal, body in kept["waived"]),
            }
        )

    def with_changes(self, changes: Iterable[dict[str, Any]]) -> "Wishes":
        """These with the exceptions and limits that a way out names; seats and pins are changed by hand."""
        kept = self.as_json()
        for change in changes:
            kept["fewer"] = [*kept["fewer"], *change["fewer"]]
            kept["waived"] = [*kept["waived"], *change["waived"]]
            kept["most"] = kept["most"] if change["capacity"] is None else change["capacity"]
            if change["calibration"] is not None:
                kept["calibration_size"] = change["calibration"]
        return Wishes.from_json(kept)


@dataclass(frozen=True)
class StageReading:
    """A stage as it was when it was read. `idle` are open sheets of jurors who may not or do not judge any more."""

    problem: AssignmentProblem
    digests: dict[str, str]
    idle: tuple[Pair, ...]
    silent: tuple[int, ...]


def members(stage: Stage) -> QuerySet[Seat]:
    """The seats of a stage whose jurors mark, one or more to a juror."""
    return Seat.objects.standing().filter(panel__stage=stage, role=SeatRole.MEMBER)


def blank() -> Q:
    """Assignments whose sheet nobody has written on, or locked before."""
    written = [
        Exists(model._default_manager.filter(sheet__assignment=OuterRef("pk"))) for model in (Score, Comment, Reopening)
    ]
    return Q(sheet__finalised_at=None) & ~Q(written[0]) & ~Q(written[1]) & ~Q(written[2])


def read(stage: Stage, wishes: Wishes) -> StageReading:
    """The stage in a constant number of queries."""
    proposals = tuple(SolverProposal(*row) for row in entrants(stage).order_by("pk").values_list("pk", "category"))
    seats = list(
        members(stage)
        .order_by("pk")
        .values_list("user", "body__code", "answer")
        .annotate(of=ArrayAgg("expertise", filter=Q(expertise__isnull=False), default=[]))
    )
    jurors = _jurors(seats, wishes.most)
    reasons = conflict_reasons(stage.edition, User.objects.filter(pk__in=jurors))
    entered = {one.id for one in proposals}
    forbidden = frozenset((one, juror) for juror, found in reasons.items() for one in found if one in entered)
    rows = list(
        stage.assignments.filter(Q(excused_at__isnull=False) | Q(sheet__isnull=False))
        .order_by("pk")
        .annotate(is_blank=blank())
        .values_list("proposal", "juror", "excused_at", "sheet__finalised_at", "is_pinned", "is_blank")
    )
    sorted_out = _sort_out(rows, forbidden, set(jurors), keeps=wishes.keeps)
    strangers = {juror for _proposal, juror in sorted_out["kept"]} - set(jurors)
    problem = AssignmentProblem(
        proposals,
        (*jurors.values(), *(SolverJuror(juror, is_seated=False) for juror in sorted(strangers))),
        wishes.per_proposal,
        forbidden=forbidden,
        excused=sorted_out["excused"],
        kept=sorted_out["kept"],
        pinned=sorted_out["pinned"],
        present=sorted_out["present"],
        bodies=wishes.bodies,
        calibration_size=wishes.calibration_size,
        seed=wishes.seed,
        fewer=wishes.fewer,
        waived=wishes.waived,
    )
    digests = {
        "proposals": digest_of(sorted((one.id, one.group or 0) for one in proposals)),
        "jurors": digest_of(sorted((user, body, sorted(set(of))) for user, body, _answer, of in seats)),
        "conflicts": digest_of(sorted(forbidden)),
        "assignments": digest_of(sorted((row[0], row[1], row[2] is None, row[4]) for row in rows)),
    }
    silent = tuple(sorted({user for user, _body, answer, _of in seats if not answer}))
    return StageReading(problem, digests, tuple(sorted(sorted_out["idle"])), silent)


def _jurors(seats: list[tuple[Any, ...]], most: int | None) -> dict[int, SolverJuror]:
    """Anyone who sits twice comes from the body of the first seat and knows what either seat says."""
    found: dict[int, SolverJuror] = {}
    for user, body, _answer, of in seats:
        known = found.get(user)
        expertise = frozenset(of) | (known.expertise if known else frozenset())
        found[user] = SolverJuror(user, known.body if known else body, expertise, most)
    return found


def _sort_out(
    rows: list[tuple[Any, ...]], forbidden: frozenset[Pair], seated: set[int], *, keeps: bool
) -> dict[str, frozenset[Pair]]:
    """What stays, what may move, what was excused, and what waits for nothing."""
    found: dict[str, set[Pair]] = {name: set() for name in ("kept", "pinned", "present", "excused", "idle")}
    for proposal, juror, excused_at, finalised_at, is_pinned, is_blank in rows:
        pair = (proposal, juror)
        if excused_at is not None:
            found["excused"].add(pair)
        elif finalised_at is not None:
            found["kept"].add(pair)
        elif pair in forbidden or juror not in seated:
            found["idle"].add(pair)
        elif keeps or is_pinned or not is_blank:
            found["kept"].add(pair)
            if is_pinned and is_blank:
                found["pinned"].add(pair)
        else:
            found["present"].add(pair)
    return {name: frozenset(pairs) for name, pairs in found.items()}


def digest_of(facts: object) -> str:
    return sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()


def as_json(answer: SolvedPlan | Infeasible, reading: StageReading) -> dict[str, Any]:
    about = {"digests": reading.digests, "idle": reading.idle, "silent": reading.silent}
    if isinstance(answer, Infeasible):
        lacks = [[one.rule, one.proposal, one.body, one.short] for one in answer.lacks]
        ways = [[_change(change) for change in way] for way in answer.ways]
        return {"kind": INFEASIBLE, "rule": answer.rule, "lacks": lacks, "ways": ways, **about}
    pairs = [[one.proposal, one.juror, list(one.reasons)] for one in answer.pairs]
    return {
        "kind": PLAN,
        "pairs": pairs,
        "sha256": digest_of(pairs),
        "loads": [[one.juror, one.before, one.after] for one in answer.loads],
        "added": answer.added,
        "removed": answer.removed,
        "calibration": answer.calibration,
        "groups": answer.groups,
        "apart": answer.apart,
        "spread": answer.spread,
        "uneven": answer.uneven,
        "wishes": answer.wishes,
        **about,
    }


def _change(change: Relaxation) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "size": change.size,
        "fewer": change.fewer,
        "waived": change.waived,
        "released": change.released,
        "seats": change.seats,
        "capacity": change.capacity,
        "calibration": change.calibration,
    }


def can_be_asked_for(way: list[dict[str, Any]]) -> bool:
    """Whether a way out is a matter of what is asked, so that one press draws the plan with it."""
    return all(change["kind"] not in (RelaxationKind.SEAT, RelaxationKind.UNPIN) for change in way)


def assignments_of(stage: Stage, pairs: Iterable[Pair]) -> QuerySet[Assignment]:
    """The rows of these pairs."""
    wanted = set(map(tuple, pairs))
    rows = stage.assignments.active().values_list("pk", "proposal", "juror")
    return Assignment.objects.filter(pk__in=[pk for pk, proposal, juror in rows if (proposal, juror) in wanted])

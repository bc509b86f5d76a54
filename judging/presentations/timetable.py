"""Who sits in the room during the presentations, who must be out of it for which proposal, and the agenda in lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from competitions.models import Stage
from judging.models import Seat, Session, Slot, conflict_reasons

from .order import Room, movements

Absences = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class TimetableTurn:
    """A turn in the agenda: who is out for it, who of those gets up now or stays out, and who comes back in for it."""

    slot: Slot
    out: Sequence[User]
    leaving: Sequence[User]
    staying_out: Sequence[User]
    returning: Sequence[User]
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class TimetableSession:
    """A session with its turns in order."""

    session: Session
    lines: Sequence[TimetableTurn]

    @property
    def room_left(self) -> int:
        return self.session.capacity - len(self.lines)


@dataclass(frozen=True)
class Timetable:
    """All sessions of a stage. `alphabetical` is how often jurors would get up if the titles gave the order."""

    parts: Sequence[TimetableSession]
    movements: int
    alphabetical: int

    @property
    def slots(self) -> list[Slot]:
        return [line.slot for part in self.parts for line in part.lines]


def jurors_of(stage: Stage) -> list[User]:
    """Everybody who sits in a panel of the stage and did not decline, in the order of their names."""
    seats = Seat.objects.standing().filter(panel__stage=stage)
    return list(User.objects.filter(pk__in=seats.values("user")).order_by("name", "pk"))


def absences(stage: Stage, jurors: Iterable[User]) -> Absences:
    """For each proposal of which somebody must not hear, the keys of those; in one query."""
    found: dict[int, set[int]] = {}
    for juror, proposals in conflict_reasons(stage.edition, jurors).items():
        for proposal in proposals:
            found.setdefault(proposal, set()).add(juror)
    return {proposal: frozenset(out) for proposal, out in found.items()}


def agenda_of(stage: Stage) -> Timetable:
    """The agenda as it is, in a constant number of queries."""
    jurors = jurors_of(stage)
    away = absences(stage, jurors)
    sessions = list(stage.sessions.order_by("starts_at", "pk"))
    slots: dict[int, list[Slot]] = {session.pk: [] for session in sessions}
    for slot in slots_of(stage):
        slot.session = next(session for session in sessions if session.pk == slot.session_id)
        slots[slot.session_id].append(slot)
    parts = [TimetableSession(session, _lines(slots[session.pk], away, jurors)) for session in sessions]
    placed = [slot for part in slots.values() for slot in part]
    rooms = [Room(len(part)) for part in slots.values()]
    by_title = sorted(placed, key=lambda slot: (str(slot.proposal), slot.proposal_id))
    now, then = ([away.get(slot.proposal_id, frozenset()) for slot in order] for order in (placed, by_title))
    return Timetable(parts, movements(now, rooms), movements(then, rooms))


def slots_of(stage: Stage) -> QuerySet[Slot]:
    """The turns of a stage in order, with what a line prints."""
    return (
        Slot.objects.filter(stage=stage)
        .select_related("proposal__innovation__opd", "session")
        .order_by("session__starts_at", "session", "number")
    )


def _lines(slots: Sequence[Slot], away: Absences, jurors: Sequence[User]) -> list[TimetableTurn]:
    lines, before = [], frozenset[int]()
    for index, slot in enumerate(slots):
        out = away.get(slot.proposal_id, frozenset())
        named, leaving, staying_out, returning = (
            [juror for juror in jurors if juror.pk in group]
            for group in (out, out - before, out & before, before - out)
        )
        is_last = index == len(slots) - 1
        lines.append(TimetableTurn(slot, named, leaving, staying_out, returning, is_first=not index, is_last=is_last))
        before = out
    return lines

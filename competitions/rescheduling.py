"""A change to the calendar of an open edition: what moves, what stands in its way, what follows, who is told.

The calendar is known here, what hangs on it in later apps: they register their part when Django starts (ADR 0004).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from accounts.mail import is_reached
from accounts.models import OPD, User

from .calendar import Times
from .models import Edition, PhaseKind

Calendar = Mapping[PhaseKind, Times]
Words = str | Promise


@dataclass(frozen=True)
class PhaseMove:
    """One phase as it was and as it is to be; nothing where it was not, or is to be no more."""

    kind: PhaseKind
    before: Times | None
    after: Times | None

    @property
    def opens_moved(self) -> bool:
        return bool(self.before and self.after and self.before[0] != self.after[0])

    @property
    def closes_moved(self) -> bool:
        return bool(self.before and self.after and self.before[1] != self.after[1])


@dataclass(frozen=True)
class Rescheduling:
    """The phases whose times change in one act, in the order of the calendar."""

    edition: Edition
    moves: tuple[PhaseMove, ...]
    at: datetime

    def move(self, kind: str) -> PhaseMove | None:
        return next((move for move in self.moves if move.kind == kind), None)

    @property
    def kinds(self) -> set[PhaseKind]:
        return {move.kind for move in self.moves}

    @property
    def reopened(self) -> list[PhaseKind]:
        """The phases that were over, and are not any more."""
        return [
            move.kind for move in self.moves if move.before and move.after and move.before[1] <= self.at < move.after[1]
        ]


@dataclass(frozen=True)
class ConcernedReaders:
    """People to whom a new calendar matters for one reason: in this role, for this agency."""

    role: Words
    users: list[User] = field(default_factory=list)
    agency: OPD | None = None


Obstacles = Callable[[Rescheduling], Iterable[str]]
Effect = Callable[[Rescheduling], None]
Readers = Callable[[Rescheduling], Iterable[ConcernedReaders]]
_obstacles: list[Obstacles] = []
_effects: list[Effect] = []
_readers: list[Readers] = []


def _register(functions: list[Any], function: Any) -> Any:
    if function not in functions:
        functions.append(function)
    return function


def reschedule_obstacle(function: Obstacles) -> Obstacles:
    """Have a function asked what stands in the way of a change, each in a sentence."""
    return _register(_obstacles, function)


def reschedule_effect(function: Effect) -> Effect:
    """Have a function called in the act, once the new times are stored."""
    return _register(_effects, function)


def reschedule_readers(function: Readers) -> Readers:
    """Have a function asked whom a change concerns."""
    return _register(_readers, function)


def rescheduling(edition: Edition, before: Calendar, after: Calendar, at: datetime) -> Rescheduling:
    moves = (PhaseMove(kind, before.get(kind), after.get(kind)) for kind in PhaseKind)
    return Rescheduling(edition, tuple(move for move in moves if move.before != move.after), at)


def obstacles(change: Rescheduling) -> list[str]:
    return [sentence for ask in _obstacles for sentence in ask(change)]


def carry_through(change: Rescheduling) -> None:
    """What follows in later apps from times that are stored by now."""
    for follow in _effects:
        follow(change)


def concerned(change: Rescheduling, *, without: User | None = None) -> list[ConcernedReaders]:
    """Whom a change concerns and a letter reaches, each person once; who does it knows of it."""
    seen = {without.pk} if without else set()
    found = []
    for group in (group for ask in _readers for group in ask(change)):
        users = [user for user in group.users if user.pk not in seen and is_reached(user)]
        seen.update(user.pk for user in users)
        if users:
            found.append(replace(group, users=users))
    return found

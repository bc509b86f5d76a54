"""What an agency has in later apps: what stands in the way of its end, and what moves to its successor.

Later apps add theirs when Django starts (docs/adr/0004-checklist-registry.md).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import OPD, User


@dataclass(frozen=True)
class RegisterFact:
    """One thing that stands with an agency or a person, in a sentence, and its page."""

    sentence: str
    url: str
    is_open: bool = False  # it must be settled before the agency can be closed


@dataclass(frozen=True)
class Mover:
    """What goes along to a successor. `move` says what it moved, and `back` takes that back or says what forbids it."""

    listed: Callable[[OPD], Iterable[tuple[str, str]]]  # a key and a name of each thing that can be sent elsewhere
    move: Callable[..., Any]  # (opd, into, chosen: Mapping[key, OPD], by, note) → JSON
    back: Callable[..., None]  # (opd, moved JSON, by, note); raises ValidationError


@dataclass(frozen=True)
class Recheck:
    """What is looked at again once everything else has gone over, or has come back.

    `before` holds what the act may touch and says how it stands; `told` says in sentences what `after` did.
    """

    before: Callable[[], Any]
    after: Callable[..., Any]  # (opd, before, by) → JSON
    back: Callable[..., None]  # (JSON, by, note)
    told: Callable[[Any], Iterable[str]]


class Asks(Protocol):
    def __call__(self, opd: OPD, /) -> Iterable[RegisterFact]: ...


_stands: list[Asks] = []
_movers: dict[str, Mover] = {}
_rechecks: dict[str, Recheck] = {}


def stands(function: Asks) -> Asks:
    if function not in _stands:
        _stands.append(function)
    return function


def mover(name: str, one: Mover) -> None:
    _movers[name] = one


def recheck(name: str, one: Recheck) -> None:
    _rechecks[name] = one


def standing(opd: OPD) -> list[RegisterFact]:
    return [one for ask in _stands for one in ask(opd)]


def movable(opd: OPD) -> list[tuple[str, str]]:
    """What may go to another agency than the successor: key and name."""
    return [pair for one in _movers.values() for pair in one.listed(opd)]


def move(opd: OPD, into: OPD, chosen: Mapping[str, OPD], by: User, note: str) -> dict[str, Any]:
    return {name: one.move(opd, into, chosen, by, note) for name, one in _movers.items()}


def back(opd: OPD, moved: Mapping[str, Any], by: User, note: str) -> None:
    for name, one in _movers.items():
        if moved.get(name):
            one.back(opd, moved[name], by, note)


def before() -> dict[str, Any]:
    return {name: one.before() for name, one in _rechecks.items()}


def after(opd: OPD, noted: Mapping[str, Any], by: User) -> dict[str, Any]:
    return {name: one.after(opd, noted[name], by) for name, one in _rechecks.items()}


def after_back(done: Mapping[str, Any], by: User, note: str) -> None:
    for name, one in _rechecks.items():
        if done.get(name):
            one.back(done[name], by, note)


def told(done: Mapping[str, Any]) -> list[str]:
    """What was looked at again and changed, in sentences."""
    return [sentence for name, one in _rechecks.items() for sentence in one.told(done[name])]

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


class Asks(Protocol):
    def __call__(self, opd: OPD, /) -> Iterable[RegisterFact]: ...


_stands: list[Asks] = []
_movers: dict[str, Mover] = {}


def stands(function: Asks) -> Asks:
    if function not in _stands:
        _stands.append(function)
    return function


def mover(name: str, one: Mover) -> None:
    _movers[name] = one


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

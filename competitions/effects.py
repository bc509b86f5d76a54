"""What a change of an open edition touches, shown before it is done; what forbids it; who is told (ADR 29).

A change is rehearsed: done, looked at, undone. Each app that knows of people whom a change may touch registers a lens
when Django starts: it takes a picture before and after, and puts the difference in words. `competitions` knows only the
rules themselves, so proposals, sheets, places and winners are the matter of later apps (docs/adr/0004).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.concurrency import token
from accounts.models import OPD, User

from .fairness import ADDED, REMOVED, Topic, topic_of
from .models import Edition

Key = int | str
Values = Mapping[str, Any]
Snapshot = Mapping[str, Mapping[Key, Values]]  # part, row, field; a row may bring a `label` beside its fields
UNCOMPARED = {"number", "label"}


@dataclass(frozen=True)
class RuleFieldChange:
    """One value that differs, as JSON holds it; of a row that comes or goes all its values."""

    part: str
    key: Key
    name: str
    field: str
    before: Any
    after: Any

    @property
    def topic(self) -> Topic:
        return topic_of(self.part, self.field)

    def mark(self) -> list[Any]:
        """What it is by its content: a new row has another key at each rehearsal."""
        return [self.part, "" if self.field == ADDED else str(self.key), self.field, self.before, self.after]


@dataclass(frozen=True)
class Change:
    """All that one act changes. `about` is the edition, or the stage or rubric of it that the act is about."""

    edition: Edition
    action: str
    about: models.Model
    fields: tuple[RuleFieldChange, ...]

    @cached_property
    def topics(self) -> frozenset[Topic]:
        return frozenset(one.topic for one in self.fields)

    @property
    def needs_reason(self) -> bool:
        """It is more than a correction."""
        return bool(self.topics - {Topic.WORDING})

    def of(self, part: str, *names: str) -> list[RuleFieldChange]:
        """The changes of a part, or of these fields of it."""
        return [one for one in self.fields if one.part == part and (not names or one.field in names)]


def changes_between(before: Snapshot, after: Snapshot) -> Iterator[RuleFieldChange]:
    """What differs, row by row. The order counts only where rows that stay change places."""
    for part, rows in after.items():
        old = before[part]
        for key in [*old, *(key for key in rows if key not in old)]:
            yield from _row_changes(part, key, old.get(key), rows.get(key))
        yield from _order_change(part, old, rows)


def _row_changes(part: str, key: Key, old: Values | None, new: Values | None) -> Iterator[RuleFieldChange]:
    row = new or old or {}
    name = str(row.get("label") or row.get("name") or "")
    if old is None:
        yield RuleFieldChange(part, key, name, ADDED, None, new)
    elif new is None:
        yield RuleFieldChange(part, key, name, REMOVED, old, None)
    else:
        for one in new:
            if old[one] != new[one] and one not in UNCOMPARED:
                yield RuleFieldChange(part, key, name, one, old[one], new[one])


def _order_change(part: str, old: Mapping[Key, Values], new: Mapping[Key, Values]) -> Iterator[RuleFieldChange]:
    staying = [key for key in old if key in new and "number" in new[key]]
    was, now = (sorted(staying, key=lambda key: rows[key]["number"]) for rows in (old, new))
    if was != now:
        names = [[new[key]["name"] for key in keys] for keys in (was, now)]
        yield RuleFieldChange(part, "", "", "number", *names)


@dataclass(frozen=True)
class Line:
    """One whom a change touches. The key is made of data alone, whatever language the words are in."""

    key: str
    name: str
    detail: str = ""
    proposal: int | None = None


@dataclass(frozen=True)
class Touched:
    """All whom a change touches in one way, and what becomes of them.

    What is `told` stands in the letter to the agency of its proposal. What is `moving` changes by itself while people
    are at work, and nobody has to look at it again for that.
    """

    key: str
    heading: str
    lines: tuple[Line, ...] = ()
    advice: str = ""
    is_told: bool = False
    is_moving: bool = False


@dataclass(frozen=True)
class Lens:
    """How an app looks at a change.

    `look` takes a picture of what concerns people, `tell` puts the difference of two of them in words, and `follow`
    puts right what hangs on the rules, once the change is done.
    """

    topics: frozenset[Topic]
    look: Callable[[Edition, Change], Any] = lambda _edition, _change: None
    tell: Callable[[Change, Any, Any], Iterable[Touched]] = lambda _change, _before, _after: ()
    follow: Callable[[Change, Any, Any], None] = lambda _change, _before, _after: None


@dataclass(frozen=True)
class Reader:
    """Somebody who is written to about a change: as what, for which agency, about which proposals."""

    user: User
    role: str
    agency: OPD | None = None
    proposals: frozenset[int] = frozenset()


Obstacle = Callable[[Change], Iterable[str]]
Holder = Callable[[Collection[Any]], Iterable[str]]
Audience = Callable[[Edition, Collection[Topic]], Iterable[Reader]]
_lenses: list[Lens] = []
_obstacles: list[Obstacle] = []
_holders: list[tuple[type[models.Model], Holder]] = []
_audiences: list[Audience] = []


def lens(one: Lens) -> Lens:
    _lenses.append(one)
    return one


def obstacle(function: Obstacle) -> Obstacle:
    """Have a function asked what forbids a change, in sentences that say what stands on it and what to do."""
    _obstacles.append(function)
    return function


def holds(model: type[models.Model]) -> Callable[[Holder], Holder]:
    """Have a function asked what stands on rows of this model that somebody wants to remove, in sentences."""

    def register(function: Holder) -> Holder:
        _holders.append((model, function))
        return function

    return register


def audience(function: Audience) -> Audience:
    """Have a function asked whom a change of these topics is told."""
    _audiences.append(function)
    return function


def lenses(change: Change) -> list[Lens]:
    return [one for one in _lenses if one.topics & change.topics]


def refuse_forbidden(change: Change) -> None:
    _refuse(sentence for ask in _obstacles for sentence in ask(change))


def refuse_removal(rows: Collection[models.Model]) -> None:
    """Raise ValidationError with all that stands on these rows, which are of one model."""
    if rows:
        model = type(next(iter(rows)))
        _refuse(sentence for held, ask in _holders if held is model for sentence in ask(rows))


def _refuse(sentences: Iterable[str]) -> None:
    if found := list(sentences):
        raise ValidationError([ValidationError(sentence, code="stands") for sentence in found])


def readers(edition: Edition, topics: Collection[Topic]) -> list[Reader]:
    """Everyone who is told of a change, once each: who is two things reads of the proposals of both."""
    found: dict[int, Reader] = {}
    for reader in (one for ask in _audiences for one in ask(edition, topics)):
        first = found.setdefault(reader.user.pk, reader)
        if first is not reader:
            proposals = first.proposals | reader.proposals
            found[reader.user.pk] = Reader(first.user, first.role, first.agency, proposals)
    return list(found.values())


@dataclass(frozen=True)
class Effect:
    """A change and whom it touches: what is shown before it is done. Each lens with its two pictures."""

    change: Change
    pictures: tuple[tuple[Lens, Any, Any], ...] = field(default=(), repr=False)

    def tell(self) -> tuple[Touched, ...]:
        """In the language of now."""
        return tuple(told for one, was, now in self.pictures for told in one.tell(self.change, was, now))

    @cached_property
    def touched(self) -> tuple[Touched, ...]:
        return self.tell()

    @property
    def token(self) -> str:
        """The same as long as the same change touches the same people in the same way."""
        still = [[one.key, *(line.key for line in one.lines)] for one in self.touched if not one.is_moving]
        return token([[one.mark() for one in self.change.fields], still])

    def follow(self) -> None:
        for one, before, after in self.pictures:
            one.follow(self.change, before, after)


@dataclass(frozen=True)
class Consent:
    """What the second, knowing press brings along: the reason, and the token of what was shown."""

    reason: str
    seen: str


class UnconfirmedError(ValidationError):
    """The act touches people: it is shown first, and done when somebody who has seen it says why.

    `lacks` says what was wrong with the consent: nothing (none was given), "reason", "length" or "changed".
    """

    def __init__(self, sentence: Any, effect: Effect, lacks: str = "") -> None:
        super().__init__(sentence, code="unconfirmed")
        self.effect, self.lacks = effect, lacks

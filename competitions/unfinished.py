"""What is left undone in the phases of an edition now: how much, by whom, where it is done, what becomes of it.

Each later app says it for the work that it knows, by a function that it registers when Django starts (ADR 0004). The
same answers stand on the home page, on the edition's own page, and before a phase is closed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise

from .models import Edition, Phase, PhaseKind
from .published import published_among

Words = str | Promise


class Weight(Enum):
    """What it means for the edition that a phase ends before this is done."""

    HOLDS = "holds"  # nothing goes on until it is done, or somebody is let off
    DECIDE = "decide"  # it goes on without, but only by a decision
    NOTE = "note"  # it goes on without, as everybody expects


@dataclass(frozen=True)
class WayOut:
    """Another way than to give the phase more time."""

    label: Words
    url: str


@dataclass(frozen=True)
class Unfinished:
    """One kind of work that is left undone in a phase.

    `loss` is the clause for the button that closes the phase over it: “6 usulan tidak terkirim”; `fate` says what
    becomes of it then; `waits_for` whose turn it is.
    """

    edition: Edition
    kind: PhaseKind
    key: str
    count: int
    text: str
    url: str
    action: Words
    loss: str
    fate: Words
    waits_for: Words
    weight: Weight
    ask_names: Callable[[], Iterable[str]] = field(default=tuple, compare=False)
    ways: tuple[WayOut, ...] = ()

    @property
    def names(self) -> list[str]:
        """Whose or what it is, by name; asked only of who shows it."""
        return list(self.ask_names())

    @property
    def phase(self) -> Phase | None:
        return self.edition.phase(self.kind)

    @property
    def is_pressing(self) -> bool:
        """It cannot simply be left: the edition waits for it, or for a decision to go on without."""
        return self.weight is not Weight.NOTE

    @property
    def has_lapsed(self) -> bool:
        """The phase in which it was to be done is over."""
        return self.edition.has_ended(self.kind)


Tells = Callable[[Sequence[Edition]], Iterable[Unfinished]]
_tellers: list[Tells] = []


def unfinished_work(function: Tells) -> Tells:
    """Have a function asked what these editions still lack; it asks the database once for all of them."""
    if function not in _tellers:
        _tellers.append(function)
    return function


def unfinished_in(editions: Iterable[Edition]) -> dict[int, list[Unfinished]]:
    """What is left undone in the phases of these editions that have begun, in their order. Prefetch the phases.

    What is published is finished: nothing is left in it, whatever was never done.
    """
    opened = [edition for edition in editions if edition.is_open]
    done = published_among([edition.pk for edition in opened]) if opened else set()
    going = [edition for edition in opened if edition.pk not in done]
    order = list(PhaseKind)
    found: dict[int, list[Unfinished]] = {}
    for one in sorted(_told(going), key=lambda one: order.index(one.kind)):
        if one.edition.has_begun(one.kind):
            found.setdefault(one.edition.pk, []).append(one)
    return found


def _told(editions: Sequence[Edition]) -> Iterator[Unfinished]:
    if editions:
        for tell in _tellers:
            yield from tell(editions)


def unfinished(edition: Edition, *kinds: str) -> list[Unfinished]:
    """What is left undone in one edition, or in these phases of it."""
    found = unfinished_in([edition]).get(edition.pk, [])
    return [one for one in found if not kinds or one.kind in kinds]

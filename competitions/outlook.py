"""Where an edition stands: what runs, what has lapsed with work left, what comes next, who waits for whom.

Pure: from the phases, which are at hand, and from what `unfinished` told. The pages only print it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts import clock

from .models import RANK, Edition, Phase
from .unfinished import Unfinished, Weight


@dataclass(frozen=True)
class LapsedPhase:
    """A phase that is over with work that cannot simply be left."""

    phase: Phase
    work: list[Unfinished]

    @property
    def edition(self) -> Edition:
        return self.phase.edition

    @property
    def may_go_on_without(self) -> bool:
        """Whether a decision is enough; else it must be done, or somebody let off."""
        return all(one.weight is Weight.DECIDE for one in self.work)


@dataclass(frozen=True)
class AwaitedParty:
    """Whose turn it is in the phases that run, and for what."""

    whom: str
    work: list[Unfinished]


@dataclass(frozen=True)
class Outlook:
    """What now, what next, who waits for whom."""

    edition: Edition
    running: list[Phase]
    lapsed: list[LapsedPhase]
    next: Phase | None
    awaited: list[AwaitedParty]

    @property
    def foremost(self) -> Unfinished | None:
        """The one thing to do first: what has lapsed, else what holds up the phase that runs."""
        work = [one for lapse in self.lapsed for one in lapse.work]
        work += [one for party in self.awaited for one in party.work]
        return work[0] if work else None


def outlook(edition: Edition, work: Sequence[Unfinished], at: datetime | None = None) -> Outlook:
    """Where one edition stands at a moment. `work` is what `unfinished(edition)` told of it."""
    at = at or clock.now()
    return Outlook(
        edition=edition,
        running=edition.running_phases(at),
        lapsed=lapsed_phases(edition, work, at),
        next=edition.next_phase(at) if edition.is_open else None,
        awaited=awaited(edition, work, at),
    )


def lapsed_phases(edition: Edition, work: Sequence[Unfinished], at: datetime | None = None) -> list[LapsedPhase]:
    """The phases that ended with work that is missed, in their order."""
    at = at or clock.now()
    found = []
    for phase in sorted(edition.phases.all(), key=lambda phase: RANK[phase.kind]):
        missed = [one for one in work if one.kind == phase.kind and is_missed(one, phase)]
        if missed and phase.has_ended(at):
            found.append(LapsedPhase(phase, missed))
    return found


def is_missed(one: Unfinished, phase: Phase) -> bool:
    """Not what it was decided to go on without; but what holds up the edition holds it up all the same."""
    return one.weight is Weight.HOLDS or (one.weight is Weight.DECIDE and not phase.let_go_at)


def awaited(edition: Edition, work: Sequence[Unfinished], at: datetime) -> list[AwaitedParty]:
    """For each party that others wait for in a running phase, what it has to do."""
    parties: dict[str, list[Unfinished]] = {}
    for one in work:
        if edition.in_phase(one.kind, at=at):
            parties.setdefault(str(one.waits_for), []).append(one)
    return [AwaitedParty(whom, things) for whom, things in parties.items()]

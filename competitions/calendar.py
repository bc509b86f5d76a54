"""How the phases of an edition may lie in time, and how a calendar is moved."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

K = TypeVar("K")
Times = tuple[datetime, datetime]
YEARS_AROUND = 2


@dataclass(frozen=True)
class Window:
    """A half-open stretch of time, opens_at <= t < closes_at. `rank` is its turn in the calendar."""

    rank: int
    name: str
    opens_at: datetime
    closes_at: datetime
    overlaps: bool = False


@dataclass(frozen=True)
class WindowClash:
    """What is wrong with the window at `index`, and which earlier window it runs into."""

    index: int
    field: str
    code: str
    other: str = ""


def clashes(windows: Sequence[Window]) -> Iterator[WindowClash]:
    """Windows that run backwards, or open before the last one of an earlier turn has closed.

    A window that `overlaps` (socialisation runs on beside the registration) holds up nothing.
    """
    for index, window in enumerate(windows):
        if window.closes_at <= window.opens_at:
            yield WindowClash(index, "closes_at", "backwards")
            continue
        earlier = [other for other in windows if other.rank < window.rank and not other.overlaps]
        latest = max(earlier, key=lambda other: other.closes_at, default=None)
        if latest and not window.overlaps and window.opens_at < latest.closes_at:
            yield WindowClash(index, "opens_at", "overlap", latest.name)


def far_off(windows: Sequence[Window], year: int) -> Iterator[WindowClash]:
    """Windows with a year that cannot be meant: the edition of 2026 may begin in 2024 and end in 2028."""
    for index, window in enumerate(windows):
        for field in ("opens_at", "closes_at"):
            if abs(getattr(window, field).year - year) > YEARS_AROUND:
                yield WindowClash(index, field, "far", str(year))


def backdated(before: Sequence[Window], after: Sequence[Window], now: datetime) -> Iterator[WindowClash]:
    """What a new calendar would pretend: a boundary moved into the past, or a phase that began and is no more.

    What has gone by may move ahead: a phase that is over opens again.
    """
    old = {window.rank: window for window in before}
    for index, window in enumerate(after):
        was = old.pop(window.rank, None)
        for field in ("opens_at", "closes_at"):
            moment = getattr(window, field)
            if moment != getattr(was, field, None) and moment < now:
                yield WindowClash(index, field, "past")
    yield from _gone(old.values(), now)


def past_moves(before: Sequence[Window], after: Sequence[Window], now: datetime) -> Iterator[WindowClash]:
    """What a new calendar would change of the past: a boundary gone by, or one that would have to go by unseen.

    Once the result is published the past is what it rests on.
    """
    old = {window.rank: window for window in before}
    for index, window in enumerate(after):
        was = old.pop(window.rank, None)
        for field in ("opens_at", "closes_at"):
            moment, earlier = getattr(window, field), getattr(was, field, None)
            if moment == earlier:
                continue
            if earlier and earlier <= now:
                yield WindowClash(index, field, "fixed")
            elif moment < now:
                yield WindowClash(index, field, "past")
    yield from _gone(old.values(), now)


def _gone(dropped: Collection[Window], now: datetime) -> Iterator[WindowClash]:
    for window in dropped:
        if window.opens_at <= now:
            yield WindowClash(-1, "opens_at", "gone", window.name)


def shifted(calendar: Mapping[K, Times], step: timedelta, now: datetime) -> dict[K, Times]:
    """Every boundary that lies ahead, moved by the same step; what runs goes on for so much longer."""

    def move(moment: datetime) -> datetime:
        return moment + step if moment > now else moment

    return {kind: (move(opens_at), move(closes_at)) for kind, (opens_at, closes_at) in calendar.items()}


def extended(calendar: Mapping[K, Times], order: Sequence[K], kind: K, times: Times, *, push: bool) -> dict[K, Times]:
    """One phase with new times; with `push` the later ones move on by the stretch by which its close moves on.

    Later ones are not drawn nearer when a phase ends earlier.
    """
    step = times[1] - calendar[kind][1]
    later = order[order.index(kind) + 1 :] if push and step > timedelta() else []
    moved = {one: (calendar[one][0] + step, calendar[one][1] + step) for one in later if one in calendar}
    return {**calendar, kind: times, **moved}

"""How the phases of an edition may lie in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


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


def past_moves(before: Sequence[Window], after: Sequence[Window], now: datetime) -> Iterator[WindowClash]:
    """What a new calendar would change of the past: a boundary gone by, or one that would have to go by unseen."""
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
    for window in old.values():
        if window.opens_at <= now:
            yield WindowClash(-1, "opens_at", "gone", window.name)

"""The server's clock: the one source of now for every rule that asks about time.

The seed and the tests stand at another moment with `at`, so that an edition of 2020 carries the times of 2020.
No request ever does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    return _moment.get() or timezone.now()


def today() -> date:
    """Today's date in the city (Asia/Jakarta)."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand at an aware moment until the block ends."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def tick(step: timedelta) -> None:
    """Move on by `step` inside `at`.

    Raises RuntimeError outside of it: the real clock is nobody's to move.
    """
    moment = _moment.get()
    if moment is None:
        raise RuntimeError("The real clock cannot be moved.")
    _moment.set(moment + step)

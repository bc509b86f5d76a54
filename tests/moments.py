"""When things are in the tests: each phase of a factory's edition lasts a week, one after the other."""

from datetime import UTC, datetime, timedelta

from competitions.models import PhaseKind

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # Monday 08.00 WIB
WEEK = timedelta(days=7)
BEFORE, AFTER = "before", "after"
MOMENTS = (BEFORE, *(str(kind.value) for kind in PhaseKind), AFTER)


def opening(kind: str) -> datetime:
    return START + WEEK * list(PhaseKind).index(PhaseKind(kind))


def moment(name: str) -> datetime:
    """The middle of a phase, or a day before the first or after the last."""
    if name == BEFORE:
        return START - timedelta(hours=12)
    if name == AFTER:
        return START + WEEK * len(PhaseKind) + timedelta(days=1)
    return opening(name) + WEEK / 2

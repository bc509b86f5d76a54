"""Calendars of seeded editions: laid back from the day on which a stage is to be running."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from competitions.models import PhaseKind

Calendar = Mapping[PhaseKind, tuple[datetime, datetime]]

STAGES = {
    "pengajuan": PhaseKind.REGISTRATION,
    "penilaian": PhaseKind.JUDGING,
    "pleno": PhaseKind.PLENARY,
    "pengumuman": PhaseKind.ANNOUNCEMENT,
}
DAYS = {
    PhaseKind.REGISTRATION: 21,
    PhaseKind.ADMINISTRATION: 7,
    PhaseKind.JUDGING: 10,
    PhaseKind.PLENARY: 5,
    PhaseKind.ANNOUNCEMENT: 7,
    PhaseKind.AWARDING: 14,
}
SOCIALISATION = timedelta(days=7)
OPENS, CLOSES = time(8), time(16)


def at(day: date, hour: time) -> datetime:
    """An hour of a day in WIB."""
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())


def calendar_from(first_day: date) -> dict[PhaseKind, tuple[datetime, datetime]]:
    """Every phase opens at 16.00 WIB when the one before it closes; the first at 08.00 WIB of `first_day`."""
    opens_at = at(first_day, OPENS)
    phases = {PhaseKind.SOCIALISATION: (opens_at, opens_at + SOCIALISATION)}
    day = first_day
    for kind, days in DAYS.items():
        day += timedelta(days=days)
        phases[kind] = (opens_at, at(day, CLOSES))
        opens_at = at(day, CLOSES)
    return phases


def calendar_running(stage: str, now: datetime) -> dict[PhaseKind, tuple[datetime, datetime]]:
    """The calendar in which the phase of `stage` is about half over now."""
    before = 0
    for kind, days in DAYS.items():
        if kind == STAGES[stage]:
            return calendar_from(timezone.localdate(now) - timedelta(days=before + days // 2))
        before += days
    raise KeyError(stage)


def inside(calendar: Calendar, kind: PhaseKind) -> datetime:
    """A working hour early in a phase: the morning after its second night."""
    return at(timezone.localdate(calendar[kind][0]) + timedelta(days=1), time(9))

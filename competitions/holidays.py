"""Days on which an office is shut: weekends by calculation, public holidays as decreed (data/holidays.toml)."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

PATH = Path(__file__).parent / "data" / "holidays.toml"
SATURDAY, SUNDAY = 5, 6


@cache
def _decreed() -> dict[str, Any]:
    return tomllib.loads(PATH.read_text())


def day_off(day: date) -> str:
    """Why an office is shut on this day, in a sentence; nothing on a working day."""
    if why := public_holiday(day):
        return why
    if day.weekday() == SATURDAY:
        return _("Hari Sabtu.")
    return _("Hari Minggu.") if day.weekday() == SUNDAY else ""


def public_holiday(day: date) -> str:
    decreed, iso = _decreed(), day.isoformat()
    if name := decreed["holidays"].get(iso) or decreed["every_year"].get(f"{day:%m-%d}"):
        return _("Hari libur nasional: %(name)s.") % {"name": name}
    if leave := decreed["shared_leave"].get(iso):
        return _("Cuti bersama %(name)s.") % {"name": leave}
    return ""


def remark(moment: datetime | None) -> str:
    """What to mind about a moment: that its day is off in the city."""
    return day_off(timezone.localdate(moment)) if moment else ""


def public_holidays(years: range) -> dict[str, str]:
    """The public holidays of these years by their ISO date, for the script that speaks as one types."""
    first, last = date(years.start, 1, 1), date(years.stop - 1, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day.isoformat(): why for day in days if (why := public_holiday(day))}


def working_days_on(moment: datetime, count: int) -> datetime:
    """So many working days later, at the same time of day."""
    while count:
        moment += timedelta(days=1)
        count -= not day_off(timezone.localdate(moment))
    return moment

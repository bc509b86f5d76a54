"""How times, dates and figures are printed, the same on every page."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock

NOTHING = "–"
ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def wib(value: datetime | None) -> str:
    """A moment in full: “Jumat 27 November 2026 pukul 16.00 WIB”."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    day = formats.date_format(local, "l j F Y", use_l10n=False)
    return _("%(day)s pukul %(time)s WIB") % {"day": day, "time": f"{local:%H.%M}"}


def wib_short(value: datetime | None) -> str:
    """A moment in a list: “27 Nov 2026 16.00 WIB”."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'j M Y', use_l10n=False)} {local:%H.%M} WIB"


def wib_near(value: datetime | None) -> str:
    """A moment in few words: “14.02 WIB” if it was today, else as in a list."""
    if value and timezone.localdate(value) == clock.today():
        return f"{timezone.localtime(value):%H.%M} WIB"
    return wib_short(value)


def pukul(value: datetime | None) -> str:
    """The time of day of a moment: “16.00 WIB”."""
    return f"{timezone.localtime(value):%H.%M} WIB" if value else NOTHING


def tanggal(value: date | None) -> str:
    """A day: “17 Februari 2021”. Of a moment, the day it has in the city."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y", use_l10n=False)


def figure(value: Decimal | int | None) -> str:
    """A figure as the pocket calculator shows it: “80,18”, whole numbers “4.000”, nothing “–”."""
    if value is None or value == "":
        return NOTHING
    places = 0 if isinstance(value, int) else 2
    return formats.number_format(value, places, use_l10n=True, force_grouping=isinstance(value, int))


def remaining(value: datetime | None) -> str:
    """The time left until a moment, in its largest unit: “5 hari lagi”."""
    if not value:
        return NOTHING
    left = value - clock.now()
    if left <= timedelta():
        return _("sudah lewat")
    if left >= timedelta(days=1):
        return ngettext("%(count)d hari lagi", "%(count)d hari lagi", left.days) % {"count": left.days}
    if hours := left // timedelta(hours=1):
        return ngettext("%(count)d jam lagi", "%(count)d jam lagi", hours) % {"count": hours}
    if minutes := left // timedelta(minutes=1):
        return ngettext("%(count)d menit lagi", "%(count)d menit lagi", minutes) % {"count": minutes}
    return _("kurang dari satu menit lagi")


def roman(value: int) -> str:
    """A place as it is printed on a piagam: 4 is “IV”."""
    digits = ""
    for worth, letters in ROMAN:
        count, value = divmod(value, worth)
        digits += letters * count
    return digits

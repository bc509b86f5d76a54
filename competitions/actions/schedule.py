"""Lay out the calendar, and move what still lies ahead once the edition is open."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.models import User
from competitions.calendar import Window, WindowClash, clashes, past_moves
from competitions.locks import lock_edition_for
from competitions.models import OVERLAPPING, RANK, Edition, Phase, PhaseKind, window

from .changes import plain, record_change

Calendar = Mapping[PhaseKind, tuple[datetime, datetime]]
CLASHES = {
    "backwards": gettext_lazy("Waktu tutup harus sesudah waktu buka."),
    "overlap": gettext_lazy("Tahapan ini dibuka sebelum “%(other)s” ditutup."),
    "fixed": gettext_lazy("Waktu ini sudah berlalu dan tidak dapat digeser."),
    "past": gettext_lazy("Waktu ini sudah lewat; pilih waktu yang akan datang."),
    "gone": gettext_lazy("“%(other)s” sudah dimulai dan tidak dapat dihapus."),
}


@transaction.atomic
def update_phases(*, edition: Edition, calendar: Calendar, by: User) -> Edition:
    """Set the whole calendar of an edition that is not open."""
    edition = lock_edition_for(edition, "change_edition", by)
    _refuse(clashes(_windows(calendar)))
    _store(edition, calendar, "edition.calendar", by=by)
    return edition


@transaction.atomic
def reschedule(*, edition: Edition, calendar: Calendar, reason: str, by: User) -> Edition:
    """Move dates of an open edition, with a reason. What has gone by stays as it was."""
    edition = lock_edition_for(edition, "reschedule_edition", by)
    _refuse_without(reason)
    before, after = [phase.as_window() for phase in edition.phases.all()], _windows(calendar)
    _refuse([*clashes(after), *past_moves(before, after, clock.now())])
    if missing := [str(kind.label) for kind in edition.needed_phases() if kind not in calendar]:
        raise ValidationError(_("Tahapan ini tidak boleh dihapus: %(phases)s."), params={"phases": ", ".join(missing)})
    _store(edition, calendar, "edition.reschedule", by=by, note=reason.strip())
    return edition


@transaction.atomic
def start_phase_now(*, edition: Edition, kind: str, reason: str, by: User) -> Edition:
    """Open the next phase at once; the one that still runs before it closes at the same moment."""
    edition = lock_edition_for(edition, "reschedule_edition", by)
    _refuse_without(reason)
    now, kind = clock.now(), PhaseKind(kind)
    calendar = _calendar(edition)
    startable = {PhaseKind(phase.kind): phase for phase in edition.startable_phases(now)}
    if kind not in calendar or calendar[kind][0] <= now:
        raise ValidationError(_("Tahapan ini tidak sedang menunggu dimulai."))
    if kind not in startable:
        first = next(iter(startable))
        raise ValidationError(
            _("“%(phase)s” belum dimulai; tahapan berjalan berurutan."), params={"phase": first.label}
        )
    before = [other for other in _earlier(calendar, kind) if calendar[other][1] > now]
    for other in before:
        calendar[other] = (calendar[other][0], now)
    calendar[kind] = (now, calendar[kind][1])
    _store(edition, calendar, "edition.reschedule", by=by, note=reason.strip())
    return edition


@transaction.atomic
def close_phase_now(*, edition: Edition, kind: str, reason: str, by: User) -> Edition:
    """Close a running phase at once; the next one keeps its own opening."""
    edition = lock_edition_for(edition, "reschedule_edition", by)
    _refuse_without(reason)
    now, kind = clock.now(), PhaseKind(kind)
    calendar = _calendar(edition)
    if kind not in calendar or not calendar[kind][0] < now < calendar[kind][1]:
        raise ValidationError(_("Tahapan ini tidak sedang berlangsung."))
    calendar[kind] = (calendar[kind][0], now)
    _store(edition, calendar, "edition.reschedule", by=by, note=reason.strip())
    return edition


def _earlier(calendar: Calendar, kind: PhaseKind) -> list[PhaseKind]:
    """The phases whose turn comes before this one and which it must not run into."""
    if kind in OVERLAPPING:
        return []
    return [other for other in PhaseKind if other in calendar and RANK[other] < RANK[kind] and other not in OVERLAPPING]


def _calendar(edition: Edition) -> dict[PhaseKind, tuple[datetime, datetime]]:
    return {PhaseKind(phase.kind): (phase.opens_at, phase.closes_at) for phase in edition.phases.all()}


def _windows(calendar: Calendar) -> list[Window]:
    return [window(kind, opens_at, closes_at) for kind, (opens_at, closes_at) in calendar.items()]


def _refuse(found: Iterable[WindowClash]) -> None:
    problems = [ValidationError(CLASHES[clash.code], params={"other": clash.other}) for clash in found]
    if problems:
        raise ValidationError(problems)


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Tuliskan alasannya."), code="reason")


def _store(edition: Edition, calendar: Calendar, action: str, *, by: User, note: str = "") -> None:
    before = plain({kind: list(times) for kind, times in _calendar(edition).items()})
    edition.phases.exclude(kind__in=list(calendar)).delete()
    for kind, (opens_at, closes_at) in calendar.items():
        Phase.objects.update_or_create(
            edition=edition, kind=kind, defaults={"opens_at": opens_at, "closes_at": closes_at}
        )
    after = plain({kind: list(times) for kind, times in _calendar(edition).items()})
    record_change(action, edition, by=by, before=before, after=after, note=note)

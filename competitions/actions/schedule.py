"""Lay out the calendar; once the edition is open change it with a reason, and tell those concerned."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.concurrency import token
from accounts.models import User
from accounts.queue import enqueue
from competitions.calendar import Window, WindowClash, backdated, clashes, far_off, past_moves
from competitions.locks import lock_edition_for
from competitions.mail import send_rescheduled_mail
from competitions.models import Edition, Phase, PhaseKind, window
from competitions.published import is_published
from competitions.rescheduling import Calendar, Rescheduling, carry_through, obstacles, rescheduling

from .changes import plain, record_change

CLASHES = {
    "backwards": gettext_lazy("Waktu tutup harus sesudah waktu buka."),
    "overlap": gettext_lazy("Tahapan ini dibuka sebelum “%(other)s” ditutup."),
    "far": gettext_lazy("Tahunnya terlalu jauh dari tahun edisi, %(other)s; periksa lagi."),
    "fixed": gettext_lazy("Hasil sudah terbit; waktu yang sudah berlalu tidak dapat diubah lagi."),
    "past": gettext_lazy("Waktu ini sudah lewat; pilih waktu yang akan datang."),
    "gone": gettext_lazy("“%(other)s” sudah dimulai dan tidak dapat dihapus."),
}
CHANGED = gettext_lazy("Kalender ini sudah diubah orang lain sejak halaman ini dibuka; periksa lagi.")


@transaction.atomic
def update_phases(*, edition: Edition, calendar: Calendar, by: User) -> Edition:
    """Set the whole calendar of an edition that is not open."""
    edition = lock_edition_for(edition, "change_edition", by)
    if edition.is_open:
        raise PermissionDenied
    after = windows_of(calendar)
    _refuse([*clashes(after), *far_off(after, edition.year)])
    before = stored_calendar(edition)
    _store(edition, calendar)
    record_change("edition.calendar", edition, by=by, before=written(before), after=written(calendar))
    return edition


@transaction.atomic
def reschedule(*, edition: Edition, calendar: Calendar, reason: str, by: User, seen: str = "") -> Edition:
    """Change dates of an open edition, with a reason: also those gone by, until the result is published.

    `seen` is the token of the calendar that the person looked at; a calendar that changed since is not overwritten.
    """
    edition = lock_edition_for(edition, "reschedule_edition", by)
    if seen and seen != calendar_token(edition):
        raise ValidationError(CHANGED, code="stale")
    change_calendar(edition, calendar, reason=reason, by=by)
    return edition


def change_calendar(
    edition: Edition, calendar: Calendar, *, reason: str, by: User, at: datetime | None = None
) -> Rescheduling:
    """Check, store, carry through, record and tell. The edition is locked and the right was asked.

    `at` is the moment of the act where the calendar names it: a little later it would lie in the past.
    """
    if not reason.strip():
        raise ValidationError(_("Tuliskan alasannya."), code="reason")
    before = stored_calendar(edition)
    at = at or clock.now()
    change = rescheduling(edition, before, calendar, at)
    _refuse(calendar_problems(edition, calendar, at))
    if missing := [str(kind.label) for kind in edition.needed_phases() if kind not in calendar]:
        raise ValidationError(_("Tahapan ini tidak boleh dihapus: %(phases)s."), params={"phases": ", ".join(missing)})
    if found := obstacles(change):
        raise ValidationError([ValidationError(sentence, code="obstacle") for sentence in found])
    _store(edition, calendar)
    carry_through(change)
    was, now = written(before), written(calendar)
    if entry := record_change("edition.reschedule", edition, by=by, before=was, after=now, note=reason.strip()):
        enqueue(send_rescheduled_mail, entry.pk)
    return change


def calendar_problems(edition: Edition, calendar: Calendar, at: datetime | None = None) -> list[WindowClash]:
    """What is wrong with a new calendar of an open edition, each at its place."""
    before, after, now = windows_of(stored_calendar(edition)), windows_of(calendar), at or clock.now()
    of_the_past = past_moves if is_published(edition) else backdated
    return [*clashes(after), *far_off(after, edition.year), *of_the_past(before, after, now)]


def stored_calendar(edition: Edition) -> dict[PhaseKind, tuple]:
    return {PhaseKind(phase.kind): (phase.opens_at, phase.closes_at) for phase in edition.phases.all()}


def calendar_token(edition: Edition) -> str:
    """What a page sends back to say which calendar it showed."""
    return token(written(stored_calendar(edition)))


def windows_of(calendar: Calendar) -> list[Window]:
    return [window(kind, opens_at, closes_at) for kind, (opens_at, closes_at) in calendar.items()]


def written(calendar: Calendar) -> dict[str, list[str]]:
    """A calendar as the ledger keeps it, in the order of the phases."""
    return plain({kind: list(calendar[kind]) for kind in PhaseKind if kind in calendar})


def _refuse(found: Iterable[WindowClash]) -> None:
    problems = [ValidationError(CLASHES[clash.code], clash.code, {"other": clash.other}) for clash in found]
    if problems:
        raise ValidationError(problems)


def _store(edition: Edition, calendar: Calendar) -> None:
    """A phase that closes at another moment than before asks again what is left undone in it."""
    phases = {phase.kind: phase for phase in edition.phases.all()}
    edition.phases.exclude(kind__in=list(calendar)).delete()
    for kind, (opens_at, closes_at) in calendar.items():
        phase = phases.get(kind) or Phase(edition=edition, kind=kind)
        if phase.pk and phase.closes_at != closes_at:
            phase.let_go_at = None
        phase.opens_at, phase.closes_at = opens_at, closes_at
        phase.save()

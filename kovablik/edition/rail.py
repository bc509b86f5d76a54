"""The phases of an edition as a line: what is over, what runs, what lies ahead, each with its date or its figure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import figure, remaining
from competitions.models import Edition, Phase, PhaseKind, StageKind
from submissions.models import NEVER_SENT, State

from .figures import EditionFigures

Words = str | Promise
PAST, RUNNING, AHEAD = "past", "running", "ahead"
SHORT: dict[str, Words] = {  # a line of nine has room for one word each
    PhaseKind.ADMINISTRATION: gettext_lazy("Administrasi"),
    PhaseKind.JUDGING: gettext_lazy("Penilaian"),
    PhaseKind.PRESENTATION: gettext_lazy("Presentasi"),
    PhaseKind.VISIT: gettext_lazy("Observasi"),
    PhaseKind.PLENARY: gettext_lazy("Pleno"),
    PhaseKind.ANNOUNCEMENT: gettext_lazy("Pengumuman"),
}


@dataclass(frozen=True)
class RailPhase:
    name: Words
    state: str
    detail: str


def rail(edition: Edition, figures: EditionFigures, *, counts_all: bool) -> list[RailPhase]:
    """One for each phase of the calendar. Who must not know how many proposals there are reads dates alone."""
    return [
        RailPhase(
            SHORT.get(phase.kind, phase.get_kind_display()),
            state := state_of(edition, phase),
            detail_of(phase, state, reached(phase, figures) if counts_all and state != AHEAD else ""),
        )
        for phase in edition.phases.all()
    ]


def state_of(edition: Edition, phase: Phase) -> str:
    if not edition.is_open or not phase.has_begun():
        return AHEAD
    return PAST if phase.has_ended() else RUNNING


def detail_of(phase: Phase, state: str, reached: str) -> str:
    """What came of it, and while it runs the time that is left; else its days."""
    if state == RUNNING:
        return " · ".join(filter(None, [reached, remaining(phase.closes_at)]))
    return reached or days_of(phase)


def days_of(phase: Phase) -> str:
    """From the first day to the last: “6–11 Des”. What ends at midnight ends the day before."""
    first = timezone.localdate(phase.opens_at)
    last = timezone.localdate(phase.closes_at - timedelta(microseconds=1))
    until = formats.date_format(last, "j M", use_l10n=False)
    if first == last:
        return until
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first.day if same else formats.date_format(first, 'j M', use_l10n=False)}–{until}"


def sent(figures: EditionFigures) -> str:
    count = figures.proposals(*(state for state in State if state not in NEVER_SENT))
    return _("%(count)s terkirim") % {"count": figure(count)}


def passed(figures: EditionFigures) -> str:
    return _("%(count)s lolos") % {"count": figure(figures.proposals(State.VERIFIED))}


REACHED: dict[str, Callable[[EditionFigures], str]] = {
    PhaseKind.REGISTRATION: sent,
    PhaseKind.ADMINISTRATION: passed,
    PhaseKind.PLENARY: lambda figures: _("ditetapkan") if figures.number("plenary") else "",
    PhaseKind.ANNOUNCEMENT: lambda figures: _("sudah terbit") if figures.number("publication") else "",
}


def reached(phase: Phase, figures: EditionFigures) -> str:
    """What a phase that has begun has brought so far."""
    if phase.kind in REACHED:
        return REACHED[phase.kind](figures)
    if phase.kind not in StageKind.values:
        return ""
    stage = next((one for one in figures.stages if one.kind == phase.kind), None)
    given = figures.number("sheet", stage) if stage else 0
    final = figures.locked(stage) if stage else 0
    return f"{figure(final)}/{figure(given)}" if given else ""

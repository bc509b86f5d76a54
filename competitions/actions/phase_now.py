"""Start or close a phase at once, or let go what a phase that is over left undone; each knowing what that is."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock, ledger
from accounts.models import User
from competitions.checklist import gaps_of_phase
from competitions.locks import lock_edition_for
from competitions.models import OVERLAPPING, RANK, Edition, Phase, PhaseKind
from competitions.published import refuse_published
from competitions.rescheduling import Calendar
from competitions.unfinished import Unfinished, Weight, unfinished

from .schedule import change_calendar, stored_calendar

OTHERWISE = gettext_lazy("Sementara itu yang tertinggal berubah. Periksa lagi sebelum melanjutkan.")


@transaction.atomic
def start_phase_now(*, edition: Edition, kind: str, reason: str, by: User, seen: str | None = None) -> Edition:
    """Open the next phase at once; the one that still runs before it closes at the same moment.

    `seen` is what `left_undone` told when the person decided; where it is otherwise by now nothing happens.
    """
    edition = lock_edition_for(edition, "reschedule_edition", by)
    now, kind = clock.now(), PhaseKind(kind)
    calendar = stored_calendar(edition)
    _refuse_start(edition, kind, calendar)
    closing = closed_by_start(edition, kind)
    _refuse_unseen(edition, closing, seen)
    for other in closing:
        calendar[other] = (calendar[other][0], now)
    calendar[kind] = (now, calendar[kind][1])
    change_calendar(edition, calendar, reason=reason, by=by, at=now)
    _let_go(edition, closing)
    return edition


@transaction.atomic
def close_phase_now(*, edition: Edition, kind: str, reason: str, by: User, seen: str | None = None) -> Edition:
    """Close a running phase at once; the next one keeps its own opening. `seen` as for `start_phase_now`."""
    edition = lock_edition_for(edition, "reschedule_edition", by)
    now, kind = clock.now(), PhaseKind(kind)
    calendar = stored_calendar(edition)
    if kind not in calendar or not calendar[kind][0] < now < calendar[kind][1]:
        raise ValidationError(_("Tahapan ini tidak sedang berlangsung."))
    _refuse_unseen(edition, [kind], seen)
    calendar[kind] = (calendar[kind][0], now)
    change_calendar(edition, calendar, reason=reason, by=by, at=now)
    _let_go(edition, [kind])
    return edition


@transaction.atomic
def let_go(*, edition: Edition, kind: str, reason: str, by: User, seen: str | None = None) -> Phase:
    """Go on without what a phase that is over left undone. To open it again takes this back."""
    edition = lock_edition_for(edition, "reschedule_edition", by)
    refuse_published(edition)
    if not reason.strip():
        raise ValidationError(_("Tuliskan alasannya."), code="reason")
    phase, work = edition.phase(kind), [one for one in unfinished(edition, kind) if one.is_pressing]
    if phase is None or not phase.has_ended() or not work:
        raise ValidationError(_("Tidak ada yang tertinggal pada tahapan ini."), code="nothing")
    if phase.let_go_at:
        raise ValidationError(_("Sudah diputuskan untuk melanjutkan tanpa yang tertinggal."), code="done")
    if held := [one.text for one in work if one.weight is Weight.HOLDS]:
        raise ValidationError(_("Ini tidak dapat dilewati: %(work)s."), params={"work": ", ".join(held)}, code="holds")
    if seen is not None and left_undone(work) != seen:
        raise ValidationError(OTHERWISE, code="unseen")
    phase.let_go_at = clock.now()
    phase.save(update_fields=["let_go_at"])
    after = {"phase": phase.kind, "left": [one.text for one in work]}
    ledger.record("edition.let_go", edition, by=by, chain=edition.ledger_chain, after=after, note=reason.strip())
    return phase


def closed_by_start(edition: Edition, kind: str) -> list[PhaseKind]:
    """The phases that end when this one starts: those before it that are not over."""
    if kind in OVERLAPPING:
        return []
    now = clock.now()
    earlier = [phase for phase in edition.phases.all() if RANK[phase.kind] < RANK[kind]]
    return [PhaseKind(phase.kind) for phase in earlier if phase.kind not in OVERLAPPING and phase.closes_at > now]


def left_undone(work: Iterable[Unfinished]) -> str:
    """What a page showed as left undone, for the act to compare: “registration.drafts:6”."""
    return " ".join(f"{one.kind}.{one.key}:{one.count}" for one in work)


def _refuse_start(edition: Edition, kind: PhaseKind, calendar: Calendar) -> None:
    startable = {PhaseKind(phase.kind): phase for phase in edition.startable_phases()}
    if kind not in calendar or calendar[kind][0] <= clock.now():
        raise ValidationError(_("Tahapan ini tidak sedang menunggu dimulai."))
    if kind not in startable:
        first = next(iter(startable))
        raise ValidationError(
            _("“%(phase)s” belum dimulai; tahapan berjalan berurutan."), params={"phase": first.label}
        )
    if missing := gaps_of_phase(edition, kind):
        raise ValidationError([ValidationError(gap.text, code="missing") for gap in missing])


def _refuse_unseen(edition: Edition, kinds: Iterable[str], seen: str | None) -> None:
    kinds = list(kinds)
    if seen is not None and kinds and left_undone(unfinished(edition, *kinds)) != seen:
        raise ValidationError(OTHERWISE, code="unseen")


def _let_go(edition: Edition, kinds: Iterable[str]) -> None:
    """Who closes a phase over what is left undone was shown it, and gave the reason."""
    edition.phases.filter(kind__in=list(kinds)).update(let_go_at=clock.now())

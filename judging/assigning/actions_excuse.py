"""Freeing a juror from sheets, and taking that back: the sheet is there again, with the marks that are on it."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Stage
from judging.entrants import entrants
from judging.locks import lock_assignments
from judging.models import Assignment, conflict_reasons
from judging.models.sheet import AssignmentQuerySet
from judging.ranking_build import ask_for_ranking

from . import planning
from .mail import send_excuse_changed

BATCH = 5_000
EXCUSED, RESTORED = "assignment.excuse", "assignment.restore"


@transaction.atomic
def excuse_juror(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Free a juror from one sheet: it leaves the mean and nobody waits for it any more."""
    lock_edition(assignment.stage.edition_id)
    (assignment,) = _hold(Assignment.objects.filter(pk=assignment.pk), by)
    if assignment.excused_at is not None:
        raise ValidationError(_("Juri ini sudah dibebaskan dari lembar ini."))

    return excuse_held([assignment], reason=reason, by=by)[0]


@transaction.atomic
def excuse_from_all(*, stage: Stage, juror: User, reason: str, by: User) -> list[Assignment]:
    """Free a juror, fallen ill perhaps, from every sheet of a stage that is still open."""
    lock_edition(stage.edition_id)
    still_open = _hold(Assignment.objects.unfinished().filter(stage=stage, juror=juror), by)
    if not still_open:
        raise ValidationError(_("Juri ini tidak memegang lembar yang masih terbuka."))

    return excuse_held(still_open, reason=reason, by=by)


@transaction.atomic
def restore_juror(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Take an excuse back. Refused while something else keeps the juror from the sheet, with what it is."""
    lock_edition(assignment.stage.edition_id)
    (assignment,) = _hold(Assignment.objects.filter(pk=assignment.pk), by)
    if assignment.excused_at is None:
        raise ValidationError(_("Juri ini tidak dibebaskan dari lembar ini."))
    if kept := kept_away([assignment]):
        raise ValidationError(kept[assignment.pk])

    return restore_held([assignment], reason=reason, by=by)[0]


@transaction.atomic
def restore_to_all(*, stage: Stage, juror: User, reason: str, by: User) -> list[Assignment]:
    """Take back every excuse of a juror in a stage; what something else keeps away stays away."""
    lock_edition(stage.edition_id)
    freed = _hold(Assignment.objects.freed().filter(stage=stage, juror=juror), by)
    if not freed:
        raise ValidationError(_("Juri ini tidak dibebaskan dari satu lembar pun di tahap ini."))
    kept = kept_away(freed)
    if len(kept) == len(freed):
        raise ValidationError(list(dict.fromkeys(kept.values())))

    return restore_held([one for one in freed if one.pk not in kept], reason=reason, by=by)


def give_back(freed: Iterable[Assignment], *, reason: str, by: User, tells: bool = True) -> list[Assignment]:
    """Give again what was excused, of one stage, for who has asked already what keeps away. Hold the edition.

    `tells`: whether the juror gets a letter; not where the act at hand sends its own.
    """
    held = _hold(Assignment.objects.filter(pk__in=[one.pk for one in freed]), by)
    return restore_held(held, reason=reason, by=by, tells=tells)


def _hold(assignments: AssignmentQuerySet, by: User) -> list[Assignment]:
    """Of one stage and with open sheets, so that one answer holds for all of them."""
    held = list(lock_assignments(assignments))
    if held and not by.has_perm("judging.excuse_juror", held[0]):
        raise PermissionDenied
    return held


def kept_away(freed: list[Assignment]) -> dict[int, str]:
    """What else keeps the jurors of these assignments, of one stage, from their sheets: each in a sentence."""
    return dict(_obstacles(freed))


def _obstacles(freed: list[Assignment]) -> Iterator[tuple[int, str]]:
    stage, jurors = freed[0].stage, User.objects.in_bulk([one.juror_id for one in freed])
    seated = set(planning.members(stage).filter(user__in=jurors).values_list("user", flat=True))
    reasons = conflict_reasons(stage.edition, jurors.values())
    entered = set(entrants(stage).filter(pk__in=[one.proposal_id for one in freed]).values_list("pk", flat=True))
    for one in freed:
        names = {"juror": jurors[one.juror_id], "stage": stage}
        if one.juror_id not in seated:
            yield one.pk, _("%(juror)s tidak duduk lagi di panel tahap “%(stage)s”. Dudukkan dahulu.") % names
        elif why := reasons[one.juror_id].get(one.proposal_id):
            yield one.pk, _("%(juror)s berbenturan dengan usulan itu: %(why)s") % {**names, "why": why[0]}
        elif one.proposal_id not in entered:
            yield one.pk, _("Usulan itu tidak ikut lagi di tahap “%(stage)s”.") % names


def excuse_held(assignments: list[Assignment], *, reason: str, by: User) -> list[Assignment]:
    """Excuse assignments of one stage that are held with their sheets; a locked sheet leaves the mean."""
    reason = _reason(reason)
    for assignment in assignments:
        assignment.excused_at, assignment.excuse = clock.now(), reason
    return _store(EXCUSED, assignments, reason=reason, by=by)


def restore_held(assignments: list[Assignment], *, reason: str, by: User, tells: bool = True) -> list[Assignment]:
    """Give again what was excused, of one stage and held with its sheets; who calls has asked what keeps away."""
    reason = _reason(reason)
    for assignment in assignments:
        assignment.excused_at, assignment.excuse = None, ""
    return _store(RESTORED, assignments, reason=reason, by=by, tells=tells)


def _reason(typed: str) -> str:
    if not typed.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    return typed.strip()


def _store(
    action: str, assignments: list[Assignment], *, reason: str, by: User, tells: bool = True
) -> list[Assignment]:
    """Store, write down, and tell each juror once however many sheets there are."""
    Assignment.objects.bulk_update(assignments, ["excused_at", "excuse"], batch_size=BATCH)
    edition = assignments[0].stage.edition
    events = (ledger.Event(action, one, by, after=one.as_data(), note=reason) for one in assignments)
    entries = ledger.record_all(events, chain=edition.ledger_chain)
    for juror in dict.fromkeys(one.juror_id for one in assignments if tells):
        mine = [one.pk for one in assignments if one.juror_id == juror]
        enqueue(send_excuse_changed, entries[0].pk, juror, mine)
    ask_for_ranking(edition.pk)
    return assignments

"""Conflicts of interest that somebody states: the juror's own declaration, and what the secretariat sets."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock, ledger
from accounts.models import OPD, User
from competitions.locks import lock_edition
from competitions.models import Edition
from judging.locks import lock_assignments
from judging.models import Assignment, Conflict, ConflictSource, Ranking, conflict_reasons, forget_conflicts
from judging.ranking_build import ask_for_ranking
from submissions.models import Innovation

MOST_CHARACTERS = 300  # of the reason for which somebody is excused
BECAUSE = "Benturan kepentingan"  # how that reason begins; stored, so Indonesian whoever asks


@transaction.atomic
def declare_conflict(
    *,
    edition: Edition,
    user: User,
    reason: str,
    by: User,
    opd: OPD | None = None,
    innovation: Innovation | None = None,
) -> Conflict:
    """From here on the juror touches nothing of this body, or not this innovation, in any edition.

    Jurors declare for themselves, the secretariat sets for others. Open sheets are excused in the same transaction, in
    every edition and each on the chain of its own; locked ones stay counted (`locked_despite`). The entry of the
    conflict stands on the chain of the edition at hand: there somebody said so.
    """
    edition, others = _held_editions(edition, user)
    source = ConflictSource.DECLARED if by.pk == user.pk else ConflictSource.SET
    right = "judging.declare_conflict" if source == ConflictSource.DECLARED else "judging.set_conflict"
    if not by.has_perm(right, edition):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    if (opd is None) == (innovation is None):
        raise ValidationError({"opd": _("Pilih satu OPD atau satu inovasi.")})
    if user.conflicts.filter(opd=opd, innovation=innovation).exists():
        raise ValidationError({"opd" if opd else "innovation": _("Benturan ini sudah dicatat.")})

    conflict = Conflict.objects.create(
        user=user, opd=opd, innovation=innovation, source=source, reason=reason.strip(), created_by=by
    )
    forget_conflicts(user, by)
    why = f"{BECAUSE}: {opd or innovation}."
    excused = [(one, _excuse(one, user, conflict.proposals(one).values_list("pk"), why)) for one in (edition, *others)]
    after = {"user": user.pk, "opd": opd and opd.pk, "innovation": innovation and innovation.pk, "source": str(source)}
    ledger.record("conflict.create", conflict, by=by, chain=edition.ledger_chain, after=after, note=conflict.reason)
    for one, assignments in excused:
        if assignments:
            _record(one, assignments, by)
    return conflict


@transaction.atomic
def excuse_conflicted(*, edition: Edition, juror: User, by: User) -> int:
    """Free a juror from the open sheets that the registers have put in conflict since they were given."""
    edition = lock_edition(edition.pk)
    if not by.has_perm("judging.set_conflict", edition):
        raise PermissionDenied
    conflicted = conflict_reasons(edition, [juror])[juror.pk]
    excused = _excuse(edition, juror, list(conflicted), f"{BECAUSE}.")
    if not excused:
        raise ValidationError(_("Juri ini tidak memegang lembar terbuka yang berbenturan."))
    _record(edition, excused, by)
    return len(excused)


def _held_editions(edition: Edition, juror: User) -> tuple[Edition, list[Edition]]:
    """The edition at hand and the others in which this juror owes a sheet, all held, in the order of their keys.

    Where the ranking is confirmed nobody is excused any more.
    """
    settled = Ranking.objects.confirmed().values("edition")
    owed = Assignment.objects.unfinished().filter(juror=juror).exclude(stage__edition__in=settled)
    editions = owed.order_by().values_list("stage__edition", flat=True).distinct()
    held = {pk: lock_edition(pk) for pk in sorted({edition.pk, *editions})}
    return held.pop(edition.pk), list(held.values())


def _excuse(edition: Edition, juror: User, proposals: Any, why: str) -> list[Assignment]:
    """Held and excused; what is stored is Indonesian, no matter who asks.

    Before anything is written to a ledger, as jurors hold their sheet first and the ledger then.
    """
    touched = Assignment.objects.in_edition(edition).unfinished().filter(juror=juror, proposal__in=proposals)
    excused = list(lock_assignments(touched))
    for assignment in excused:
        assignment.excused_at, assignment.excuse = clock.now(), why[:MOST_CHARACTERS]
    Assignment.objects.bulk_update(excused, ["excused_at", "excuse"])
    return excused


def _record(edition: Edition, excused: list[Assignment], by: User) -> None:
    events = [ledger.Event("assignment.excuse", one, by, after=one.as_data(), note=one.excuse) for one in excused]
    ledger.record_all(events, chain=edition.ledger_chain)
    ask_for_ranking(edition.pk)


def locked_despite(conflict: Conflict, edition: Edition) -> str:
    """A sentence about sheets that were locked before the conflict was declared, or nothing."""
    mine = Assignment.objects.in_edition(edition).active().filter(juror=conflict.user_id)
    locked = mine.filter(proposal__in=conflict.proposals(edition), sheet__finalised_at__isnull=False)
    count = locked.count()
    sentence = ngettext(
        "%(count)d lembar sudah dikunci sebelum benturan ini dinyatakan dan tetap dihitung; pleno yang menimbangnya.",
        "%(count)d lembar sudah dikunci sebelum benturan ini dinyatakan dan tetap dihitung; pleno yang menimbangnya.",
        count,
    )
    return sentence % {"count": count} if count else ""

"""A conflict that was recorded in error, or is none any more: taken back, with the sheets that were freed for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Edition
from judging.assigning.actions_excuse import give_back, kept_away
from judging.models import Assignment, Conflict, ConflictSource, Ranking, forget_conflicts

from .actions import BECAUSE
from .mail import send_conflict_removed, send_conflict_withdrawn


@dataclass
class SheetsBack:
    """The open sheets that were freed for a conflict: those that can be given again, and what keeps the others."""

    back: list[Assignment] = field(default_factory=list)
    kept: list[tuple[Assignment, str]] = field(default_factory=list)


@transaction.atomic
def remove_conflict(
    *, edition: Edition, conflict: Conflict, reason: str, by: User, with_sheets: bool = False
) -> list[Assignment]:
    """Take a conflict out, and give again the sheets freed for it, in every edition whose ranking is not confirmed.

    What something else keeps away stays away. The juror is told. A second press changes nothing.
    """
    edition = _held(edition, conflict)
    if not by.has_perm("judging.set_conflict", edition):
        raise PermissionDenied
    entry = _remove(edition, conflict, reason, by)
    if entry is None:
        return []
    given: list[Assignment] = []
    if with_sheets:
        for _stage, rows in _by_stage(conflict):
            kept = kept_away(rows)
            if back := [one for one in rows if one.pk not in kept]:
                given += give_back(back, reason=reason, by=by, tells=False)
    enqueue(send_conflict_removed, entry, conflict.user_id, edition.pk, len(given))
    return given


@transaction.atomic
def withdraw_conflict(*, edition: Edition, conflict: Conflict, reason: str, by: User) -> None:
    """The juror who declared it takes it back. The sheets stay freed: the secretariat is told and gives them again."""
    edition = lock_edition(edition.pk)
    if conflict.user_id != by.pk or not by.has_perm("judging.declare_conflict", edition):
        raise PermissionDenied
    if conflict.source != ConflictSource.DECLARED:
        raise ValidationError(
            _("Benturan ini ditetapkan Bagian Organisasi; hanya Bagian Organisasi yang menghapusnya.")
        )
    if entry := _remove(edition, conflict, reason, by):
        enqueue(send_conflict_withdrawn, entry, by.pk, edition.pk)


def sheets_back(conflict: Conflict) -> SheetsBack:
    """What removing a conflict would give again: done and rolled back, so that it is reckoned as it will be."""
    found = SheetsBack()
    with transaction.atomic():
        Conflict.objects.filter(pk=conflict.pk).delete()
        for _stage, rows in _by_stage(conflict):
            kept = kept_away(rows)
            found.back += [one for one in rows if one.pk not in kept]
            found.kept += [(one, kept[one.pk]) for one in rows if one.pk in kept]
        transaction.set_rollback(True)
    return found


def _remove(edition: Edition, conflict: Conflict, reason: str, by: User) -> int | None:
    """The key of the entry, or None when it is gone already."""
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    if not Conflict.objects.filter(pk=conflict.pk).exists():
        return None
    before = {
        "user": conflict.user_id,
        "opd": conflict.opd_id,
        "innovation": conflict.innovation_id,
        "source": conflict.source,
        "reason": conflict.reason,
    }
    chain = edition.ledger_chain
    entry = ledger.record("conflict.delete", conflict, by=by, chain=chain, before=before, note=reason.strip())
    Conflict.objects.filter(pk=conflict.pk).delete()
    forget_conflicts(conflict.user, by)
    return entry.pk


def _freed(conflict: Conflict) -> list[Assignment]:
    """What was freed because of a conflict and touches what this one touches, where no ranking is confirmed."""
    settled = Ranking.objects.confirmed().values("edition")
    freed = Assignment.objects.freed().filter(juror=conflict.user_id, excuse__startswith=BECAUSE)
    rows = freed.exclude(stage__edition__in=settled).select_related(
        "stage__edition", "proposal__innovation", "juror", "sheet"
    )
    touched = {edition: set(conflict.proposals(edition).values_list("pk", flat=True)) for edition in _editions(rows)}
    return [one for one in rows.order_by("stage", "pk") if one.proposal_id in touched[one.stage.edition]]


def _editions(rows: object) -> set[Edition]:
    return {one.stage.edition for one in rows}  # type: ignore[attr-defined]  # a query of assignments


def _by_stage(conflict: Conflict) -> Iterator[tuple[int, list[Assignment]]]:
    for stage, rows in groupby(_freed(conflict), key=lambda one: one.stage_id):
        yield stage, list(rows)


def _held(edition: Edition, conflict: Conflict) -> Edition:
    """The edition at hand and those of the freed sheets, all held, in the order of their keys."""
    keys = {edition.pk, *(one.stage.edition_id for one in _freed(conflict))}
    return {pk: lock_edition(pk) for pk in sorted(keys)}[edition.pk]

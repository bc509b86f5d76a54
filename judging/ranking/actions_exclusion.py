"""A locked sheet whose juror turned out to be in conflict: taken out of the mean, and put back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.published import refuse_published
from judging import ranking_build
from judging.entrants import entrants
from judging.locks import lock_assignments
from judging.models import Assignment, ConflictReason, conflict_reasons

from .mail import send_sheet_counted

OUT, IN = "assignment.exclude", "assignment.include"


@transaction.atomic
def exclude_sheet(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Take a locked sheet out of the mean; its total stays on it. Only a conflict of its juror is ground for it.

    The ranking is built again at once: nobody confirms one that still counts it.
    """
    assignment = _hold(assignment, by)
    if assignment.excused_at is not None:
        raise ValidationError(_("Lembar ini sudah dikeluarkan dari perhitungan."))
    if conflict_of(assignment) is None:
        raise ValidationError(
            _("Juri ini tidak berbenturan dengan usulan itu. Catat benturannya dahulu, lalu keluarkan lembarnya.")
        )
    assignment.excused_at, assignment.excuse = clock.now(), _reason(reason)
    return _store(OUT, assignment, note=assignment.excuse, by=by)


@transaction.atomic
def include_sheet(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Put a sheet back that was taken out of the mean: it counts with the total that it was locked with."""
    assignment = _hold(assignment, by)
    if assignment.excused_at is None:
        raise ValidationError(_("Lembar ini tidak dikeluarkan dari perhitungan."))
    if not entrants(assignment.stage).filter(pk=assignment.proposal_id).exists():
        raise ValidationError(
            _("Usulan itu tidak ikut lagi di tahap “%(stage)s”. Naikkan lagi usulannya; lembarnya ikut kembali.")
            % {"stage": assignment.stage}
        )
    note = _reason(reason)
    assignment.excused_at, assignment.excuse = None, ""
    return _store(IN, assignment, note=note, by=by)


def conflict_of(assignment: Assignment) -> ConflictReason | None:
    """Why juror and proposal do not go together, the nearest reason."""
    found = conflict_reasons(assignment.stage.edition, [assignment.juror])[assignment.juror_id]
    return next(iter(found.get(assignment.proposal_id, [])), None)


def _hold(assignment: Assignment, by: User) -> Assignment:
    edition = lock_edition(assignment.stage.edition_id)
    held = lock_assignments(Assignment.objects.filter(pk=assignment.pk)).get()
    if by.has_perm("judging.view_jury", edition):
        refuse_published(edition)
    if not by.has_perm("judging.exclude_sheet", held):
        raise PermissionDenied
    return held


def _reason(typed: str) -> str:
    if not typed.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    return typed.strip()


def _store(action: str, assignment: Assignment, *, note: str, by: User) -> Assignment:
    assignment.save(update_fields=["excused_at", "excuse"])
    edition = assignment.stage.edition
    after = {**assignment.as_data(), "total": str(assignment.sheet.total)}
    entry = ledger.record(action, assignment, by=by, chain=edition.ledger_chain, after=after, note=note)
    ranking_build.build(edition, by=by)
    enqueue(send_sheet_counted, entry.pk, assignment.pk)
    return assignment

"""Who judges what: handing out proposals, and excusing a juror."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from competitions.models import Stage
from judging.models import Assignment, ScoreSheet, Seat, SeatRole, conflict_reasons
from judging.tasks import ask_for_ranking
from submissions.models import Proposal

from .ranking import lock_edition

BATCH = 5_000


@transaction.atomic
def assign_all(*, stage: Stage, by: User) -> int:
    """Give every verified proposal to every member of the stage's panels, less conflicts.

    Repeatable: adds what is missing and says how much that was. Whoever was excused stays excused.
    """
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.assign", edition):
        raise PermissionDenied
    if edition.has_ended(stage.kind):
        raise ValidationError(_("Tahap “%(stage)s” sudah ditutup.") % {"stage": stage})

    missing = list(_missing(stage))
    assignments = Assignment.objects.bulk_create(missing, batch_size=BATCH)
    sheets = [ScoreSheet(assignment=assignment, rubric_id=stage.rubric_id) for assignment in assignments]
    ScoreSheet.objects.bulk_create(sheets, batch_size=BATCH)

    if assignments:
        events = (ledger.Event("assignment.create", one, by, after=_as_data(one)) for one in assignments)
        ledger.record_all(events, chain=edition.ledger_chain)
        ask_for_ranking(edition.pk)
    return len(assignments)


def _missing(stage: Stage) -> Iterator[Assignment]:
    """What is not assigned yet, proposal by proposal."""
    seated = Seat.objects.standing().filter(panel__stage=stage, role=SeatRole.MEMBER)
    members = User.objects.filter(pk__in=seated.values("user")).order_by("pk")
    conflicts = conflict_reasons(stage.edition, members)
    assigned = set(stage.assignments.values_list("proposal", "juror"))
    proposals = Proposal.objects.verified().filter(edition=stage.edition_id)
    for proposal in proposals.select_related("innovation"):
        for juror in members:
            if proposal.pk not in conflicts[juror.pk] and (proposal.pk, juror.pk) not in assigned:
                yield Assignment(stage=stage, proposal=proposal, juror=juror, created_at=clock.now())


@transaction.atomic
def excuse_juror(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Free a juror from one sheet: it leaves the mean and nobody waits for it any more."""
    lock_edition(assignment.stage.edition_id)
    assignment = held_with_sheets(Assignment.objects.filter(pk=assignment.pk)).get()
    if not by.has_perm("judging.excuse_juror", assignment):
        raise PermissionDenied
    if assignment.excused_at is not None:
        raise ValidationError(_("Juri ini sudah dibebaskan dari lembar ini."))

    return _excuse([assignment], reason=reason, by=by)[0]


@transaction.atomic
def excuse_from_all(*, stage: Stage, juror: User, reason: str, by: User) -> list[Assignment]:
    """Free a juror, fallen ill perhaps, from every sheet of a stage that is still open."""
    lock_edition(stage.edition_id)
    still_open = list(held_with_sheets(Assignment.objects.unfinished().filter(stage=stage, juror=juror)))
    if still_open and not by.has_perm("judging.excuse_juror", still_open[0]):  # one edition, all open: one answer
        raise PermissionDenied
    if not still_open:
        raise ValidationError(_("Juri ini tidak memegang lembar yang masih terbuka."))

    return _excuse(still_open, reason=reason, by=by)


def held_with_sheets(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Held together with their sheets, so that none is locked by its juror meanwhile.

    The sheet first, as its juror holds them: in another order each could wait for the other.
    """
    with_sheet = assignments.filter(sheet__isnull=False).select_related("stage__edition", "sheet")
    return with_sheet.select_for_update(of=("sheet", "self"))


def _excuse(assignments: list[Assignment], *, reason: str, by: User) -> list[Assignment]:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    for assignment in assignments:
        assignment.excused_at, assignment.excuse = clock.now(), reason
    Assignment.objects.bulk_update(assignments, ["excused_at", "excuse"], batch_size=BATCH)

    edition = assignments[0].stage.edition
    events = (ledger.Event("assignment.excuse", one, by, after=_as_data(one), note=reason) for one in assignments)
    ledger.record_all(events, chain=edition.ledger_chain)
    ask_for_ranking(edition.pk)
    return assignments


def _as_data(assignment: Assignment) -> dict[str, int]:
    return {"stage": assignment.stage_id, "proposal": assignment.proposal_id, "juror": assignment.juror_id}

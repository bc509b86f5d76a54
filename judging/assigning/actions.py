"""Who judges what: handing out proposals, and excusing a juror."""

from collections.abc import Collection, Iterable
from itertools import product

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from competitions.locks import lock_edition
from competitions.models import Edition, Stage
from judging.assigning.solver.problem import Pair
from judging.entrants import entrants
from judging.locks import lock_assignments, lock_stage
from judging.models import Assignment, Origin, ScoreSheet, conflict_reasons
from judging.ranking_build import ask_for_ranking

from . import planning

BATCH = 5_000


@transaction.atomic
def assign_all(*, stage: Stage, by: User) -> int:
    """Give every proposal of the stage to every member of its panels, less conflicts.

    Repeatable: adds what is missing and says how much that was. Anyone who was excused stays excused.
    """
    edition = lock_stage(stage, by)
    seated = planning.members(stage).order_by("user").values_list("user", flat=True).distinct()
    jurors = list(seated)
    conflicts = conflict_reasons(stage.edition, User.objects.filter(pk__in=jurors))
    assigned = set(stage.assignments.values_list("proposal", "juror"))
    pairs = [
        (proposal, juror)
        for proposal in entrants(stage).order_by("pk").values_list("pk", flat=True)
        for juror in jurors
        if proposal not in conflicts[juror] and (proposal, juror) not in assigned
    ]
    return len(hand_out(stage, pairs, origin=Origin.ALL, by=by, edition=edition))


@transaction.atomic
def assign_by_hand(*, stage: Stage, proposals: Collection[int], jurors: Collection[int], by: User) -> int:
    """Give each of these jurors each of these proposals; what exists stays. All or nothing, each refusal by name."""
    edition = lock_stage(stage, by)
    entered = {one.pk: one for one in entrants(stage).filter(pk__in=proposals).select_related("innovation")}
    seated = {one.user_id: one.user for one in planning.members(stage).filter(user__in=jurors).select_related("user")}
    if set(proposals) - set(entered) or set(jurors) - set(seated):
        raise ValidationError(_("Pilihan berubah sementara itu: seorang juri atau satu usulan tidak ada lagi di sini."))

    known = {(one.proposal_id, one.juror_id): one for one in stage.assignments.filter(proposal__in=entered)}
    reasons = conflict_reasons(edition, seated.values())
    pairs, refused = [], []
    for pair in product(sorted(entered), sorted(seated)):
        names = {"juror": seated[pair[1]], "proposal": entered[pair[0]]}
        if why := reasons[pair[1]].get(pair[0]):
            refused.append(_("%(juror)s berbenturan dengan “%(proposal)s”: %(why)s") % {**names, "why": why[0]})
        elif pair in known and known[pair].excused_at is not None:
            refused.append(_("%(juror)s sudah dibebaskan dari “%(proposal)s”.") % names)
        elif pair not in known:
            pairs.append(pair)
    if refused:
        raise ValidationError({"jurors": refused})
    return len(hand_out(stage, pairs, origin=Origin.HAND, by=by, edition=edition))


@transaction.atomic
def remove_assignment(*, assignment: Assignment, by: User) -> None:
    """Take back a sheet on which nothing stands. One with marks is excused instead."""
    edition = lock_stage(assignment.stage, by)
    take_back(Assignment.objects.filter(pk=assignment.pk), by=by, edition=edition)


def hand_out(stage: Stage, pairs: Iterable[Pair], *, origin: str, by: User, edition: Edition) -> list[Assignment]:
    """New assignments with their sheets, each on the ledger. Call it while the edition is held."""
    new = [
        Assignment(stage=stage, proposal_id=proposal, juror_id=juror, origin=origin, created_at=clock.now())
        for proposal, juror in pairs
    ]
    assignments = Assignment.objects.bulk_create(new, batch_size=BATCH)
    sheets = [ScoreSheet(assignment=assignment, rubric_id=stage.rubric_id) for assignment in assignments]
    ScoreSheet.objects.bulk_create(sheets, batch_size=BATCH)
    if assignments:
        after = {"origin": str(origin)}
        events = (ledger.Event("assignment.create", one, by, after=_as_data(one) | after) for one in assignments)
        ledger.record_all(events, chain=edition.ledger_chain)
        ask_for_ranking(edition.pk)
    return assignments


def take_back(assignments: QuerySet[Assignment], *, by: User, edition: Edition) -> int:
    """Remove assignments with their sheets, as long as all of them are blank. Call it while the edition is held."""
    held = list(lock_assignments(assignments))
    pks = [one.pk for one in held]
    written = Assignment.objects.filter(pk__in=pks).exclude(planning.blank()).select_related("juror")
    if names := sorted({str(one.juror) for one in written}):
        raise ValidationError(
            _("Lembar yang sudah diisi tidak dapat dicabut: %(names)s. Bebaskan jurinya bila perlu.")
            % {"names": ", ".join(names)},
            code="written",
        )
    if not held:
        return 0
    events = [ledger.Event("assignment.delete", one, by, before=_as_data(one)) for one in held]
    ledger.record_all(events, chain=edition.ledger_chain)
    ScoreSheet.objects.filter(assignment__in=pks).delete()
    Assignment.objects.filter(pk__in=pks).delete()
    ask_for_ranking(edition.pk)
    return len(held)


@transaction.atomic
def excuse_juror(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Free a juror from one sheet: it leaves the mean and nobody waits for it any more."""
    lock_edition(assignment.stage.edition_id)
    assignment = lock_assignments(Assignment.objects.filter(pk=assignment.pk)).get()
    if not by.has_perm("judging.excuse_juror", assignment):
        raise PermissionDenied
    if assignment.excused_at is not None:
        raise ValidationError(_("Juri ini sudah dibebaskan dari lembar ini."))

    return _excuse([assignment], reason=reason, by=by)[0]


@transaction.atomic
def excuse_from_all(*, stage: Stage, juror: User, reason: str, by: User) -> list[Assignment]:
    """Free a juror, fallen ill perhaps, from every sheet of a stage that is still open."""
    lock_edition(stage.edition_id)
    still_open = list(lock_assignments(Assignment.objects.unfinished().filter(stage=stage, juror=juror)))
    if still_open and not by.has_perm("judging.excuse_juror", still_open[0]):  # one edition, all open: one answer
        raise PermissionDenied
    if not still_open:
        raise ValidationError(_("Juri ini tidak memegang lembar yang masih terbuka."))

    return _excuse(still_open, reason=reason, by=by)


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


def _as_data(assignment: Assignment) -> dict[str, object]:
    return {"stage": assignment.stage_id, "proposal": assignment.proposal_id, "juror": assignment.juror_id}

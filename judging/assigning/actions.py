"""Who judges what: handing out proposals, and taking blank sheets back."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.models import Edition, Stage
from judging.assigning.solver.problem import Pair
from judging.entrants import entrants
from judging.locks import lock_assignments, lock_stage
from judging.models import Assignment, Origin, ScoreSheet, conflict_reasons
from judging.ranking_build import ask_for_ranking
from submissions.models import Proposal

from . import planning
from .actions_excuse import give_back
from .mail import send_assigned

BATCH = 5_000


@transaction.atomic
def assign_all(*, stage: Stage, by: User) -> int:
    """Give every proposal of the stage to every member of its panels, less conflicts.

    Repeatable: adds what is missing and says how much that was. Anyone who was excused stays excused.
    """
    edition = lock_stage(stage, by)
    seated = planning.members(stage).order_by("user").values_list("user", flat=True).distinct()
    jurors = list(seated)
    if not jurors:
        raise ValidationError(_("Tahap “%(stage)s” belum punya juri. Susun panelnya dahulu.") % {"stage": stage})
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
def assign_by_hand(
    *, stage: Stage, proposals: Collection[int], jurors: Collection[int], reason: str = "", by: User
) -> int:
    """Give each of these jurors each of these proposals; what exists stays. All or nothing, each refusal by name.

    Anyone who was excused before is given the same sheet again, with the marks that are on it; that needs a reason.
    """
    edition = lock_stage(stage, by)
    entered = {one.pk: one for one in entrants(stage).filter(pk__in=proposals).select_related("innovation")}
    seated = {one.user_id: one.user for one in planning.members(stage).filter(user__in=jurors).select_related("user")}
    if set(proposals) - set(entered) or set(jurors) - set(seated):
        raise ValidationError(_("Pilihan berubah sementara itu: seorang juri atau satu usulan tidak ada lagi di sini."))

    rows = stage.assignments.filter(proposal__in=entered).select_related("sheet")
    known = {(one.proposal_id, one.juror_id): one for one in rows}
    wanted = list(product(sorted(entered), sorted(seated)))
    if refused := list(_refusals(edition, wanted, entered, seated, known)):
        raise ValidationError({"jurors": refused})
    given = hand_out(stage, [one for one in wanted if one not in known], origin=Origin.HAND, by=by, edition=edition)
    freed = [known[pair] for pair in wanted if pair in known and known[pair].excused_at is not None]
    if freed:
        _require_reason(reason, freed, entered, seated)
        give_back(freed, reason=reason, by=by)
    return len(given) + len(freed)


def _refusals(
    edition: Edition,
    wanted: Iterable[Pair],
    proposals: Mapping[int, Proposal],
    jurors: Mapping[int, User],
    known: Mapping[Pair, Assignment],
) -> Iterator[str]:
    """Why each of these pairs must not be, in a sentence."""
    reasons = conflict_reasons(edition, jurors.values())
    for proposal, juror in wanted:
        names = {"juror": jurors[juror], "proposal": proposals[proposal]}
        if why := reasons[juror].get(proposal):
            yield _("%(juror)s berbenturan dengan “%(proposal)s”: %(why)s") % {**names, "why": why[0]}
        elif (proposal, juror) in known and known[proposal, juror].is_taken_out:
            yield _("Lembar %(juror)s untuk “%(proposal)s” dikeluarkan dari perhitungan.") % names


def _require_reason(
    reason: str, freed: Iterable[Assignment], proposals: Mapping[int, Proposal], jurors: Mapping[int, User]
) -> None:
    """Refuse without a reason to give again what somebody was freed from; each with the reason of then."""
    if reason.strip():
        return
    sentence = _("%(juror)s pernah dibebaskan dari “%(proposal)s”: %(why)s")
    told = [
        sentence % {"juror": jurors[one.juror_id], "proposal": proposals[one.proposal_id], "why": one.excuse}
        for one in freed
    ]
    raise ValidationError({"reason": [*told, _("Tuliskan alasan memberikannya lagi.")]}, code="freed")


@transaction.atomic
def remove_assignment(*, assignment: Assignment, by: User) -> None:
    """Take back a sheet on which nothing stands. One with marks is excused instead."""
    edition = lock_stage(assignment.stage, by)
    take_back(Assignment.objects.filter(pk=assignment.pk), by=by, edition=edition)


def hand_out(stage: Stage, pairs: Iterable[Pair], *, origin: str, by: User, edition: Edition) -> list[Assignment]:
    """New assignments with their sheets, each on the ledger. Call it while the edition is held."""
    now = clock.now()
    new = [
        Assignment(stage=stage, proposal_id=proposal, juror_id=juror, origin=origin, created_at=now)
        for proposal, juror in pairs
    ]
    assignments = Assignment.objects.bulk_create(new, batch_size=BATCH)
    sheets = [ScoreSheet(assignment=assignment, rubric_id=stage.rubric_id) for assignment in assignments]
    ScoreSheet.objects.bulk_create(sheets, batch_size=BATCH)
    if assignments:
        after = {"origin": str(origin)}
        events = (ledger.Event("assignment.create", one, by, after=one.as_data() | after) for one in assignments)
        ledger.record_all(events, chain=edition.ledger_chain)
        ask_for_ranking(edition.pk)
        enqueue(send_assigned, stage.pk, now.isoformat())
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
    events = [ledger.Event("assignment.delete", one, by, before=one.as_data()) for one in held]
    ledger.record_all(events, chain=edition.ledger_chain)
    ScoreSheet.objects.filter(assignment__in=pks).delete()
    Assignment.objects.filter(pk__in=pks).delete()
    ask_for_ranking(edition.pk)
    return len(held)

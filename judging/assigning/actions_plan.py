"""Plans of who judges what: asked for, drawn by a worker, looked at, and taken as a whole or thrown away."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock, ledger
from accounts.locks import lock
from accounts.models import User
from accounts.queue import enqueue, task
from competitions.models import Edition, Stage
from judging.assigning.solver.solving import solve
from judging.locks import lock_stage
from judging.models import Assignment, Origin, Plan

from . import planning
from .actions import hand_out, take_back
from .planning import Wishes

PARTS = {
    "proposals": gettext_lazy("usulan yang lolos"),
    "jurors": gettext_lazy("susunan juri"),
    "conflicts": gettext_lazy("benturan kepentingan"),
    "assignments": gettext_lazy("penugasan"),
}


@transaction.atomic
def ask_for_plan(*, stage: Stage, wishes: Wishes, by: User) -> Plan:
    """Have a plan drawn; those of this stage that nobody took make way for it."""
    lock_stage(stage, by)
    stage.plans.filter(taken_at=None).delete()
    plan = Plan.objects.create(stage=stage, settings=wishes.as_json(), asked_at=clock.now(), asked_by=by)
    enqueue(draw_plan, plan.pk)
    return plan


@task("judging.draw_plan")
def draw_plan(plan_id: int) -> bool:
    """The worker's turn. Anyone who comes second finds it drawn, or gone, and leaves it."""
    plan = Plan.objects.select_related("stage__edition").filter(pk=plan_id, drawn_at=None).first()
    if plan is None:
        return False
    outcome = outcome_of(plan.stage, Wishes.from_json(plan.settings))
    undrawn = Plan.objects.filter(pk=plan_id, drawn_at=None)
    return bool(undrawn.update(outcome=outcome, drawn_at=clock.now()))


def outcome_of(stage: Stage, wishes: Wishes) -> dict[str, Any]:
    """Read, calculate and explain."""
    reading = planning.read(stage, wishes)
    return planning.as_json(solve(reading.problem), reading)


@transaction.atomic
def take_plan(*, plan: Plan, by: User) -> Plan:
    """Make the plan so: add what it adds and take back what it takes back, of blank sheets only.

    Refused where anything it was drawn from has changed since. A second press finds it taken and changes nothing.
    """
    edition = lock_stage(plan.stage, by)
    plan = lock(Plan.objects.select_related("stage__edition"), plan.pk)
    if plan.taken_at is not None:
        return plan
    if plan.part("kind") != planning.PLAN:
        raise ValidationError(_("Rencana ini belum dapat diterapkan."))
    _refuse_stale(plan)

    removed = take_back(planning.assignments_of(plan.stage, plan.part("removed")), by=by, edition=edition)
    pairs = [(proposal, juror) for proposal, juror in plan.part("added")]
    added = hand_out(plan.stage, pairs, origin=Origin.PLAN, by=by, edition=edition)
    plan.taken_at, plan.taken_by = clock.now(), by
    plan.save(update_fields=["taken_at", "taken_by"])

    after = {"stage": plan.stage_id, "added": len(added), "removed": removed, "sha256": plan.part("sha256")}
    ledger.record("plan.take", plan, by=by, chain=edition.ledger_chain, after=after)
    return plan


def _refuse_stale(plan: Plan) -> None:
    now, then = planning.read(plan.stage, Wishes.from_json(plan.settings)).digests, plan.part("digests")
    if changed := [str(name) for part, name in PARTS.items() if now[part] != then[part]]:
        raise ValidationError(
            _("Sejak rencana ini disusun ada yang berubah: %(what)s. Susun lagi, lalu terapkan yang baru.")
            % {"what": ", ".join(changed)},
            code="stale",
        )


@transaction.atomic
def discard_plan(*, plan: Plan, by: User) -> None:
    """Throw a plan away that was not taken; nothing was changed by it."""
    edition: Edition = plan.stage.edition
    if not by.has_perm("judging.assign", edition):
        raise PermissionDenied
    Plan.objects.filter(pk=plan.pk, taken_at=None).delete()


@transaction.atomic
def pin_assignment(*, assignment: Assignment, is_pinned: bool, by: User) -> Assignment:
    """Have every later plan keep this assignment, or let it go again."""
    edition = lock_stage(assignment.stage, by)
    assignment = lock(Assignment.objects.all(), assignment.pk)
    if assignment.excused_at is not None:
        raise ValidationError(_("Juri ini sudah dibebaskan dari lembar ini."))
    if assignment.is_pinned == is_pinned:
        return assignment
    assignment.is_pinned = is_pinned
    assignment.save(update_fields=["is_pinned"])

    action, change = "assignment.pin" if is_pinned else "assignment.unpin", {"is_pinned": is_pinned}
    ledger.record(action, assignment, by=by, chain=edition.ledger_chain, after=change)
    return assignment

"""Who may seat jurors, hand out proposals, mark them and see the ranking."""

import rules

from accounts.models import User
from accounts.rules import is_auditor, is_secretariat
from competitions.models import Edition, PhaseKind

from .models import Assignment, Ranking, ScoreSheet, SeatRole, conflicted_opd_ids


@rules.predicate
def plenary_has_begun(user: User, edition: Edition) -> bool:
    return edition.has_begun(PhaseKind.PLENARY)


@rules.predicate
def administration_has_begun(user: User, edition: Edition) -> bool:
    return edition.has_begun(PhaseKind.ADMINISTRATION)


@rules.predicate
def judging_lies_ahead(user: User, edition: Edition) -> bool:
    """The phase of at least one stage is not over yet."""
    return any(not edition.has_ended(stage.kind) for stage in edition.stages.all())


@rules.predicate
def is_chair(user: User, edition: Edition) -> bool:
    return user.seats.filter(role=SeatRole.CHAIR, panel__stage__edition=edition).exists()


@rules.predicate
def has_open_sheets(user: User, edition: Edition) -> bool:
    """Whoever still marks does not look at what the others gave."""
    return Assignment.objects.in_edition(edition).unfinished().filter(juror=user).exists()


@rules.predicate
def is_confirmed(user: User, edition: Edition) -> bool:
    return Ranking.objects.confirmed().filter(edition=edition).exists()


@rules.predicate
def is_assigned(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.juror_id == user.pk and sheet.assignment.excused_at is None


@rules.predicate
def has_conflict(user: User, sheet: ScoreSheet) -> bool:
    return not conflicted_opd_ids(user).isdisjoint(sheet.assignment.proposal.owner_ids())


@rules.predicate
def stage_is_running(user: User, sheet: ScoreSheet) -> bool:
    stage = sheet.assignment.stage
    return stage.edition.in_phase(stage.kind)


@rules.predicate
def is_final(user: User, sheet: ScoreSheet) -> bool:
    return sheet.is_final


@rules.predicate
def sheet_is_final(user: User, assignment: Assignment) -> bool:
    return assignment.sheet.is_final


@rules.predicate
def ranking_is_confirmed(user: User, assignment: Assignment) -> bool:
    return bool(is_confirmed(user, assignment.stage.edition))


judges_it = is_assigned & ~has_conflict

rules.add_perm("judging.view_jury", is_secretariat | is_auditor)
rules.add_perm("judging.manage_panel", is_secretariat & ~plenary_has_begun)
rules.add_perm("judging.assign", is_secretariat & administration_has_begun & judging_lies_ahead)
rules.add_perm("judging.view_scoresheet", judges_it | is_secretariat | is_auditor)
rules.add_perm("judging.fill_scoresheet", judges_it & stage_is_running & ~is_final)
rules.add_perm("judging.excuse_juror", is_secretariat & ~sheet_is_final & ~ranking_is_confirmed)
rules.add_perm("judging.view_ranking", is_secretariat | is_auditor | (is_chair & ~has_open_sheets))
rules.add_perm("judging.rebuild_ranking", is_secretariat & ~is_confirmed)

"""Who may seat jurors, hand out proposals, mark them and see the ranking."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar, cast

import rules
from django.db.models import QuerySet

from accounts.models import User
from accounts.policy import hides
from accounts.rules import is_secretariat, is_watcher
from accounts.statements import built_once
from competitions.models import Edition, PhaseKind, Stage, StageKind
from submissions.rules import is_handed_out, was_not_withdrawn

from .anonymise import hides_from
from .entrants import is_first
from .models import (
    Assignment,
    Pledge,
    Ranking,
    ScoreSheet,
    Seat,
    SeatRole,
    Slot,
    Visit,
    conflicted_proposal_ids,
    has_pledged,
    may_sit,
)
from .sheet_files import SheetFile


@built_once(user=int, edition=int)
def seats_in(user: int, edition: int) -> QuerySet[Seat, Any]:
    """The roles of a person's standing seats in an edition."""
    return Seat.objects.standing().filter(user=user, panel__stage__edition=edition).values_list("role", flat=True)


@built_once(edition=int)
def confirmed_rankings(edition: int) -> QuerySet[Ranking, Any]:
    return Ranking.objects.confirmed().filter(edition=edition).values_list("pk", flat=True)[:1]


Answer = TypeVar("Answer")
_asked: ContextVar[dict[tuple[str, int, int], Any] | None] = ContextVar("asked", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Within it what several rights ask of a person and an edition goes to the database once."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(ask: Callable[[User, Edition], Answer]) -> Callable[[User, Edition], Answer]:
    @wraps(ask)
    def predicate(user: User, edition: Edition) -> Answer:
        answers, key = _asked.get(), (ask.__name__, user.pk, edition.pk)
        if answers is None:
            return ask(user, edition)
        if key not in answers:
            answers[key] = ask(user, edition)
        return cast("Answer", answers[key])

    return predicate


@once
def seat_roles(user: User, edition: Edition) -> list[str]:
    """What a person sits as in an edition; who sits nowhere is not asked about each."""
    return seats_in(user=user.pk, edition=edition.pk) if may_sit(user) else []


@rules.predicate
def judges_here(user: User, edition: Edition) -> bool:
    """Asked to judge in this edition and not declined, or given a proposal of it."""
    if seats_in(user=user.pk, edition=edition.pk):
        return True
    return Assignment.objects.active().in_edition(edition).filter(juror=user).exists()


@rules.predicate
def is_own_pledge(user: User, pledge: Pledge) -> bool:
    return pledge.user_id == user.pk


@rules.predicate
def is_own_seat(user: User, seat: Seat) -> bool:
    return seat.user_id == user.pk


@rules.predicate
def seat_is_asked(user: User, seat: Seat) -> bool:
    """In an edition that is open and still makes up its panels; what was answered is answered."""
    edition = seat.panel.stage.edition
    return not seat.answer and edition.is_open and not edition.has_begun(PhaseKind.PLENARY)


@rules.predicate
def seat_may_change(user: User, seat: Seat) -> bool:
    """Answered, in an edition that still makes up its panels: a mind may change until the plenary begins."""
    edition = seat.panel.stage.edition
    return bool(seat.answer) and edition.is_open and not edition.has_begun(PhaseKind.PLENARY)


@rules.predicate
def edition_is_open(user: User, edition: Edition) -> bool:
    return bool(edition.is_open)


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
    return may_sit(user, SeatRole.CHAIR) and SeatRole.CHAIR in seat_roles(user, edition)


@rules.predicate
def is_pledged_chair(user: User, edition: Edition) -> bool:
    """Titles with their scores, by juror, are read under the same pledge as the proposals."""
    return is_chair(user, edition) and has_pledged(user, edition.pk)


@rules.predicate
def is_seated(user: User, edition: Edition) -> bool:
    return bool(seat_roles(user, edition))


@rules.predicate
@once
def has_open_sheets(user: User, edition: Edition) -> bool:
    """Anyone who still marks does not look at what the others gave."""
    return Assignment.objects.in_edition(edition).unfinished().filter(juror=user).exists()


@rules.predicate
def is_confirmed(user: User, edition: Edition) -> bool:
    return bool(confirmed_rankings(edition=edition.pk))


@rules.predicate
def is_assigned(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.juror_id == user.pk and sheet.assignment.excused_at is None


@rules.predicate
def has_conflict(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.proposal_id in conflicted_proposal_ids(user)


@rules.predicate
def stage_is_running(user: User, sheet: ScoreSheet) -> bool:
    stage = sheet.assignment.stage
    return stage.edition.in_phase(stage.kind)


@rules.predicate
def phase_is_over(user: User, sheet: ScoreSheet) -> bool:
    """What was open in it can be filled again once Bagian Organisasi opens the phase again."""
    return sheet.assignment.stage.edition.has_ended(sheet.assignment.stage.kind)


@rules.predicate
def is_final(user: User, sheet: ScoreSheet) -> bool:
    return sheet.is_final


@rules.predicate
def sheet_is_final(user: User, assignment: Assignment) -> bool:
    return assignment.sheet.is_final


@rules.predicate
def ranking_is_confirmed(user: User, assignment: Assignment) -> bool:
    return bool(is_confirmed(user, assignment.stage.edition))


@rules.predicate
def opens_sheet(user: User, sheet: ScoreSheet) -> bool:
    """Anyone who may not open the sheet gets nothing of what hangs on it."""
    return user.has_perm("judging.view_scoresheet", sheet)


@rules.predicate
def is_visit(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.stage.kind == StageKind.VISIT


@rules.predicate
def report_is_filed(user: User, sheet: ScoreSheet) -> bool:
    assignment = sheet.assignment
    reports = Visit.objects.filter(stage=assignment.stage_id, proposal=assignment.proposal_id)
    return reports.filter(juror=assignment.juror_id, filed_at__isnull=False).exists()


@rules.predicate
def allows_discussion(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.stage.has_discussion


def own_sheet(user: User, sheet: ScoreSheet) -> ScoreSheet | None:
    """The sheet that this person is to fill for the same proposal in the same stage; excused is none."""
    if is_assigned(user, sheet):
        return sheet
    mine = ScoreSheet.objects.of(user).filter(assignment__stage=sheet.assignment.stage_id)
    return mine.with_rights().filter(assignment__proposal=sheet.assignment.proposal_id).first()


@rules.predicate
def has_judged_it(user: User, sheet: ScoreSheet) -> bool:
    mine = own_sheet(user, sheet)
    return mine is not None and mine.is_final and opens_sheet(user, mine)


@rules.predicate
def still_marks_it(user: User, sheet: ScoreSheet) -> bool:
    mine = own_sheet(user, sheet)
    return mine is not None and not mine.is_final


@rules.predicate
def chairs_its_stage(user: User, sheet: ScoreSheet) -> bool:
    chairs = user.seats.standing().filter(role=SeatRole.CHAIR)
    return chairs.filter(panel__stage=sheet.assignment.stage_id).exists()


@rules.predicate
def is_anothers(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.juror_id != user.pk


@rules.predicate
def is_excused(user: User, sheet: ScoreSheet) -> bool:
    return sheet.assignment.excused_at is not None


@rules.predicate
def still_marks_here(user: User, sheet: ScoreSheet) -> bool:
    """Anyone who has open sheets of the stage does not look at what the others gave."""
    return Assignment.objects.unfinished().filter(juror=user, stage=sheet.assignment.stage_id).exists()


@rules.predicate
def its_ranking_is_confirmed(user: User, sheet: ScoreSheet) -> bool:
    return bool(is_confirmed(user, sheet.assignment.stage.edition))


@rules.predicate
def pledged(user: User, sheet: ScoreSheet) -> bool:
    return has_pledged(user, sheet.assignment.stage.edition_id)


@rules.predicate
def follows_another(user: User, stage: Stage) -> bool:
    return not is_first(stage)


@rules.predicate
def has_turns(user: User, stage: Stage) -> bool:
    return stage.kind == StageKind.PRESENTATION


@rules.predicate
def stage_has_ended(user: User, stage: Stage) -> bool:
    return stage.edition.has_ended(stage.kind) or stage.edition.has_begun(PhaseKind.PLENARY)


@rules.predicate
def stage_is_settled(user: User, stage: Stage) -> bool:
    return bool(is_confirmed(user, stage.edition))


@rules.predicate
def sits_in_stage(user: User, stage: Stage) -> bool:
    return may_sit(user) and user.seats.standing().filter(panel__stage=stage).exists()


@rules.predicate
def leads_without_marking(user: User, stage: Stage) -> bool:
    """A chair of the edition who has pledged, once the own sheets are final."""
    return is_pledged_chair(user, stage.edition) and not has_open_sheets(user, stage.edition)


@rules.predicate
def hears_turn(user: User, slot: Slot) -> bool:
    """A juror of the stage who need not leave the room."""
    return slot.proposal_id not in conflicted_proposal_ids(user) and sits_in_stage(user, slot.stage)


@rules.predicate
def leads_turn(user: User, slot: Slot) -> bool:
    chairs = user.seats.standing().filter(role=SeatRole.CHAIR, panel__stage=slot.stage_id)
    return slot.proposal_id not in conflicted_proposal_ids(user) and chairs.exists()


@rules.predicate
def turns_have_begun(user: User, slot: Slot) -> bool:
    """From the first day of the stage until the plenary; a talk may run past the end of its day."""
    edition = slot.stage.edition
    return edition.has_begun(slot.stage.kind) and not edition.has_begun(PhaseKind.PLENARY)


@rules.predicate
def holds_sheets(user: User, stage: Stage) -> bool:
    """Given proposals of this stage, none of which the own interests touch."""
    return ScoreSheet.objects.of(user).filter(assignment__stage=stage).exists()


judges_it = is_assigned & ~has_conflict & pledged
concerned = ~has_conflict & (is_assigned | chairs_its_stage)
leads_it = ~has_conflict & pledged & chairs_its_stage & ~still_marks_it
oversees_it = is_final & is_anothers & ~is_excused & ~has_conflict & pledged & chairs_its_stage & ~still_marks_here
hands_back_report = is_visit & report_is_filed & ~is_excused & (is_secretariat | (leads_it & is_anothers))
shares_it = ~has_conflict & pledged & (has_judged_it | leads_it)

lapsed = phase_is_over & ~its_ranking_is_confirmed
waits_for_phase_to_fill = lapsed & ~is_final & ~is_excused & (is_watcher | is_assigned)
waits_for_phase_to_reopen = lapsed & oversees_it
waits_for_phase_to_reopen_visit = lapsed & hands_back_report
waits_for_phase_to_report = lapsed & ~report_is_filed & ~is_excused & (is_watcher | is_assigned)

rules.add_perm("judging.oversee_edition", is_watcher | is_chair)
rules.add_perm("judging.view_jury", is_watcher)
rules.add_perm("judging.move_proposal", is_secretariat & was_not_withdrawn)  # what keeps it the act itself asks
rules.add_perm("judging.answer_seat", is_own_seat & seat_is_asked)
rules.add_perm("judging.change_answer", is_own_seat & seat_may_change)
rules.add_perm("judging.accept_pledge", judges_here & edition_is_open)
rules.add_perm("judging.view_pledge", is_own_pledge | is_watcher)
rules.add_perm("judging.manage_panel", is_secretariat & ~plenary_has_begun)
rules.add_perm("judging.set_conflict", is_secretariat & ~is_confirmed)
rules.add_perm("judging.declare_conflict", is_seated & ~is_confirmed)
rules.add_perm("judging.view_own_conflicts", is_seated)
rules.add_perm("judging.assign", is_secretariat & administration_has_begun & judging_lies_ahead & ~is_confirmed)
rules.add_perm("judging.view_scoresheet", judges_it | is_watcher | oversees_it)
rules.add_perm("judging.fill_scoresheet", judges_it & stage_is_running & ~is_final)
rules.add_perm("judging.fill_many", holds_sheets)
rules.add_perm("judging.list_reopenable", is_chair)
rules.add_perm("judging.reopen_scoresheet", oversees_it & stage_is_running & ~its_ranking_is_confirmed)
rules.add_perm("judging.excuse_juror", is_secretariat & ~sheet_is_final & ~ranking_is_confirmed)
rules.add_perm("judging.exclude_sheet", is_secretariat & sheet_is_final & ~ranking_is_confirmed)
rules.add_perm("judging.view_ranking", is_watcher | (is_pledged_chair & ~has_open_sheets))
rules.add_perm("judging.rebuild_ranking", is_secretariat & ~is_confirmed)
rules.add_perm("judging.manage_visit", is_secretariat & ~plenary_has_begun)
rules.add_perm("judging.view_visit", is_visit & (opens_sheet | (report_is_filed & shares_it)))
rules.add_perm("judging.fill_visit", is_visit & judges_it & opens_sheet & stage_is_running & ~report_is_filed)
rules.add_perm("judging.reopen_visit", hands_back_report & stage_is_running & ~its_ranking_is_confirmed)
rules.add_perm("judging.view_talk", allows_discussion & (is_watcher | shares_it))
rules.add_perm("judging.write_talk", allows_discussion & shares_it & pledged & ~its_ranking_is_confirmed)
rules.add_perm("judging.mark_agenda", allows_discussion & leads_it & pledged & ~its_ranking_is_confirmed)
rules.add_perm("judging.view_promotion", follows_another & (is_watcher | leads_without_marking))
rules.add_perm("judging.promote", follows_another & is_secretariat & ~stage_has_ended & ~stage_is_settled)
rules.add_perm("judging.view_agenda", has_turns & is_watcher)
rules.add_perm("judging.arrange_agenda", has_turns & is_secretariat & ~stage_has_ended)
rules.add_perm("judging.view_own_agenda", has_turns & sits_in_stage)
rules.add_perm("judging.view_turn", is_watcher | hears_turn)
rules.add_perm("judging.run_turn", (is_secretariat | leads_turn) & turns_have_begun)
rules.add_perm("judging.note_attendance", is_secretariat & turns_have_begun)


@hides
def opens_its_sheet(user: User, file: SheetFile) -> bool:
    return user.has_perm("judging.view_scoresheet", file.sheet)


@hides
def is_of_its_proposal(user: User, file: SheetFile) -> bool:
    return file.attachment.proposal_id == file.sheet.assignment.proposal_id


@hides
def tells_no_name(user: User, file: SheetFile) -> bool:
    """A statement is signed by name: where a stage is judged blind it is not there."""
    return not file.is_letter or not hides_from(user, file.sheet.assignment.stage)


rules.add_perm("judging.open_attachment", opens_its_sheet & is_of_its_proposal & tells_no_name & is_handed_out)


@rules.predicate
def runs_now(user: User, stage: Stage) -> bool:
    return stage.edition.in_phase(stage.kind)


rules.add_perm("judging.nudge_juror", is_secretariat & runs_now)
rules.add_perm("judging.add_juror", is_secretariat & runs_now & ~stage_is_settled)

"""A visit stage in the phase of visits, with a checklist of two questions."""

from accounts.models import User
from competitions.models import StageKind
from judging.models import ScoreSheet, Visit
from tests.factories import (
    AssignmentFactory,
    PledgeFactory,
    ScoreSheetFactory,
    StageFactory,
    VisitQuestionFactory,
)
from tests.seen import as_fields


def visit_sheet(**stage) -> ScoreSheet:
    """A juror's sheet of a visit stage; the juror has pledged."""
    stage = StageFactory(kind=StageKind.VISIT, **stage)
    VisitQuestionFactory(stage=stage, number=1, text="Apakah layanan berjalan?")
    VisitQuestionFactory(stage=stage, number=2, text="Apakah angkanya cocok?")
    return another_sheet(stage)


def another_sheet(stage, **assignment) -> ScoreSheet:
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, **assignment))
    pledged(sheet.assignment.juror, stage.edition)
    return sheet


def pledged(user: User, edition) -> User:
    if not user.pledges.filter(edition=edition).exists():
        PledgeFactory(user=user, edition=edition)
    return user


def notes(sheet, **changes):
    """What the form of a whole report sends."""
    questions = sheet.assignment.stage.visit_questions.all()
    answers = {f"jawaban-{question.pk}": "ya" for question in questions}
    return {
        **answers,
        "findings": "Loket buka dan antrean tercatat.",
        "visited_at": "2026-02-11T10:15",
        "received_by": "Ibu Wati",
        **as_fields(Visit().seen),
        **changes,
    }

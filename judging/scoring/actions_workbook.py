"""The workbook of a juror: what goes into it, and storing what came back."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.spreadsheets.inspection import UnfitWorkbookError
from competitions.models import Stage
from judging.anonymise import hides_names
from judging.locks import lock_assignments
from judging.models import Assignment, ScoreSheet
from judging.models.sheet_totals import owners
from judging.scoring.workbook.checking import check
from judging.scoring.workbook.drawing import draw
from judging.scoring.workbook.layout import WorkbookSheet
from judging.scoring.workbook.plan import WorkbookPlan
from judging.scoring.workbook.reading import read

from .actions import save_scores


def draw_workbook(*, stage: Stage, by: User) -> bytes:
    """The own sheets of a stage that are still open, to be filled without a network."""
    if not by.has_perm("judging.fill_many", stage):
        raise PermissionDenied
    entries = [entry for entry in _entries(stage, by) if not entry.closed]
    criteria = list(stage.rubric.criteria.all())
    return draw(stage, criteria, entries, str(by), nameless=hides_names(stage))


def look_into_workbook(*, stage: Stage, file: BinaryIO, by: User) -> WorkbookPlan:
    """What an upload would do, checked against what is stored now. Raises UnfitWorkbookError for a file as a whole."""
    if not by.has_perm("judging.fill_many", stage):
        raise PermissionDenied
    reading = read(file)
    if reading.stage != stage.pk:
        raise UnfitWorkbookError("other_stage")
    return check(reading, _entries(stage, by), list(stage.rubric.criteria.all()))


@transaction.atomic
def store_workbook(*, stage: Stage, file: BinaryIO, seen: str, by: User) -> WorkbookPlan:
    """Store the right cells of an upload, if that is still what its preview showed (`seen`, its fingerprint).

    All of them or none; a file that changes nothing stores nothing, whatever was seen before. All sheets are held
    before the first is written: its entry holds the ledger, for which the holder of another sheet may be waiting.
    """
    own = ScoreSheet.objects.of(by)
    list(lock_assignments(Assignment.objects.filter(sheet__in=own, stage=stage).order_by("sheet")))
    plan = look_into_workbook(stage=stage, file=file, by=by)
    if not plan.drafts:
        return plan
    if plan.fingerprint() != seen:
        raise ValidationError(
            _("Tidak ada yang disimpan: nilainya berubah sejak pratinjau. Periksa lagi."), code="moved"
        )
    for draft in sorted(plan.drafts, key=lambda one: one.sheet):
        save_scores(
            sheet=ScoreSheet(pk=draft.sheet),
            points=draft.points,
            seen=draft.seen,
            comments=draft.comments,
            by=by,
        )
    return plan


def _entries(stage: Stage, by: User) -> Iterable[WorkbookSheet]:
    """The own sheets of a stage as the workbook knows them, in a number of queries that does not grow with them."""
    sheets = ScoreSheet.objects.of(by).filter(assignment__stage=stage, rubric=stage.rubric_id)
    sheets = sheets.annotate(title=F("assignment__proposal__innovation__title"), **owners())
    rows: Iterable[Any] = sheets.with_rights().prefetch_related("scores", "comments").order_by("assignment_id")
    nameless = hides_names(stage)
    for sheet in rows:
        yield WorkbookSheet(
            pk=sheet.pk,
            title=sheet.title,
            owner="" if nameless else ", ".join([sheet.owner, *sheet.partners]),
            points={score.criterion_id: score.points for score in sheet.scores.all()},
            comments={one.criterion_id: one.text for one in sheet.comments.all()},
            closed=_why_closed(sheet, by),
        )


def _why_closed(sheet: ScoreSheet, by: User) -> str:
    if sheet.is_final:
        return _("Lembar ini sudah terkunci.")
    return "" if by.has_perm("judging.fill_scoresheet", sheet) else _("Lembar ini sedang tidak dapat diisi.")

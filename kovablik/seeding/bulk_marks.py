"""Marks and locked sheets in bulk, with the ledger's entries for each."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import connection

from accounts import ledger
from competitions.models import PhaseKind
from judging import scoring_rules
from judging.models import Score, ScoreSheet

from .bulk_entries import BATCH, SECOND, event
from .people import JURY
from .play import Play, SampleEntry, pledge
from .scores import sample_points


def judge(play: Play, entries: list[SampleEntry], *, keep_open: int = 0) -> None:
    """Mark and lock the sheets of every juror, but for the last `keep_open` of each."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # of rows that came in this transaction the planner knows nothing by itself
    pledge(play)
    start, by_title = play.moment(PhaseKind.JUDGING), {entry.title: entry for entry in entries}
    sheets = ScoreSheet.objects.in_edition(play.edition).order_by("assignment__juror_id", "pk")
    by_juror: dict[str, list[ScoreSheet]] = {name: [] for name in JURY}
    for sheet in sheets.select_related("assignment__juror", "assignment__proposal__innovation"):
        by_juror[sheet.assignment.juror.username].append(sheet)
    for seat, name in enumerate(JURY):
        filled = by_juror[name][: len(by_juror[name]) - keep_open]
        _fill(play, filled, [by_title[sheet.assignment.proposal.innovation.title] for sheet in filled], seat, start)


def _fill(play: Play, sheets: list[ScoreSheet], entries: list[SampleEntry], seat: int, start: datetime) -> None:
    criteria = list(play.edition.stages.get().rubric.criteria.all())
    scores = []
    for turn, (sheet, entry) in enumerate(zip(sheets, entries, strict=True)):
        marks = [
            Score(
                sheet=sheet,
                criterion=criterion,
                points=sample_points(entry.target, juror=seat, criterion=number, turn=entry.turn),
                updated_at=start + turn * SECOND,
            )
            for number, criterion in enumerate(criteria)
        ]
        sheet.total = scoring_rules.sheet_total(
            scoring_rules.Mark(one.points, one.criterion.weight or Decimal(0)) for one in marks
        )
        sheet.finalised_at = start + turn * SECOND
        scores.append(marks)
    Score.objects.bulk_create((one for marks in scores for one in marks), batch_size=BATCH)
    ScoreSheet.objects.bulk_update(sheets, ["total", "finalised_at"], batch_size=1_000)
    ledger.record_all(_marking(sheets, scores), chain=play.edition.ledger_chain)


def _marking(sheets: list[ScoreSheet], scores: list[list[Score]]) -> Iterator[ledger.Event]:
    for sheet, marks in zip(sheets, scores, strict=True):
        juror, at = sheet.assignment.juror, sheet.finalised_at
        for one in marks:
            before, after = _mark(one, None), _mark(one, f"{one.points:.2f}")
            yield event("score.update", sheet, juror, at, before=before, after=after)
        yield event("scoresheet.finalise", sheet, juror, at, after={"total": str(sheet.total)})


def _mark(score: Score, points: str | None) -> dict[str, object]:
    return {"criterion": score.criterion_id, "points": points}

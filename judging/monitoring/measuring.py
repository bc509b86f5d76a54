"""Agreement of a stage's jurors, measured from the final sheets and kept until another sheet is final.

A few hundred sheets are measured while the page waits. 20,000 take the better part of a second: the worker measures
them, and the page shows what was measured last and says so.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from accounts import clock
from accounts.models import User
from accounts.queue import begun, enqueue_once, task
from competitions.models import Stage
from judging.entrants import is_first
from judging.models import Score, ScoreSheet
from judging.monitoring.agreement.habits import Habits, HabitSheet, habits_of
from judging.monitoring.agreement.ratings import Ratings, components_of
from judging.monitoring.agreement.reliability import Agreement, agreement, reads_narrow
from judging.monitoring.agreement.severity import JurorSeverity, severities
from submissions.models import Section

AT_ONCE = 1_000  # sheets that are measured while the page waits: some 50 ms
KEPT_SECONDS = 7 * 24 * 3600
BATCH = 5_000

Stamp = tuple[int, datetime | None]


@dataclass(frozen=True)
class JurorFigures:
    """What is known of one juror: leniency, spread, and what is worth asking about."""

    name: str
    figures: JurorSeverity
    habits: Habits


@dataclass(frozen=True)
class Measured:
    """The agreement in total and for each criterion (name → figures), and each juror, the strictest first.

    `stamp` says from which sheets: how many, and when the last was locked.
    """

    stamp: Stamp
    at: datetime
    total: Agreement
    criteria: list[tuple[str, Agreement]]
    jurors: list[JurorFigures]
    groups: int
    is_narrow: bool

    @property
    def sheets(self) -> int:
        return self.stamp[0]


def stamp_of(stage: Stage) -> Stamp:
    found = _final(stage).aggregate(count=Count("pk"), last=Max("finalised_at"))
    return found["count"], found["last"]


def kept(stage: Stage) -> tuple[Measured | None, bool]:
    """What is measured, and whether it is of now; if it is not, it is for the worker to measure."""
    stamp, measured = stamp_of(stage), cache.get(_key(stage.pk))
    if measured and measured.stamp == stamp:
        return measured, True
    if stamp[0] <= AT_ONCE:
        return keep(stage, measure(stage, stamp)), True
    return measured, False


@task("judging.measure_agreement")
def measure_agreement(stage_id: int) -> None:
    """Measure what is final as it runs, and keep it."""
    stage = Stage.objects.select_related("edition").get(pk=stage_id)
    stamp = stamp_of(stage)
    keep(stage, measure(stage, stamp))
    begun(measure_agreement, stage_id)


def ask_for_agreement(stage_id: int) -> None:
    """Have it measured, once however many look at the page meanwhile."""
    enqueue_once(measure_agreement, stage_id, within=60)


def keep(stage: Stage, measured: Measured) -> Measured:
    cache.set(_key(stage.pk), measured, KEPT_SECONDS)
    return measured


def measure(stage: Stage, stamp: Stamp | None = None) -> Measured:
    """Three queries over the final sheets, two for names and words, and the arithmetic of `agreement`."""
    sheets, marks = _sheets(stage), _marks(stage)
    totals = Ratings.of((proposal, juror, total) for proposal, juror, total, _seconds in sheets.values())
    criteria = []
    for pk, name in stage.rubric.criteria.values_list("pk", "name"):
        rows = ((*sheets[sheet][:2], points) for sheet, points in marks[pk] if sheet in sheets)
        criteria.append((name, agreement(Ratings.of(rows))))
    found = agreement(totals)
    return Measured(
        stamp=stamp or stamp_of(stage),
        at=clock.now(),
        total=found,
        criteria=criteria,
        jurors=list(_jurors(stage, totals, sheets, marks)),
        groups=len(components_of(totals)),
        is_narrow=reads_narrow(found, is_later_stage=not is_first(stage)),
    )


def _final(stage: Stage) -> Any:
    return ScoreSheet.objects.final().active().filter(assignment__stage=stage).order_by()


def _sheets(stage: Stage) -> dict[int, tuple[int, int, float, float | None]]:
    """Proposal, juror, total and the seconds from opening to locking of each final sheet."""
    columns = ("pk", "assignment__proposal", "assignment__juror", "total", "opened_at", "finalised_at")
    return {
        pk: (proposal, juror, float(total), (final - opened).total_seconds() if opened else None)
        for pk, proposal, juror, total, opened, final in _final(stage).values_list(*columns).iterator(BATCH)
    }


def _marks(stage: Stage) -> dict[int, list[tuple[int, float]]]:
    """The marks of final sheets by criterion."""
    marks: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows = Score.objects.filter(sheet__in=_final(stage)).order_by().values_list("criterion", "sheet", "points")
    for criterion, sheet, points in rows.iterator(BATCH):
        marks[criterion].append((sheet, float(points)))
    return marks


def _jurors(stage: Stage, totals: Ratings, sheets: dict[int, Any], marks: dict[int, Any]) -> Iterator[JurorFigures]:
    texts = Section.objects.filter(proposal__in=_final(stage).values("assignment__proposal")).order_by()
    to_read = dict(texts.values_list("proposal").annotate(Sum("words")))
    lists: dict[int, list[float]] = defaultdict(list)
    for criterion in sorted(marks):
        for sheet, points in marks[criterion]:
            lists[sheet].append(points)
    own: dict[Hashable, list[HabitSheet]] = defaultdict(list)
    for pk, (proposal, juror, _total, seconds) in sheets.items():
        own[juror].append(HabitSheet(tuple(lists[pk]), seconds, to_read.get(proposal, 0)))
    names = dict(User.objects.filter(pk__in=list(own)).values_list("pk", "name"))
    for one in severities(totals):
        yield JurorFigures(names[one.name], one, habits_of(own[one.name]))  # type: ignore[index]  # its key is a user's


def _key(stage_id: int) -> str:
    return f"judging.agreement:{stage_id}"

"""The ranking of an edition, built from its final sheets in a constant number of queries."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import Round

from accounts import clock
from accounts.models import User
from accounts.queue import begun, enqueue_once, task
from competitions.locks import lock_edition
from competitions.models import RANK, Averaging, Criterion, Edition, PhaseKind, Stage
from submissions.models import Proposal

from . import scoring_rules
from .entrants import entrants
from .models import PROMOTION_WITHDRAWN, Assignment, Place, Promotion, Ranking, Reopening, Score
from .ranking_rules import Figures, RankedEntry, StageRule, Standing, stand

SETTLE_SECONDS = 2
AVERAGES = {Averaging.MEAN.value: scoring_rules.mean, Averaging.MEDIAN.value: scoring_rules.middle}


@dataclass(frozen=True)
class Gathered:
    """The final totals of a proposal in a stage, how many jurors are still asked for one, how many were taken out."""

    totals: list[Decimal]
    asked: int
    out: int = 0


NOT_JUDGED_YET = Gathered([], 0)  # reached the stage, and waits there for its quorum
Gatherings = dict[tuple[Hashable, int], Gathered]


@task("judging.refresh_ranking")
def refresh_ranking(edition_id: int) -> None:
    """Keep the ranking in the making up to date, built again as a whole; leave a confirmed one alone."""
    begun(refresh_ranking, edition_id)
    with transaction.atomic():
        edition = lock_edition(edition_id)
        if not Ranking.objects.confirmed().filter(edition=edition).exists():
            build(edition)


def ask_for_ranking(edition_id: int) -> None:
    """Have the ranking built once this transaction stands; what comes in meanwhile rides along."""
    enqueue_once(refresh_ranking, edition_id, within=15 * SETTLE_SECONDS, after=SETTLE_SECONDS)


def build(edition: Edition, *, by: User | None = None) -> Ranking:
    """Build the ranking in the making again. Call it inside a transaction that holds the edition's row."""
    stages = stages_of(edition)
    gathered = _gather(edition)
    standings = _standings(edition, stages, gathered)
    Place.objects.filter(ranking__in=edition.rankings.in_the_making()).delete()
    ranking, _made = Ranking.objects.update_or_create(
        edition=edition,
        confirmed_at=None,
        defaults={
            "built_at": clock.now(),
            "built_by": by,
            "sheet_count": sum(len(one.totals) for one in gathered.values()),
            "basis": _basis(edition, stages),
        },
    )
    _store(_as_row(ranking, stages, one, gathered) for one in standings)
    return ranking


def stages_of(edition: Edition) -> list[Stage]:
    """The stages in the order of the calendar, with their criteria."""
    stages = edition.stages.select_related("rubric").prefetch_related("rubric__criteria")
    return sorted(stages, key=lambda stage: RANK[PhaseKind(stage.kind)])


def final_sheet_count(edition: Edition) -> int:
    """How many sheets count now: final, and not taken out of the mean.

    Each assignment has its sheet: those given less those open are counted on two indexes, without a look at the rest.
    """
    given = Assignment.objects.in_edition(edition)
    return given.active().count() - given.unfinished().count()


def reopening_count(edition: Edition) -> int:
    """How often a sheet was opened again. It only grows, and with it the number of times that one was locked."""
    return Reopening.objects.filter(sheet__assignment__stage__edition=edition).count()


def is_stale(ranking: Ranking, sheets_now: int | None = None) -> bool:
    """Whether a sheet was locked or opened again since the ranking was built; `sheets_now` spares counting them.

    Each of these acts moves one of the two counts for good: a sheet that was opened and locked again, with other
    marks, leaves the first as it was, but not the second.
    """
    if ranking.sheet_count != (final_sheet_count(ranking.edition) if sheets_now is None else sheets_now):
        return True
    return bool(ranking.basis.get("reopenings", 0) != reopening_count(ranking.edition))


def standing_of(edition: Edition, proposal_id: int) -> Standing | None:
    """Where one proposal stands by the sheets that are final now."""
    found = _standings(edition, stages_of(edition), _gather(edition))
    return next((one for one in found if one.name == proposal_id), None)


def standings_after(stage: Stage) -> list[Standing]:
    """Where the entrants of a stage stand once it is over, whatever later stages say: whom to promote from it."""
    edition = stage.edition
    stages = stages_of(edition)
    counted = stages[: stages.index(stage) + 1]
    return _standings(edition, counted, _gather(edition), entrants(stage))


def standings_now(edition: Edition) -> list[Standing]:
    """Where everyone stands by the final sheets and the rules as they are stored at this point; nothing is kept."""
    return _standings(edition, stages_of(edition), _gather(edition))


def _standings(
    edition: Edition, stages: list[Stage], gathered: Gatherings, proposals: QuerySet[Proposal] | None = None
) -> list[Standing]:
    """The standings by these stages, of all verified proposals unless told."""
    means, chains = _criterion_means(edition), [(stage.pk, [one.pk for one in by_weight(stage)]) for stage in stages]
    rows = edition.proposals.verified() if proposals is None else proposals
    entries = [
        RankedEntry(
            pk, [_figures(gathered.get((pk, stage)), means[pk, stage], chain) for stage, chain in chains], category
        )
        for pk, category in rows.order_by("pk").values_list("pk", "category")
    ]
    rules = [StageRule(stage.share, stage.quorum, stage.passing_grade) for stage in stages]
    return stand(entries, rules, AVERAGES[edition.averaging])


def _figures(gathered: Gathered | None, means: dict[int, Decimal], chain: list[int]) -> Figures | None:
    """None when it was neither promoted to this stage nor given to a juror there: it did not get that far."""
    if gathered is None:
        return None
    return Figures(gathered.totals, [means[criterion] for criterion in chain if criterion in means])


def by_weight(stage: Stage) -> list[Criterion]:
    """The chain that parts equals: the heaviest criterion first."""
    return sorted(stage.rubric.criteria.all(), key=lambda one: (-(one.weight or Decimal(0)), one.number))


COUNTS = Q(excused_at=None, sheet__finalised_at__isnull=False)
TAKEN_OUT = Q(excused_at__isnull=False, sheet__finalised_at__isnull=False)


def _gather(edition: Edition) -> Gatherings:
    """What was put away with a promotion is no part of the stage: its proposal did not get that far."""
    given = Assignment.objects.in_edition(edition).exclude(excuse__startswith=PROMOTION_WITHDRAWN)
    rows = given.order_by().values_list("proposal", "stage")
    found = rows.annotate(
        totals=ArrayAgg("sheet__total", filter=COUNTS, default=[]),
        asked=Count("pk", filter=Q(excused_at=None)),
        out=Count("pk", filter=TAKEN_OUT),
    )
    promoted = Promotion.objects.filter(stage__edition=edition).order_by().values_list("proposal", "stage")
    judged = {(proposal, stage): Gathered(*one) for proposal, stage, *one in found}
    return dict.fromkeys(promoted, NOT_JUDGED_YET) | judged


def _criterion_means(edition: Edition) -> dict[tuple[Hashable, int], dict[int, Decimal]]:
    """The mean of each criterion over the final sheets, rounded half up as PostgreSQL's numeric is."""
    final = Score.objects.filter(
        sheet__finalised_at__isnull=False,
        sheet__assignment__excused_at=None,
        sheet__assignment__stage__edition=edition,
    )
    found: dict[tuple[Hashable, int], dict[int, Decimal]] = defaultdict(dict)
    rows = final.order_by().values_list("sheet__assignment__proposal", "sheet__assignment__stage", "criterion")
    for proposal, stage, criterion, mean in rows.annotate(mean=Round(Avg("points"), 2)):
        found[proposal, stage][criterion] = mean
    return found


def _basis(edition: Edition, stages: list[Stage]) -> dict[str, Any]:
    """The rules by which a ranking was built, kept with it."""
    return {
        "averaging": edition.averaging,
        "reopenings": reopening_count(edition),
        "stages": [
            {
                "pk": stage.pk,
                "kind": stage.kind,
                "share": str(stage.share),
                "quorum": stage.quorum,
                "passing": None if stage.passing_grade is None else str(stage.passing_grade),
                "criteria": [criterion.name for criterion in by_weight(stage)],
            }
            for stage in stages
        ],
    }


COLUMNS = (
    "ranking_id",
    "proposal_id",
    "place",
    "category_place",
    "score",
    "stage_scores",
    "tie_key",
    "tie_break",
    "is_tied",
    "sheet_count",
)


def _as_row(ranking: Ranking, stages: list[Stage], one: Standing, gathered: Gatherings) -> tuple[Any, ...]:
    """A place, its columns in the order of COLUMNS."""
    figures = [gathered.get((one.name, stage.pk)) for stage in stages]
    return (
        ranking.pk,
        one.name,
        one.place,
        one.group_place,
        one.score,
        json.dumps([_as_json(score, stage) for score, stage in zip(one.stage_scores, figures, strict=True)]),
        json.dumps([str(value) for value in one.tie_key]),
        one.tie_break,
        one.is_tied,
        sum(len(stage.totals) for stage in figures if stage),
    )


def _store(rows: Iterable[tuple[Any, ...]]) -> None:
    """Store places by COPY: for thousands of them `bulk_create` takes as long as all the arithmetic."""
    table = io.StringIO()
    csv.writer(table).writerows(rows)
    table.seek(0)
    statement = f"COPY {Place._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, table)


def _as_json(score: Decimal | None, stage: Gathered | None) -> dict[str, Any] | None:
    if stage is None:
        return None
    figures = {"score": None if score is None else str(score), "final": len(stage.totals), "asked": stage.asked}
    return figures | ({"out": stage.out} if stage.out else {})

"""What stands where in an edition, counted in one statement for every page that is drawn beside its column."""

from copy import copy
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from accounts.models import OPD, Delivery
from accounts.statements import built_once, keep
from awards.models import Certificate, Plenary, Publication, SpecialAward
from competitions.loading import read_phases
from competitions.models import Edition, Stage
from judging.entrants import rank_of
from judging.models import Assignment, Conflict, Promotion, Ranking, ScoreSheet, Seat, Slot, Visit
from submissions.models import NEVER_SENT, Proposal, State
from submissions.outstanding import partners_in

Counts = QuerySet[Any, tuple[str, int | None, str, int]]


def counts(
    what: str, rows: QuerySet[Any], *, stage: str = "", word: str = "", number: Combinable | None = None
) -> Counts:
    """How many rows there are, by stage or by a word: rows of the union below."""
    keys = {
        "what": Value(what, CharField()),
        "of_stage": F(stage) if stage else Value(None, BigIntegerField()),
        "word": F(word) if word else Value("", CharField()),
    }
    grouped = rows.order_by().values(**keys).annotate(number=number or Count("pk"))
    return grouped.values_list("what", "of_stage", "word", "number")


@built_once(edition=int, chain=str)
def rows_of_figures(edition: int, chain: str) -> Counts:
    """What is counted, of which stage, in which state, and how many."""
    seats = Seat.objects.standing().filter(panel__stage__edition=edition)
    given = Assignment.objects.active().filter(stage__edition=edition)
    waiting = ScoreSheet.objects.active().filter(finalised_at=None, assignment__stage__edition=edition)
    sent = Proposal.objects.filter(edition=edition).exclude(state__in=NEVER_SENT)
    owns = Q(pk__in=sent.values("innovation__opd")) | Q(pk__in=partners_in(sent).values("opd"))
    called = OPD.objects.filter(participations__edition=edition)
    return counts("stage", Stage.objects.filter(edition=edition), stage="pk", word="kind").union(
        counts("proposal", Proposal.objects.filter(edition=edition), word="state"),
        counts("called", called),
        counts("taking part", called.filter(owns)),
        counts("juror", seats, number=Count("user", distinct=True)),
        counts("conflict", Conflict.objects.filter(user__in=seats.values("user"))),
        counts("sheet", given, stage="stage"),
        counts("open sheet", waiting, stage="assignment__stage"),  # few beside all: no join of 20,000 sheets
        counts("promoted", Promotion.objects.filter(stage__edition=edition), stage="stage"),
        counts("turn", Slot.objects.filter(stage__edition=edition), stage="stage"),
        counts("visit", Visit.objects.filter(stage__edition=edition, filed_at__isnull=False), stage="stage"),
        counts("ranking", Ranking.objects.confirmed().filter(edition=edition)),
        counts("plenary", Plenary.objects.confirmed().filter(edition=edition)),
        counts("publication", Publication.objects.filter(edition=edition)),
        counts("special award", SpecialAward.objects.filter(edition=edition)),
        counts("certificate", Certificate.objects.filter(publication__edition=edition)),
        counts("refused mail", Delivery.objects.refused().filter(chain=chain)),
        all=True,
    )


@built_once()
def newest_editions() -> QuerySet[Edition]:
    """Where the switcher at the head of the column leads."""
    return Edition.objects.only("short_name", "slug", "opened_at").order_by("-year", "-pk")[:12]


class EditionFigures:
    """The figures of an edition, read when the first of them is asked for.

    They stand on a copy of the edition, which knows its stages by kind alone; the page's own stays as the page read it.
    """

    def __init__(self, edition: Edition) -> None:
        if "phases" not in edition.__dict__.get("_prefetched_objects_cache", {}):
            read_phases(edition)  # the strip asks for them too
        self.edition = copy(edition)
        self.edition.__dict__["_prefetched_objects_cache"] = {"phases": edition.phases.all()}

    @cached_property
    def rows(self) -> list[tuple[str, int | None, str, int]]:
        return rows_of_figures(edition=self.edition.pk, chain=self.edition.ledger_chain)

    def number(self, what: str, stage: Stage | None = None, *words: str) -> int:
        """How many of a kind: of one stage or of all, in one of these states or in any."""
        return sum(
            number
            for kind, of_stage, word, number in self.rows
            if kind == what and (stage is None or of_stage == stage.pk) and (not words or word in words)
        )

    def proposals(self, *states: State) -> int:
        return self.number("proposal", None, *states)

    def unlocked(self, stage: Stage | None = None) -> int:
        """Sheets that are given out and not final."""
        return self.number("open sheet", stage)

    def locked(self, stage: Stage | None = None) -> int:
        return self.number("sheet", stage) - self.unlocked(stage)

    @cached_property
    def stages(self) -> list[Stage]:
        """The stages in the order of the calendar, each with this edition at hand."""
        found = [
            Stage(pk=pk, kind=kind, edition=self.edition) for what, pk, kind, _number in self.rows if what == "stage"
        ]
        keep(self.edition, "stages", sorted(found, key=rank_of))
        return list(self.edition.stages.all())

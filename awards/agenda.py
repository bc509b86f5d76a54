"""What lies before the plenary: the ranking as the tiers cut it, whose sheets are late, which ties it must order."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from competitions.models import Edition, Tier
from judging.models import Assignment, Place, Ranking
from judging.ranking import final_sheet_count

from . import tiers
from .models import Decision, Plenary


@dataclass(frozen=True)
class Row:
    """A placed proposal with its outcome."""

    place: Place
    standing: tiers.Standing


@dataclass(frozen=True)
class Tie:
    """Equals whom the plenary must order, first those it has put first."""

    key: str
    cutoff: str
    is_decided: bool
    places: list[Place]
    reason: str = ""

    @property
    def score(self) -> Decimal | None:
        return self.places[0].score


class Agenda:
    """Everything the plenary of an edition looks at, read once, in a constant number of queries."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def plenary(self) -> Plenary | None:
        """The plenary at work, else the last one that confirmed a ranking."""
        return Plenary.objects.filter(edition=self.edition).select_related("ranking").order_by("-pk").first()

    @cached_property
    def ranking(self) -> Ranking | None:
        if self.plenary and self.plenary.ranking:
            return self.plenary.ranking
        return Ranking.objects.filter(edition=self.edition, confirmed_at=None).first()

    @cached_property
    def cutoffs(self) -> list[Tier]:
        return list(self.edition.tiers.all())

    @cached_property
    def places(self) -> list[Place]:
        """The proposals that have a place, best first."""
        if not self.ranking:
            return []
        places = Place.objects.placed().filter(ranking=self.ranking)
        return list(places.with_details().prefetch_related("proposal__innovation__partnerships__opd"))

    @cached_property
    def decisions(self) -> dict[int, Decision]:
        if not self.plenary:
            return {}
        return {decision.proposal_id: decision for decision in self.plenary.decisions.all()}

    @cached_property
    def outcome(self) -> tiers.Outcome:
        return tiers.settle(map(self._entry, self.places), self.edition.cutoffs(), self.edition.winners_per_opd)

    def _entry(self, place: Place) -> tiers.Entry:
        decision = self.decisions.get(place.proposal_id)
        category = place.proposal.category_id if self.edition.tiers_per_category else None
        body = place.proposal.innovation.opd_id
        return tiers.Entry(place.pk, place.place or 0, body, category, decision.order if decision else None)

    @cached_property
    def rows(self) -> list[Row]:
        """The outcome as it will be published: field by field, best first."""
        rows = [Row(place, self.outcome.standings[place.pk]) for place in self.places]
        return sorted(rows, key=self._order)

    def _order(self, row: Row) -> tuple:
        category = row.place.proposal.category if self.edition.tiers_per_category else None
        return (category.number if category else 0, row.standing.place, row.place.place, row.place.pk)

    @cached_property
    def ties(self) -> list[Tie]:
        by_key = {place.pk: place for place in self.places}
        return [self._tie(contest, [by_key[key] for key in contest.keys]) for contest in self.outcome.contests]

    def _tie(self, contest: tiers.Contest, places: list[Place]) -> Tie:
        decided = [self.decisions[place.proposal_id] for place in places if place.proposal_id in self.decisions]
        if contest.is_decided:
            places = sorted(places, key=lambda place: self.decisions[place.proposal_id].order)
        reason = decided[0].reason if contest.is_decided else ""
        return Tie(tie_key(place.proposal_id for place in places), contest.cutoff, contest.is_decided, places, reason)

    @cached_property
    def undecided(self) -> list[Tie]:
        return [tie for tie in self.ties if not tie.is_decided]

    @cached_property
    def unplaced_count(self) -> int:
        """Proposals below their quorum, or that did not get that far."""
        return Place.objects.unplaced().filter(ranking=self.ranking).count() if self.ranking else 0

    @cached_property
    def late(self) -> list[tuple[str, int]]:
        """Jurors who still owe final sheets, by name, and how many."""
        owed: dict[str, int] = {}
        late = Assignment.objects.in_edition(self.edition).unfinished()
        for assignment in late.select_related("juror"):
            owed[str(assignment.juror)] = owed.get(str(assignment.juror), 0) + 1
        return sorted(owed.items())

    @cached_property
    def is_stale(self) -> bool:
        """Whether a sheet became final after the ranking was built."""
        if not self.ranking or self.ranking.is_confirmed:
            return False
        return self.ranking.sheet_count != final_sheet_count(self.edition)


def tie_key(proposal_ids: Iterable[int]) -> str:
    """What names a tie in a form: its proposals."""
    return "-".join(map(str, sorted(proposal_ids)))

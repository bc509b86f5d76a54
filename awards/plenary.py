"""What lies before the plenary: the ranking as the tiers cut it, whose sheets are late, which ties it must order."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import OVERSEERS
from competitions.models import Edition, Tier
from judging.models import Assignment, Place, Ranking, conflicted_proposal_ids
from judging.ranking_build import is_stale

from . import tiers
from .models import Decision, Plenary
from .tiers import Contest, Outcome, TierEntry


@dataclass(frozen=True)
class PlenaryRow:
    """A placed proposal with its outcome."""

    place: Place
    standing: tiers.TierStanding


@dataclass(frozen=True)
class Tie:
    """Equals whom the plenary must order, or has ordered. Its key, for forms, is made of its proposals."""

    key: str
    cutoff: str
    is_decided: bool
    places: list[Place]
    reason: str = ""

    @property
    def score(self) -> Decimal | None:
        return self.places[0].score

    @property
    def place(self) -> int | None:
        return self.places[0].place


class PlenaryAgenda:
    """Everything the plenary of an edition looks at, read once, in a constant number of queries."""

    def __init__(self, edition: Edition, *, reader: User | None = None, former: Plenary | None = None) -> None:
        """For a reader its counts leave out what that person must not know of, and only who can win is settled.

        Without one, for the acts, all standings are. `former` is a plenary that was withdrawn: what it had decided.
        """
        self.edition, self.is_whole = edition, reader is None
        chair = reader if reader and not reader.has_role(*OVERSEERS) else None
        self.hidden = conflicted_proposal_ids(chair) if chair else set()
        if former:
            self.plenary = former

    @cached_property
    def plenary(self) -> Plenary | None:
        """The plenary at work, else the last one that confirmed a ranking."""
        return Plenary.objects.standing().filter(edition=self.edition).select_related("ranking", "confirmed_by").first()

    @property
    def is_confirmed(self) -> bool:
        return self.plenary is not None and self.plenary.is_confirmed

    @cached_property
    def ranking(self) -> Ranking | None:
        if self.plenary and self.plenary.ranking:
            return self.plenary.ranking
        return Ranking.objects.in_the_making().filter(edition=self.edition).first()

    @cached_property
    def tiers(self) -> list[Tier]:
        return list(self.edition.tiers.all())

    @cached_property
    def decisions(self) -> dict[int, Decision]:
        if not self.plenary:
            return {}
        return {decision.proposal_id: decision for decision in self.plenary.decisions.all()}

    @cached_property
    def entries(self) -> list[TierEntry]:
        """The proposals that have a place, as the tiers look at them; the key is the place's."""
        fields = ("pk", "place", "proposal", "proposal__category", "proposal__innovation__opd")
        placed = self._placed() if self.is_whole else self._contenders()
        return [self._entry(*row) for row in placed.values_list(*fields)]

    def _placed(self) -> QuerySet[Place]:
        return Place.objects.placed().filter(ranking=self.ranking) if self.ranking else Place.objects.none()

    def _contenders(self) -> QuerySet[Place]:
        """Those who may reach a tier: without a cap nobody is held back, and nobody below the last tier moves up."""
        if self.edition.winners_per_opd is not None:
            return self._placed()
        last = max((tier.up_to_place for tier in self.tiers), default=0)
        return self._placed().filter(
            **{"category_place__lte" if self.edition.tiers_per_category else "place__lte": last}
        )

    def _entry(self, key: int, place: int, proposal: int, category: int | None, body: int) -> TierEntry:
        decision = self.decisions.get(proposal)
        field = category if self.edition.tiers_per_category else None
        if not decision:
            return TierEntry(key, place, body, field)
        return TierEntry(key, place, body, field, decision.order, decision.decided_at)

    @cached_property
    def outcome(self) -> Outcome:
        cutoffs = [tiers.Cutoff(tier.name, tier.up_to_place) for tier in self.tiers]
        return tiers.settle(self.entries, cutoffs, self.edition.winners_per_opd)

    def places(self, keys: Collection[Hashable]) -> list[Place]:
        places = Place.objects.filter(pk__in=keys).with_details()
        return list(places.prefetch_related("proposal__innovation__partnerships__opd"))

    def rows(self, keys: Collection[Hashable]) -> list[PlenaryRow]:
        """Placed proposals as they will be published: field by field, best first."""
        rows = [PlenaryRow(place, self.outcome.standings[place.pk]) for place in self.places(keys)]
        return sorted(rows, key=self._order)

    def _order(self, row: PlenaryRow) -> tuple:
        category = row.place.proposal.category if self.edition.tiers_per_category else None
        return (category.number if category else 0, row.standing.place, row.place.place, row.place.pk)

    @cached_property
    def winners(self) -> list[PlenaryRow]:
        return self.rows([key for key, standing in self.outcome.standings.items() if standing.tier])

    @cached_property
    def ties(self) -> list[Tie]:
        keys = [key for contest in self.outcome.contests for key in contest.keys]
        places: dict[Hashable, Place] = {place.pk: place for place in self.places(keys)}
        return [self._tie(contest, [places[key] for key in contest.keys]) for contest in self.outcome.contests]

    def _tie(self, contest: Contest, places: list[Place]) -> Tie:
        key, reason = tie_key(place.proposal_id for place in places), ""
        if contest.is_decided:
            places = sorted(places, key=lambda place: self.decisions[place.proposal_id].order)
            reason = self.decisions[places[0].proposal_id].reason
        return Tie(key, contest.cutoff, contest.is_decided, places, reason)

    @property
    def placed_count(self) -> int:
        return self._counts["placed"]

    @property
    def unplaced_count(self) -> int:
        """Proposals below their quorum, or that did not get that far."""
        return self._counts["unplaced"]

    @cached_property
    def _counts(self) -> dict[str, int]:
        unplaced = Count("pk", filter=Q(place=None) & ~Q(proposal__in=self.hidden))
        return Place.objects.filter(ranking=self.ranking).aggregate(placed=Count("place"), unplaced=unplaced)

    @cached_property
    def late(self) -> list[tuple[str, int]]:
        """Jurors who still owe final sheets, by name, and how many."""
        rows = Assignment.objects.in_edition(self.edition).unfinished().exclude(proposal__in=self.hidden)
        counted = rows.order_by().values_list("juror", "juror__name", "juror__username").annotate(count=Count("*"))
        return sorted((name or account, count) for _juror, name, account, count in counted)

    @cached_property
    def is_stale(self) -> bool:
        """Whether a sheet was locked, or opened again, after the ranking was built."""
        if not self.ranking or self.ranking.is_confirmed:
            return False
        return is_stale(self.ranking)

    def obstacles(self) -> list[str]:
        """What is in the way of confirming, each in a sentence."""
        found = []
        if self.late:
            names = ", ".join(f"{name} ({count})" for name, count in self.late)
            found.append(_("Lembar nilai belum dikunci: %(names)s.") % {"names": names})
        if self.is_stale:
            found.append(_("Ada lembar yang dikunci setelah peringkat dihitung; hitung ulang peringkat dahulu."))
        if not self.placed_count:
            found.append(_("Belum ada usulan yang mendapat peringkat."))
        if count := len(self.outcome.undecided):
            sentence = ngettext(
                "%(count)d seri pada batas jenjang belum diputuskan.",
                "%(count)d seri pada batas jenjang belum diputuskan.",
                count,
            )
            found.append(sentence % {"count": count})
        return found


def tie_key(proposal_ids: Iterable[int]) -> str:
    return "-".join(map(str, sorted(proposal_ids)))

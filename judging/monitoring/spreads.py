"""Where the marks for a proposal lie apart, and who could judge it as well."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Max, Min, Q, QuerySet, StdDev
from django.utils.functional import cached_property

from accounts.models import User
from competitions.models import Stage
from judging.models import Assignment, Origin, ScoreSheet, Seat, SeatRole, conflict_reasons
from submissions.models import Proposal

KEPT_SECONDS = 60


def spreads(stage: Stage) -> QuerySet[Any]:
    """How far apart the totals of each proposal lie, widest first; of proposals with two final sheets or more."""
    final = ScoreSheet.objects.final().active().filter(assignment__stage=stage).order_by()
    rows = final.values("assignment__proposal").annotate(count=Count("pk"), low=Min("total"), high=Max("total"))
    return rows.filter(count__gte=2).annotate(spread=F("high") - F("low")).order_by("-spread", "assignment__proposal")


def beyond_limit(stage: Stage) -> QuerySet[Any]:
    """Those of `spreads` that lie further apart than the stage allows; none where it sets no limit."""
    return (
        spreads(stage).filter(spread__gt=stage.spread_limit)
        if stage.spread_limit is not None
        else spreads(stage).none()
    )


def count_spreads(stage: Stage) -> tuple[int, int]:
    """How many `spreads` there are, and how many of them lie beyond the limit, calculated once for both."""
    figures = {"count": Count("assignment__proposal")}
    if stage.spread_limit is not None:
        figures["beyond"] = Count("assignment__proposal", filter=Q(spread__gt=stage.spread_limit))
    found = spreads(stage).order_by().aggregate(**figures)
    return found["count"], found.get("beyond", 0)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could judge a proposal as well. The best comes first: expertise, then the least to do."""

    juror: User
    load: int
    is_expert: bool


@dataclass
class Extras:
    """Whom to add to proposals of a stage: everything is read once, for all proposals that are asked about."""

    stage: Stage
    proposals: list[int]

    @cached_property
    def _seats(self) -> list[Seat]:
        seats = Seat.objects.standing().filter(panel__stage=self.stage, role=SeatRole.MEMBER)
        return list(seats.select_related("user").prefetch_related("expertise").order_by("user__name", "pk"))

    @cached_property
    def _conflicts(self) -> Any:
        return conflict_reasons(self.stage.edition, [seat.user for seat in self._seats])

    @cached_property
    def _loads(self) -> dict[int, int]:
        active = Assignment.objects.active().filter(stage=self.stage).order_by()
        return dict(active.values_list("juror").annotate(count=Count("pk")))

    @cached_property
    def given(self) -> dict[int, list[Assignment]]:
        """Who was given each proposal already, excused or not."""
        found: dict[int, list[Assignment]] = defaultdict(list)
        rows = Assignment.objects.filter(stage=self.stage, proposal__in=self.proposals)
        for one in rows.select_related("juror", "sheet").order_by("pk"):
            found[one.proposal_id].append(one)
        return found

    @cached_property
    def _categories(self) -> dict[int, int | None]:
        return dict(Proposal.objects.filter(pk__in=self.proposals).values_list("pk", "category"))

    def waiting_for(self, proposal: int) -> list[Assignment]:
        """The sheets that are still open: as long as there is one, nobody is added."""
        return [one for one in self.given[proposal] if one.excused_at is None and not one.sheet.is_final]

    def added(self, proposal: int) -> list[Assignment]:
        return [one for one in self.given[proposal] if one.origin == Origin.EXTRA and one.excused_at is None]

    def candidates(self, proposal: int) -> list[Candidate]:
        already = {one.juror_id for one in self.given[proposal]}
        found: dict[int, Candidate] = {}
        for seat in self._seats:
            juror, expertise = seat.user, {one.pk for one in seat.expertise.all()}
            if juror.pk in already or proposal in self._conflicts.get(juror.pk, ()):
                continue
            is_expert = self._categories.get(proposal) in expertise
            earlier = found.get(juror.pk)
            is_expert = is_expert or bool(earlier and earlier.is_expert)
            found[juror.pk] = Candidate(juror, self._loads.get(juror.pk, 0), is_expert)
        return sorted(found.values(), key=lambda one: (not one.is_expert, one.load, str(one.juror), one.juror.pk))


@dataclass
class SpreadRow:
    """One line of the list of spreads, and what can be done about it."""

    pk: int
    title: str
    owner: str
    count: int
    low: Decimal
    high: Decimal
    sd: Decimal
    spread: Decimal
    is_beyond: bool
    waiting: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    candidate: Candidate | None = None

    @property
    def has_nobody(self) -> bool:
        return self.is_beyond and not (self.waiting or self.added or self.candidate)


def spread_rows(stage: Stage, page: Iterable[Any], *, with_extras: bool) -> list[SpreadRow]:
    """The lines of a page of `spreads`, with their titles and whom to add."""
    figures = list(page)
    keys = [row["assignment__proposal"] for row in figures]
    names, limit, rows = _named(stage, keys), stage.spread_limit, []
    for row in figures:
        pk = row.pop("assignment__proposal")
        title, owner, sd = names[pk]
        is_beyond = limit is not None and row["spread"] > limit
        rows.append(SpreadRow(pk, title, owner, **row, sd=sd, is_beyond=is_beyond))
    beyond = [row for row in rows if row.is_beyond]
    if with_extras and beyond:
        extras = Extras(stage, [row.pk for row in beyond])
        for row in beyond:
            row.waiting = [str(one.juror) for one in extras.waiting_for(row.pk)]
            row.added = [str(one.juror) for one in extras.added(row.pk)]
            if not row.waiting and not row.added:
                row.candidate = next(iter(extras.candidates(row.pk)), None)
    return rows


def _named(stage: Stage, proposals: list[int]) -> dict[int, tuple[str, str, Decimal]]:
    """Title, owner and the deviation, which took as long as all the rest when it was calculated for every proposal."""
    counted = Q(assignments__stage=stage, assignments__excused_at=None, assignments__sheet__finalised_at__isnull=False)
    deviation = StdDev("assignments__sheet__total", sample=True, filter=counted)
    rows = Proposal.objects.filter(pk__in=proposals).order_by().annotate(sd=deviation)
    named = rows.values_list("pk", "innovation__title", "innovation__opd__abbr", "sd")
    return {pk: (title, owner, sd) for pk, title, owner, sd in named}


def kept_spread_counts(stages: Iterable[Stage], stamp: str) -> dict[int, int]:
    """`spread_counts` not older than a minute, and calculated again as soon as the `stamp` is another one."""
    limited = [stage for stage in stages if stage.spread_limit is not None]
    limits = ",".join(f"{stage.pk}:{stage.spread_limit}" for stage in limited)
    return cache.get_or_set(f"judging.spreads:{limits}:{stamp}", lambda: spread_counts(limited), KEPT_SECONDS) or {}


def spread_counts(stages: Iterable[Stage]) -> dict[int, int]:
    """How many proposals of each stage lie beyond its limit, have no open sheet and nobody added yet: one query."""
    limits = [stage.pk for stage in stages if stage.spread_limit is not None]
    if not limits:
        return {}
    rows = (
        Assignment.objects.active()
        .filter(stage__in=limits)
        .order_by()
        .values("stage", "proposal", limit=F("stage__spread_limit"))
        .annotate(
            count=Count("pk"),
            final=Count("sheet__finalised_at"),
            extra=Count("pk", filter=Q(origin=Origin.EXTRA)),
            spread=Max("sheet__total") - Min("sheet__total"),
        )
        .filter(count__gte=2, final=F("count"), extra=0, spread__gt=F("limit"))
    )
    return dict(Counter(row["stage"] for row in rows))

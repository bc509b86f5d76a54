"""How far the agencies are with an edition: the funnel of its proposals, and a row for each agency.

It reads numbers and no text: how many proposals stand where, how many sections have words, when somebody last
wrote. Everything comes in a fixed number of queries; filtering, sorting and counting is done on one light row an
agency, so that a page costs the same however many of them it shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.addressees import reachable
from accounts.models import OPD, MembershipRole
from accounts.searching import holds
from competitions.models import Edition
from submissions.deadline import Windows
from submissions.models import EDITABLE, TONES, Extension, Proposal, Reminder, Section, State
from submissions.outstanding import partners_in

# From the first step to the last verdict; what was withdrawn has left the funnel.
COURSE = (State.DRAFT, State.HANDED, State.SUBMITTED, State.RETURNED, State.REJECTED, State.VERIFIED)


@dataclass(frozen=True)
class FunnelStep:
    """One step of the funnel: how many proposals stand here, and how many came further."""

    state: State
    here: int
    beyond: int
    total: int

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def percent(self) -> int:
        return round(100 * self.here / self.total) if self.total else 0

    @property
    def beyond_share(self) -> str:
        return share(self.beyond, self.total)

    @property
    def here_share(self) -> str:
        return share(self.here, self.total)


def share(part: int, whole: int) -> str:
    """A part of a whole as SVG takes it: “33.33%”."""
    return f"{100 * part / whole if whole else 0:.2f}%"


@dataclass
class FunnelAgency:
    """One agency's standing in an edition. What is stored below the line is read for the rows of one page only."""

    pk: int
    name: str
    abbr: str
    counts: dict[str, int] = field(default_factory=dict)
    has_part: bool = False  # in a proposal that another agency leads
    until: datetime | None = None  # the nearest of the moments up to which it still owes something
    extension: Extension | None = None
    reminder: Reminder | None = None

    filled: int = 0
    asked: int = 0
    written_at: datetime | None = None
    operators: int = 0
    heads: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_missing(self) -> bool:
        """Neither leads a proposal nor has a part in one."""
        return not self.total and not self.has_part

    @property
    def states(self) -> list[tuple[State, int]]:
        return [(state, self.counts[state]) for state in COURSE if state in self.counts]

    @property
    def standings(self) -> list[tuple[State, int, str]]:
        return [(state, count, TONES[state]) for state, count in self.states]

    @property
    def furthest(self) -> int:
        return max((COURSE.index(state) + 1 for state, _count in self.states), default=0)

    @property
    def was_reminded_today(self) -> bool:
        return self.reminder is not None and timezone.localdate(self.reminder.sent_at) == clock.today()

    @property
    def may_be_reminded(self) -> bool:
        return self.until is not None and not self.was_reminded_today

    @property
    def may_be_extended(self) -> bool:
        """There is something that more time would help."""
        return self.is_missing or any(state in EDITABLE for state in self.counts)

    @property
    def is_reachable(self) -> bool:
        return bool(self.operators or self.heads)

    def owes(self, until: datetime | None) -> None:
        if until:
            self.until = min(self.until, until) if self.until else until


FILTERS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "belum": (_("Belum ada usulan"), ()),
    "draf": (_("Masih draf"), (State.DRAFT,)),
    "kepala": (_("Menunggu kepala"), (State.HANDED,)),
    "dikembalikan": (_("Dikembalikan"), (State.RETURNED,)),
}
SORTS = {
    "opd": lambda agency: agency.name,
    "keadaan": lambda agency: (agency.furthest, agency.name),
    "pengingat": lambda agency: (agency.reminder.sent_at.timestamp() if agency.reminder else 0, agency.name),
}


class Overview:
    """The agencies of an edition, read once. Prefetch the edition's `phases` and `extensions`."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.windows = edition, Windows(edition)
        self.entered = Proposal.objects.filter(edition=edition).exclude(state=State.WITHDRAWN)

    @cached_property
    def agencies(self) -> list[FunnelAgency]:
        """Who is called to take part, and who does without being called."""
        leads = Exists(self.entered.filter(innovation__opd=OuterRef("pk")))
        called = OPD.objects.filter(Exists(self.edition.participants.filter(opd=OuterRef("pk"))) | leads)
        agencies = [FunnelAgency(*row) for row in called.order_by("name").values_list("pk", "name", "abbr")]
        by_pk = {agency.pk: agency for agency in agencies}
        self._count(by_pk)
        for opd, extension in self.windows.extensions.items():
            if opd in by_pk:
                by_pk[opd].extension = extension
        last = Reminder.objects.filter(edition=self.edition).order_by("opd_id", "-pk").distinct("opd_id")
        for reminder in last:
            if reminder.opd_id in by_pk:
                by_pk[reminder.opd_id].reminder = reminder
        return agencies

    def _count(self, by_pk: dict[int, FunnelAgency]) -> None:
        """Where the proposals stand, and what can still be done about them."""
        fields = ("innovation__opd", "state", "submitted_at", "mend_until")
        for opd, state, submitted_at, mend_until in self.entered.order_by().values_list(*fields):
            agency = by_pk[opd]
            agency.counts[state] = agency.counts.get(state, 0) + 1
            agency.owes(self.windows.until(opd, state, was_sent=submitted_at is not None, mend_until=mend_until))
        for opd in partners_in(self.entered).values_list("opd", flat=True):
            if opd in by_pk:
                by_pk[opd].has_part = True
        for agency in by_pk.values():
            if agency.is_missing:
                agency.owes(self.windows.entering(agency.pk))

    @cached_property
    def steps(self) -> list[FunnelStep]:
        """The funnel: each step holds those who stand there, and lets pass those who came further."""
        here = {state: sum(agency.counts.get(state, 0) for agency in self.agencies) for state in COURSE}
        left = total = sum(here.values())
        steps = []
        for state in COURSE:
            left -= here[state]
            steps.append(FunnelStep(state, here[state], left, total))
        return steps

    @property
    def total(self) -> int:
        return self.steps[0].total

    @cached_property
    def missing(self) -> int:
        return sum(agency.is_missing for agency in self.agencies)

    def having(self, wanted: str | None) -> list[FunnelAgency]:
        """The agencies of one filter; without one, all."""
        if wanted not in FILTERS:
            return self.agencies
        _label, states = FILTERS[wanted]
        if not states:
            return [agency for agency in self.agencies if agency.is_missing]
        return [agency for agency in self.agencies if any(state in agency.counts for state in states)]

    def filters(self) -> Iterator[tuple[str, str | Promise, int]]:
        for key, (label, _states) in FILTERS.items():
            yield key, label, len(self.having(key))

    def chosen(
        self, wanted: str | None = None, query: str | None = None, order: str | None = None
    ) -> list[FunnelAgency]:
        """The agencies of a filter whose name holds the words, in the order asked for (a minus turns it round)."""
        found = self.having(wanted)
        if query:
            found = [agency for agency in found if holds(f"{agency.name} {agency.abbr}", query)]
        order = order or "opd"
        return sorted(found, key=SORTS[order.removeprefix("-")], reverse=order.startswith("-"))

    def remindable(self, agencies: Iterable[FunnelAgency]) -> list[int]:
        """Those of these agencies whom a reminder sent now would reach."""
        asked = [agency.pk for agency in agencies if agency.may_be_reminded]
        reached = set(reachable(asked).order_by().values_list("opd", flat=True)) if asked else set()
        return [pk for pk in asked if pk in reached]


def detailed(edition: Edition, agencies: Iterable[FunnelAgency]) -> list[FunnelAgency]:
    """The rows of one page with how complete, when written and whom a letter reaches."""
    agencies = list(agencies)
    by_pk = {agency.pk: agency for agency in agencies}
    asked = edition.section_templates.count()
    sections = Section.objects.filter(proposal__edition=edition, proposal__innovation__opd__in=by_pk)
    filled = (
        sections.exclude(proposal__state=State.WITHDRAWN)
        .order_by()
        .values_list("proposal__innovation__opd", "proposal")
    )
    for opd, _proposal, count, written_at in filled.annotate(
        with_words=Count("pk", filter=Q(words__gt=0)), latest=Max("updated_at")
    ):
        agency = by_pk[opd]
        agency.filled = max(agency.filled, count)
        agency.written_at = max(agency.written_at or written_at, written_at)
    for agency in agencies:
        agency.asked = asked
    members = reachable(by_pk).order_by().values_list("opd", "role").annotate(Count("user", distinct=True))
    for opd, role, count in members:
        name = "heads" if role == MembershipRole.HEAD else "operators"
        setattr(by_pk[opd], name, count)
    return agencies

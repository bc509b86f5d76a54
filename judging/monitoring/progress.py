"""How far each juror is, and the map of jurors and proposals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import Stage
from judging.models import Assignment, Comment, Nudge, Score, conflict_reasons
from submissions.models import Proposal

FINAL, BEGUN, OPEN, EXCUSED = "final", "begun", "open", "excused"
STATES = {FINAL: _("terkunci"), BEGUN: _("mulai dinilai"), OPEN: _("belum dinilai"), EXCUSED: _("dibebaskan")}


@dataclass
class JurorLine:
    """One juror's progress in a stage. What is excused does not count; `owed` leaves out what is in conflict, too."""

    pk: int
    name: str
    given: int
    final: int
    begun: int = 0
    owed: int = 0
    last_at: datetime | None = None
    nudge: Nudge | None = None

    @property
    def open(self) -> int:
        return self.given - self.final

    @property
    def untouched(self) -> int:
        return self.open - self.begun

    @property
    def was_nudged_today(self) -> bool:
        return self.nudge is not None and timezone.localdate(self.nudge.sent_at) == clock.today()

    @property
    def may_be_nudged(self) -> bool:
        return self.owed > 0 and not self.was_nudged_today

    def share(self, state: str) -> str:
        """The part of the sheets in a state, as SVG takes it."""
        count = {FINAL: self.final, BEGUN: self.final + self.begun}[state]
        return f"{100 * count / self.given if self.given else 0:.2f}%"

    @property
    def final_share(self) -> str:
        return self.share(FINAL)

    @property
    def begun_share(self) -> str:
        """Where the part that is begun ends, from the left."""
        return self.share(BEGUN)


def juror_lines(stage: Stage) -> list[JurorLine]:
    """Who owes most comes first."""
    rows = Assignment.objects.active().filter(stage=stage, sheet__isnull=False).order_by().values_list("juror")
    counts = rows.annotate(given=Count("*"), final=Count("sheet__finalised_at"), last=Max("sheet__finalised_at"))
    figures = {juror: (given, final, last) for juror, given, final, last in counts}
    names = User.objects.filter(pk__in=list(figures)).values_list("pk", "name")  # beside 20,000 rows they cost a third
    lines = {}
    for juror, name in names:
        given, final, last = figures[juror]
        lines[juror] = JurorLine(juror, name, given, final, last_at=last)
    begun: dict[int, set[int]] = defaultdict(set)
    for model in (Score, Comment):
        here = model._default_manager.filter(sheet__assignment__stage=stage, sheet__assignment__excused_at=None)
        written = here.filter(sheet__finalised_at=None).order_by()
        for juror, sheet, at in written.values_list("sheet__assignment__juror", "sheet").annotate(at=Max("updated_at")):
            begun[juror].add(sheet)
            line = lines[juror]
            line.last_at = max(line.last_at or at, at)
    for juror, count in owed_by(stage).items():
        lines[juror].owed = count
    for nudge in stage.nudges.order_by("juror_id", "-pk").distinct("juror_id"):
        if nudge.juror_id in lines:
            lines[nudge.juror_id].nudge = nudge
    for juror, sheets in begun.items():
        lines[juror].begun = len(sheets)
    return sorted(lines.values(), key=lambda line: (-line.open, line.name))


def owed_by(stage: Stage, jurors: Iterable[int] | None = None) -> dict[int, int]:
    """How many open sheets each juror owes; what became a conflict is not owed, whether it was excused yet or not."""
    rows = Assignment.objects.unfinished().filter(stage=stage)
    if jurors is not None:
        rows = rows.filter(juror__in=list(jurors))
    owed = dict(rows.order_by().values_list("juror").annotate(count=Count("pk")))
    conflicts = conflict_reasons(stage.edition, [User(pk=juror) for juror in owed])  # it asks for nothing but the key
    touched = {proposal for why in conflicts.values() for proposal in why}
    pairs = rows.filter(proposal__in=touched).values_list("juror", "proposal") if touched else ()
    for juror, proposal in pairs:
        owed[juror] -= proposal in conflicts[juror]
    return {juror: count for juror, count in owed.items() if count}


@dataclass
class MapRow:
    """One proposal on the map: the state of each juror's sheet."""

    pk: int
    title: str
    owner: str
    states: dict[int, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    @property
    def given(self) -> int:
        return sum(state != EXCUSED for state in self.states.values())

    @property
    def final(self) -> int:
        return sum(state == FINAL for state in self.states.values())


def mapped_proposals(stage: Stage) -> QuerySet[Proposal]:
    """The proposals that somebody was given: those that wait for a sheet first, then by title."""
    given = Assignment.objects.filter(stage=stage).order_by()
    waiting = Q(pk__in=given.unfinished().values("proposal"))  # one set, looked up 4,000 times
    found = Proposal.objects.filter(pk__in=given.values("proposal"), edition=stage.edition_id)
    named = found.annotate(title=F("innovation__title"), owner=F("innovation__opd__abbr"), is_waiting=waiting)
    return named.only("pk").order_by("-is_waiting", "innovation__title", "pk")  # sorting drags all columns along


def count_mapped(stage: Stage) -> int:
    """How many `mapped_proposals` there are, without what their order and their lines need."""
    given = Assignment.objects.filter(stage=stage).order_by()
    return Proposal.objects.filter(pk__in=given.values("proposal")).count()


def map_rows(stage: Stage, proposals: Iterable[Any]) -> list[MapRow]:
    """The rows of a page of `mapped_proposals`, in two queries."""
    rows = {one.pk: MapRow(one.pk, one.title, one.owner) for one in proposals}
    marked = Exists(Score.objects.filter(sheet=OuterRef("sheet")))
    cells = Assignment.objects.filter(stage=stage, proposal__in=rows).annotate(marked=marked).order_by("juror__name")
    names = ("proposal", "juror", "juror__name", "excused_at", "sheet__finalised_at", "marked")
    for proposal, juror, name, excused_at, finalised_at, is_marked in cells.values_list(*names):
        row = rows[proposal]
        row.states[juror] = EXCUSED if excused_at else FINAL if finalised_at else BEGUN if is_marked else OPEN
        if row.states[juror] in (BEGUN, OPEN):
            row.waiting.append(name)
    return list(rows.values())

"""A drawn plan in words and figures: what it changes, how the loads lie, why each pair, and what is in its way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy

from accounts.models import User
from judging.assigning.solver.answer import Apart, PairReason, Rule, Uneven
from judging.models import Plan
from submissions.models import Proposal

from . import planning
from .plan_relaxations import RULES, Way, lacks_of, titles_of, way_of

REASONS = {
    PairReason.KEPT: gettext_lazy("sudah ada"),
    PairReason.PINNED: gettext_lazy("disematkan"),
    PairReason.BODY: gettext_lazy("satu-satunya dari unsur wajib"),
    PairReason.EXPERTISE: gettext_lazy("sesuai keahlian"),
    PairReason.CALIBRATION: gettext_lazy("kalibrasi"),
    PairReason.CONNECTS: gettext_lazy("menghubungkan kelompok juri"),
    PairReason.BALANCE: gettext_lazy("meratakan beban"),
    PairReason.FREE: gettext_lazy("tidak berbenturan"),
}
APART = {
    Apart.FEW_SHEETS: gettext_lazy("Lembarnya terlalu sedikit untuk menghubungkan semuanya."),
    Apart.BARRED: gettext_lazy("Benturan kepentingan memisahkan mereka, siapa pun yang menilai apa."),
    Apart.STUCK: gettext_lazy("Tidak ada pertukaran yang menghubungkan mereka tanpa mengubah beban atau unsur."),
}
UNEVEN = {
    Uneven.KEPT: gettext_lazy("Penugasan yang dipertahankan tidak memungkinkan beban yang lebih rata."),
    Uneven.FORBIDDEN: gettext_lazy("Benturan kepentingan tidak memungkinkan beban yang lebih rata."),
    Uneven.BODIES: gettext_lazy("Unsur yang wajib ada tidak memungkinkan beban yang lebih rata."),
    Uneven.SEVERAL: gettext_lazy("Beberapa aturan bersama-sama tidak memungkinkan beban yang lebih rata."),
}


@dataclass(frozen=True)
class LoadLine:
    """A juror's sheets now and then, and the widths of the bar in hundredths of the longest."""

    juror: int
    name: str
    is_seated: bool  # who left the panel keeps what was begun, and is in no balance
    before: int
    after: int
    new: int
    standing_width: int
    new_width: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class PairLine:
    proposal: int
    title: str
    owner: str
    juror: int
    name: str
    reasons: Sequence[str]
    change: str  # "added", "removed" or nothing


@dataclass
class Outline:
    loads: list[LoadLine] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    kept: int = 0
    least: int = 0
    most: int = 0
    apart: str = ""
    uneven: str = ""
    rule: str = ""
    lacks: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    idle: int = 0
    without_expert: int = 0
    below_quorum: int = 0
    calibration: list[str] = field(default_factory=list)


def outline(plan: Plan) -> Outline:
    """In three queries at most, whatever the plan's size."""
    people = _people(plan)
    about = Outline(silent=sorted(people[one].name for one in plan.part("silent") if one in people))
    about.idle = len(plan.part("idle"))
    if plan.part("kind") == planning.INFEASIBLE:
        return _impossible(plan, about)
    added, removed = plan.part("added"), plan.part("removed")
    about.added, about.removed = len(added), len(removed)
    about.kept = len(plan.part("pairs")) - about.added
    about.loads = _loads(plan, people, added)
    balanced = [one.after for one in about.loads if one.is_seated]
    about.least, about.most = min(balanced, default=0), max(balanced, default=0)
    about.apart = str(APART[Apart(plan.part("apart"))]) if plan.part("apart") else ""
    about.uneven = str(UNEVEN[Uneven(plan.part("uneven"))]) if plan.part("uneven") else ""
    about.without_expert = len(plan.part("wishes"))
    about.below_quorum = sum(wanted < plan.stage.quorum for _one, wanted in plan.settings["fewer"])
    about.calibration = list(titles_of(plan.part("calibration")).values())
    return about


class PlanPerson(NamedTuple):
    name: str
    is_seated: bool


def _people(plan: Plan) -> dict[int, PlanPerson]:
    """Whom the plan names, and who of them holds a seat of its stage."""
    named = {juror for juror, _before, _after in plan.part("loads") or ()} | set(plan.part("silent"))
    seat = planning.members(plan.stage).filter(user=OuterRef("pk"))
    rows = User.objects.filter(pk__in=named).annotate(is_seated=Exists(seat))
    return {pk: PlanPerson(name, is_seated) for pk, name, is_seated in rows.values_list("pk", "name", "is_seated")}


def _loads(plan: Plan, people: dict[int, PlanPerson], added: list[list[int]]) -> list[LoadLine]:
    new: dict[int, int] = {}
    for _proposal, juror in added:
        new[juror] = new.get(juror, 0) + 1
    longest = max((after for _juror, _before, after in plan.part("loads")), default=0) or 1
    lines = [
        LoadLine(
            juror,
            *people.get(juror, PlanPerson("–", is_seated=False)),
            before,
            after,
            new.get(juror, 0),
            100 * (after - new.get(juror, 0)) // longest,
            100 * after // longest - 100 * (after - new.get(juror, 0)) // longest,
        )
        for juror, before, after in plan.part("loads")
    ]
    return sorted(lines, key=lambda one: one.name)


def pairs_of(plan: Plan, words: str, which: str) -> "PairLines":
    """The pairs whose juror or proposal has these words, those added or removed alone where asked."""
    added, removed = ({tuple(pair) for pair in plan.part(part)} for part in ("added", "removed"))
    rows = [(proposal, juror, reasons) for proposal, juror, reasons in plan.part("pairs")]
    rows += [(proposal, juror, []) for proposal, juror in sorted(removed)]
    if which == "ditambah":
        rows = [row for row in rows if (row[0], row[1]) in added]
    elif which == "dicabut":
        rows = [row for row in rows if (row[0], row[1]) in removed]
    if words := words.replace("\x00", "").strip():
        jurors = set(
            User.objects.filter(pk__in={row[1] for row in rows}, name__icontains=words).values_list("pk", flat=True)
        )
        entries = Proposal.objects.filter(edition=plan.stage.edition_id, innovation__title__icontains=words)
        titled = set(entries.values_list("pk", flat=True))
        rows = [row for row in rows if row[1] in jurors or row[0] in titled]
    return PairLines(rows, added, removed)


class PairLines(Sequence[PairLine]):
    """Rows that become lines, with names, only as they are asked for."""

    def __init__(self, rows: list[Any], added: set[Any], removed: set[Any]) -> None:
        self.rows, self.added, self.removed = rows, added, removed

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        rows = self.rows[index] if isinstance(index, slice) else [self.rows[index]]
        names = dict(User.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "name"))
        entries = Proposal.objects.filter(pk__in={row[0] for row in rows})
        titles = {
            pk: (title, owner)
            for pk, title, owner in entries.values_list("pk", F("innovation__title"), F("innovation__opd__abbr"))
        }
        lines = [
            PairLine(
                proposal,
                *titles.get(proposal, ("–", "")),
                juror,
                names.get(juror, "–"),
                [str(REASONS[PairReason(one)]) for one in reasons],
                self._change(proposal, juror),
            )
            for proposal, juror, reasons in rows
        ]
        return lines if isinstance(index, slice) else lines[0]

    def _change(self, proposal: int, juror: int) -> str:
        if (proposal, juror) in self.removed:
            return "removed"
        return "added" if (proposal, juror) in self.added else ""


def _impossible(plan: Plan, about: Outline) -> Outline:
    about.rule, about.lacks = str(RULES[Rule(plan.part("rule"))]), lacks_of(plan)
    about.ways = [way_of(plan, number, way) for number, way in enumerate(plan.part("ways"))]
    return about

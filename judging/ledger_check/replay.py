"""An edition's entries, one after the other, and what ought to be stored when all are through."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from competitions.models import Criterion, Edition

from .registers import BY_LABEL, DIGEST, REMOVALS
from .words import figure_of

BATCH = 5_000
SHEET = "judging.scoresheet"


class LedgerEntry(NamedTuple):
    number: int
    at: datetime
    action: str
    target: str
    before: Any
    after: Any
    note: str
    actor: int | None


class Final(NamedTuple):
    total: str
    at: datetime


class Excuse(NamedTuple):
    at: datetime
    reason: str


@dataclass
class Rows:
    """The rows of one kind: what the ledger knows of each, and which are gone."""

    known: dict[int, dict[str, Any]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)


@dataclass
class Expected:
    """What the ledger says is stored. Marks are kept as the ledger prints them, “80.00”."""

    criteria: dict[int, str]
    marks: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    comments: dict[int, dict[int | None, str]] = field(default_factory=lambda: defaultdict(dict))
    finals: dict[int, Final] = field(default_factory=dict)
    reopenings: dict[int, list[tuple[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    excuses: dict[int, Excuse] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=lambda: defaultdict(Rows))
    leaps: list[str] = field(default_factory=list)

    def named(self, criterion: int | None) -> str:
        if criterion is None:
            return str(_("umum"))
        return f"“{self.criteria[criterion]}”" if criterion in self.criteria else str(criterion)


def replay(edition: Edition) -> Expected:
    criteria = Criterion.objects.filter(rubric__edition=edition)
    expected = Expected(dict(criteria.values_list("pk", "name")))
    for entry in _entries(edition):
        try:
            _step(expected, entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            expected.leaps.append(_("Jejak #%(number)d tidak terbaca.") % {"number": entry.number})
    return expected


def _step(expected: Expected, entry: LedgerEntry) -> None:
    label, _colon, key = entry.target.partition(":")
    if label in BY_LABEL:
        _row_step(expected, label, int(key), entry)
    elif step := SHEET_STEPS.get(entry.action):
        step(expected, int(key), entry)


def _entries(edition: Edition) -> Iterator[LedgerEntry]:
    """Only what speaks of rows that are compared."""
    ours = Q(target__startswith=f"{SHEET}:")
    for label in BY_LABEL:
        ours |= Q(target__startswith=f"{label}:")
    rows = AuditEntry.objects.filter(ours, chain=edition.ledger_chain).order_by("number")
    for row in rows.values_list(*LedgerEntry._fields).iterator(BATCH):
        yield LedgerEntry(*row)


def _mark(expected: Expected, sheet: int, entry: LedgerEntry) -> None:
    """An entry begins where the one before ended; else something was changed between them."""
    criterion, marks = entry.after["criterion"], expected.marks[sheet]
    was, stood = marks.get(criterion), (entry.before or {}).get("points")
    if was != stood:
        expected.leaps.append(
            _("Lembar %(sheet)d, kriteria %(criterion)s: jejak #%(number)d berangkat dari %(stood)s, padahal %(was)s.")
            % {
                "sheet": sheet,
                "criterion": expected.named(criterion),
                "number": entry.number,
                "stood": figure_of(stood),
                "was": figure_of(was),
            }
        )
    if entry.after["points"] is None:
        marks.pop(criterion, None)
    else:
        marks[criterion] = entry.after["points"]


def _comment(expected: Expected, sheet: int, entry: LedgerEntry) -> None:
    criterion, comments = entry.after["criterion"], expected.comments[sheet]
    if comments.get(criterion, "") != ((entry.before or {}).get("text") or ""):
        expected.leaps.append(
            _("Lembar %(sheet)d, komentar %(criterion)s: jejak #%(number)d berangkat dari kata-kata yang lain.")
            % {"sheet": sheet, "criterion": expected.named(criterion), "number": entry.number}
        )
    if entry.after["text"]:
        comments[criterion] = entry.after["text"]
    else:
        comments.pop(criterion, None)


def _finalise(expected: Expected, sheet: int, entry: LedgerEntry) -> None:
    expected.finals[sheet] = Final(entry.after["total"], entry.at)


def _reopen(expected: Expected, sheet: int, entry: LedgerEntry) -> None:
    expected.finals.pop(sheet, None)
    expected.reopenings[sheet].append((entry.note, entry.before))


SHEET_STEPS = {
    "score.update": _mark,
    "comment.update": _comment,
    "scoresheet.finalise": _finalise,
    "scoresheet.reopen": _reopen,
}


def _row_step(expected: Expected, label: str, key: int, entry: LedgerEntry) -> None:
    rows, register = expected.rows[label], BY_LABEL[label]
    if entry.action.endswith(REMOVALS):
        rows.known.pop(key, None)
        rows.gone.add(key)
        return
    if entry.action == "visit.reopen":
        rows.known.pop(key, None)  # until it is filed again
        return
    known = rows.known.setdefault(key, {"": entry.actor})
    after = {**register.steps.get(entry.action, {}), **(entry.after if isinstance(entry.after, dict) else {})}
    known.update({name: value for name, value in after.items() if name in register.columns or name == DIGEST})
    if entry.action in ("assignment.excuse", "assignment.exclude"):
        expected.excuses[key] = Excuse(entry.at, entry.note)
    elif entry.action in ("assignment.restore", "assignment.include"):
        expected.excuses.pop(key, None)

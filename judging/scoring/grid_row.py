"""A row of the grid: one sheet with its marks, what was typed into them, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.models import Criterion
from judging import scoring_rules
from judging.marks_text import WrongMarkError, read_mark, read_seen, write_mark, write_seen
from judging.models import ScoreSheet

from .bulk_marks import save_untouched
from .forms import NO_MARK


@dataclass(frozen=True)
class Cell:
    """One mark: its value as it stands in the field, and why that is not stored.

    `stands` is what was stored elsewhere meanwhile, as people write it, where both values are to be chosen from.
    """

    criterion: Criterion
    name: str
    value: str
    problem: str = ""
    stands: str | None = None


@dataclass
class Row:
    """A sheet in the grid. `version` is what this page knows to be stored."""

    sheet: Any  # a ScoreSheet with what the grid adds
    criteria: list[Criterion]
    may_fill: bool
    cells: list[Cell] = field(default_factory=list)
    version: str = ""
    total: Decimal | None = None
    problem: str = ""
    is_stored: bool = False

    @property
    def wrong(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.problem]

    @property
    def marked(self) -> int:
        return sum(bool(cell.value.strip()) for cell in self.cells) - len(self.wrong)


@dataclass
class Typed:
    """What came in for a row, by criterion: as typed, what is wrong with it, and what was seen before."""

    texts: dict[int, str] = field(default_factory=dict)
    seen: dict[int, Decimal | None] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    stands: dict[int, Decimal | None] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.problems or self.refusal)


def cell_name(sheet_pk: int, criterion_pk: int) -> str:
    return f"nilai-{sheet_pk}-{criterion_pk}"


def marks_of(sheet: ScoreSheet) -> dict[int, Decimal]:
    return {score.criterion_id: score.points for score in sheet.scores.all()}


def as_version(points: Mapping[int, Decimal | None], criteria: Iterable[Criterion]) -> str:
    """What a page was shown, so that it can say so when it sends: “3:80.50;4:”."""
    return ";".join(f"{one.pk}:{write_seen(points.get(one.pk))}" for one in criteria)


def read_version(text: str) -> dict[int, Decimal | None]:
    """What the page said it was shown."""
    found: dict[int, Decimal | None] = {}
    for part in text[:2000].split(";"):
        key, _colon, value = part.partition(":")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            continue
        found[int(key)] = read_seen(value)
    return found


def store(sheet: ScoreSheet, criteria: list[Criterion], data: Any, version: str, by: User) -> Typed:
    """Store the marks of a row that were changed on the page and are right; say of the others what is wrong."""
    told = read_version(version)
    typed = Typed(seen={one.pk: told.get(one.pk) for one in criteria})
    points: dict[int, Decimal | None] = {}
    for criterion in criteria:
        name = cell_name(sheet.pk, criterion.pk)
        if name not in data:
            continue
        typed.texts[criterion.pk] = data[name]
        try:
            value = read_mark(data[name])
        except WrongMarkError:
            typed.problems[criterion.pk] = str(NO_MARK)
        else:
            if value != typed.seen[criterion.pk]:
                points[criterion.pk] = value
    try:
        typed.stands = save_untouched(sheet=sheet, points=points, seen=typed.seen, by=by)
    except PermissionDenied:
        typed.refusal = _("Lembar ini tidak dapat diisi lagi. Muat ulang halaman untuk melihat keadaan terakhir.")
    for pk, value in typed.stands.items():
        names = {"there": write_mark(value) or _("kosong"), "here": typed.texts[pk].strip() or _("kosong")}
        typed.problems[pk] = _("di tempat lain sudah %(there)s, di sini %(here)s. Pilih yang benar.") % names
    return typed


def row_of(
    sheet: Any, criteria: list[Criterion], *, may_fill: bool, typed: Typed | None = None, is_page: bool = True
) -> Row:
    """A row as it stands now. A whole page shows what stands, so it has seen it; a fragment changes no field."""
    points = marks_of(sheet)
    typed = typed or Typed()
    row = Row(sheet, criteria, may_fill, problem=typed.refusal, is_stored=bool(typed.texts) and typed.is_whole)
    row.total = sheet.total if sheet.is_final else running(points, criteria)
    shown: dict[int, Decimal | None] = {}
    for criterion in criteria:
        pk, stands = criterion.pk, points.get(criterion.pk)
        keeps = typed.texts.get(pk) if pk in typed.problems or not is_page or typed.refusal else None
        shown[pk] = stands if is_page or _is(typed.texts.get(pk), stands) else typed.seen.get(pk)
        row.cells.append(
            Cell(
                criterion,
                cell_name(sheet.pk, pk),
                write_mark(stands) if keeps is None else keeps,
                typed.problems.get(pk, ""),
                write_mark(typed.stands[pk]) if pk in typed.stands else None,
            )
        )
    row.version = as_version(shown, criteria)
    return row


def running(points: Mapping[int, Decimal], criteria: Iterable[Criterion]) -> Decimal | None:
    return scoring_rules.running_total(
        scoring_rules.Mark(points.get(one.pk), one.weight or Decimal(0)) for one in criteria
    )


def _is(text: str | None, points: Decimal | None) -> bool:
    """Whether a field says what is stored."""
    return text is not None and read_seen(text) == points

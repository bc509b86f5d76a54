"""A row of the grid: one sheet with its marks, what was typed into them, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.concurrency import seen, token
from accounts.models import User
from competitions.models import Criterion
from judging import scoring_rules
from judging.marks_text import WrongMarkError, mark_key, read_mark, read_seen, write_mark
from judging.models import Score, ScoreSheet

from .actions import save_scores
from .forms import NO_MARK


@dataclass(frozen=True)
class Cell:
    """One mark: its value as it is in the field, and why that is not stored.

    `stands` is what was stored elsewhere meanwhile, as people write it, where both values are to be chosen from;
    `seen` is its token, which the page sends from the choice on. `labels` are the elements of the page that name it.
    """

    criterion: Criterion
    name: str
    labels: str
    value: str
    problem: str = ""
    stands: str | None = None
    seen: str = ""


@dataclass
class GridRow:
    """A sheet in the grid. `seen` is what this page knows to be stored, by the names of the cells."""

    sheet: Any  # a ScoreSheet with what the grid adds
    criteria: list[Criterion]
    may_fill: bool
    cells: list[Cell] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    total: Decimal | None = None
    problem: str = ""
    is_stored: bool = False

    @property
    def pk(self) -> str:
        """As it stands in addresses and names, without a thousands separator."""
        return str(self.sheet.pk)

    @property
    def form(self) -> str:
        """The id of the form that the script makes for this row."""
        return f"baris-{self.pk}"

    @property
    def wrong(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.problem]

    @property
    def marked(self) -> int:
        return sum(bool(cell.value.strip()) for cell in self.cells) - len(self.wrong)


@dataclass
class TypedMarks:
    """What came in for a row, by criterion: as typed, what is wrong with it, and what was seen before."""

    texts: dict[int, str] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    stands: dict[int, Decimal | None] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.problems or self.refusal)


def cell_name(sheet_pk: int, criterion_pk: int) -> str:
    return f"nilai-{sheet_pk}-{criterion_pk}"


def marks_of(sheets: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """The marks of these sheets, by sheet and criterion."""
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    stored = Score.objects.filter(sheet__in=list(sheets)).order_by()
    for sheet, criterion, points in stored.values_list("sheet", "criterion", "points"):
        found[sheet][criterion] = points
    return found


def store(sheet: ScoreSheet, criteria: list[Criterion], data: Any, by: User) -> TypedMarks:
    """Store the marks of a row that were changed on the page and are right; say of the others what is wrong."""
    told = seen(data)
    typed = TypedMarks(seen={one.pk: told.get(cell_name(sheet.pk, one.pk), token(None)) for one in criteria})
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
            if token(value) != typed.seen[criterion.pk]:
                points[criterion.pk] = value
    try:
        typed.stands = save_untouched(sheet, points, typed.seen, by)
    except PermissionDenied:
        typed.refusal = _("Lembar ini tidak dapat diisi lagi. Muat ulang halaman untuk melihat keadaan terakhir.")
    for pk, stands in typed.stands.items():
        names = {"there": write_mark(stands) or _("kosong"), "here": typed.texts[pk].strip() or _("kosong")}
        typed.problems[pk] = _("di tempat lain sudah %(there)s, di sini %(here)s. Pilih yang benar.") % names
    return typed


def save_untouched(
    sheet: ScoreSheet, points: dict[int, Decimal | None], seen: Mapping[int, str], by: User
) -> dict[int, Decimal | None]:
    """Store what still stands as its sender saw it, and give back what does not.

    Each turn either stores the rest or leaves out at least one value more, so it ends.
    """
    stands: dict[int, Decimal | None] = {}
    while points.keys() - stands.keys():
        sending = {pk: value for pk, value in points.items() if pk not in stands}
        try:
            save_scores(sheet=sheet, points=sending, seen={mark_key(pk): seen[pk] for pk in sending}, by=by)
        except ValidationError as error:
            if error.code != "stale":
                raise
            moved = (error.params or {})["stands"]
            stands |= {pk: moved[mark_key(pk)] for pk in sending if mark_key(pk) in moved}
        else:
            break
    return stands


def row_of(
    sheet: Any,
    points: Mapping[int, Decimal],
    criteria: list[Criterion],
    *,
    may_fill: bool,
    typed: TypedMarks | None = None,
    is_page: bool = True,
) -> GridRow:
    """A row as it is now. A whole page shows what is stored, so it has seen it; a fragment changes no field."""
    typed = typed or TypedMarks()
    row = GridRow(sheet, criteria, may_fill, problem=typed.refusal, is_stored=bool(typed.texts) and typed.is_whole)
    row.total = sheet.total if sheet.is_final else running(points, criteria)
    for criterion in criteria:
        pk, stands, name = criterion.pk, points.get(criterion.pk), cell_name(sheet.pk, criterion.pk)
        keeps = typed.texts.get(pk) if pk in typed.problems or not is_page or typed.refusal else None
        is_shown = is_page or _is(typed.texts.get(pk), stands)
        row.seen[name] = token(stands) if is_shown else typed.seen.get(pk, token(None))
        row.cells.append(
            Cell(
                criterion,
                name,
                f"kriteria-{pk} usulan-{sheet.pk}",
                write_mark(stands) if keeps is None else keeps,
                typed.problems.get(pk, ""),
                write_mark(typed.stands[pk]) if pk in typed.stands else None,
                token(typed.stands.get(pk)),
            )
        )
    return row


def running(points: Mapping[int, Decimal], criteria: Iterable[Criterion]) -> Decimal | None:
    return scoring_rules.running_total(
        scoring_rules.Mark(points.get(one.pk), one.weight or Decimal(0)) for one in criteria
    )


def _is(text: str | None, points: Decimal | None) -> bool:
    """Whether a field says what is stored."""
    return text is not None and read_seen(text) == points

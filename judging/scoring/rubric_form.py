"""The juror's instrument: the rubric with its marks, the total so far, and the way to the next sheet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from accounts.concurrency import Seen, as_json, tokens
from accounts.http import SignedInRequest
from accounts.roles import WATCHERS
from accounts.statements import Among, built_once
from competitions.models import Band, Criterion, Stage
from judging.marks_text import comment_key, mark_key, write_mark
from judging.models import CriterionEntry, ScoreSheet, conflicted_proposal_ids

from .forms import MarksForm

NAMES_BLANK = {"unmarked", "uncommented"}


@dataclass(frozen=True)
class BandLine:
    """A band with the marks that fall into it."""

    lower: Decimal
    marks: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.marks} · {self.name}"


@dataclass(frozen=True)
class MarkClash:
    """What is stored, stored elsewhere, beside what this page holds."""

    points: str
    comment: str
    typed: str
    said: str
    stands: str

    @property
    def is_about_mark(self) -> bool:
        return self.points != self.typed


@dataclass(frozen=True)
class RubricRow:
    """A criterion, or the whole where there is none: what its fields show, and what is wrong with them."""

    criterion: Criterion | None
    value: str
    comment: str
    points: Decimal | None
    seen: Seen
    stage: Stage
    bands: Sequence[BandLine] = ()
    problem: str = ""
    comment_problem: str = ""
    clash: MarkClash | None = None

    @property
    def key(self) -> int | None:
        return self.criterion.pk if self.criterion else None

    @property
    def name(self) -> str:
        return mark_key(self.key) if self.key else ""

    @property
    def comment_name(self) -> str:
        return comment_key(self.key)

    @property
    def anchor(self) -> str:
        return f"kriteria-{self.key}" if self.criterion else "komentar"

    @property
    def weight(self) -> str:
        return write_mark(self.criterion.weight) if self.criterion else ""

    @property
    def slider(self) -> int:
        return int(self.points or 0)

    @cached_property
    def band(self) -> BandLine | None:
        """The band that the mark falls into."""
        if self.points is None:
            return None
        return next((band for band in reversed(self.bands) if band.lower <= self.points), None)

    @property
    def asks_comment(self) -> bool:
        return self.stage.asks_comment(self.points) if self.criterion else self.stage.needs_overall_comment

    @property
    def lacks_comment(self) -> bool:
        return self.asks_comment and not self.comment


@dataclass(frozen=True)
class Strip:
    """How far a juror is, for the strip below the bar."""

    value: int
    total: int
    label: str


@dataclass(frozen=True)
class Shown:
    """What a refused act shows again: what was typed, what is wrong, what is stored elsewhere."""

    form: MarksForm | None = None
    problem: str = ""
    unseen: Mapping[str, Any] = field(default_factory=dict)
    names_blank: bool = False

    @classmethod
    def of(cls, error: ValidationError, form: MarksForm) -> "Shown":
        stale = (getattr(error, "params", None) or {}) if getattr(error, "code", "") == "stale" else {}
        codes = {one.code for one in error.error_list}
        return cls(
            form,
            " ".join(error.messages),
            stale.get("stands", {}),
            names_blank=bool(codes & NAMES_BLANK),
        )


NOTHING = Shown()


def instrument(request: SignedInRequest, sheet: ScoreSheet, shown: Shown = NOTHING) -> dict[str, Any]:
    """What `judging/scoring/_scoresheet.html` expects. What was typed stays, right or wrong."""
    return {
        "sheet": sheet,
        "stage": sheet.assignment.stage,
        "may_fill": request.user.has_perm("judging.fill_scoresheet", sheet),
        "rows": rows_of(sheet, shown),
        "overall": overall_row(sheet, shown),
        "filled": sheet.progress(),
        "problem": shown.problem,
        "way": way_of(request, sheet),
    }


def rows_of(sheet: ScoreSheet, shown: Shown = NOTHING) -> list[RubricRow]:
    bands = _bands_of(sheet)
    return [row_of(sheet, entry, shown, bands[entry.criterion.pk]) for entry in sheet.entries]


def row_of(
    sheet: ScoreSheet, entry: CriterionEntry, shown: Shown = NOTHING, bands: Sequence[BandLine] = ()
) -> RubricRow:
    key = entry.criterion.pk
    value, problem = _typed(shown, mark_key(key), write_mark(entry.points))
    comment, comment_problem = _typed(shown, comment_key(key), entry.comment)
    if shown.names_blank and entry.points is None and not problem:
        problem = _("Belum dinilai. Kosong tidak sama dengan nol.")
    stage, clash = sheet.assignment.stage, None
    seen = tokens({mark_key(key): entry.points, comment_key(key): entry.comment})
    if shown.unseen.keys() & seen.keys():
        points = write_mark(entry.points)
        stands = as_json({mark_key(key): points, comment_key(key): entry.comment}, seen)
        clash = MarkClash(points, entry.comment, value, comment, stands)
    return RubricRow(entry.criterion, value, comment, entry.points, seen, stage, bands, problem, comment_problem, clash)


def overall_row(sheet: ScoreSheet, shown: Shown = NOTHING) -> RubricRow:
    stands = sheet.overall_comment
    comment, problem = _typed(shown, comment_key(None), stands)
    seen, clash = tokens({comment_key(None): stands}), None
    if comment_key(None) in shown.unseen:
        clash = MarkClash("", stands, "", comment, as_json({comment_key(None): stands}, seen))
    return RubricRow(None, "", comment, None, seen, sheet.assignment.stage, comment_problem=problem, clash=clash)


def _typed(shown: Shown, name: str, stands: str) -> tuple[str, str]:
    """What a field shows, typed or stored, and what is wrong with it."""
    if shown.form is None or name not in shown.form.data:
        return stands, ""
    return str(shown.form.data[name]), shown.form.problem(name)


@built_once(rubric=int)
def bands_of_rubric(rubric: int) -> QuerySet[Band, Any]:
    return Band.objects.filter(criterion__rubric=rubric)


def _bands_of(sheet: ScoreSheet) -> dict[int, list[BandLine]]:
    """By criterion, what marks of it mean."""
    found: defaultdict[int, list[Band]] = defaultdict(list)
    for band in bands_of_rubric(rubric=sheet.rubric_id):
        found[band.criterion_id].append(band)
    return defaultdict(list, {pk: _band_lines(bands) for pk, bands in found.items()})


def _band_lines(bands: Sequence[Band]) -> list[BandLine]:
    """“81–90” where the next band begins with 91, and “81–<90,5” where it begins between two whole marks."""
    ends = [*(_last_below(band.lower) for band in bands[1:]), "100"][: len(bands)]  # none where there are no bands
    return [
        BandLine(band.lower, _from_to(write_mark(band.lower), end), band.name, band.text)
        for band, end in zip(bands, ends, strict=True)
    ]


def _from_to(start: str, end: str) -> str:
    return end if start == end else f"{start}–{end}"


def _last_below(lower: Decimal) -> str:
    return write_mark(lower - 1) if lower == lower.to_integral_value() else f"<{write_mark(lower)}"


def clock_time() -> str:
    """14.02 WIB."""
    return f"{timezone.localtime(clock.now()):%H.%M} WIB"


ALONE: dict[str, Any] = {"position": 0, "total": 0, "final": 0} | dict.fromkeys(
    ("previous", "next", "next_open", "first_open")
)


@built_once(sheet=int, juror=int, edition=int, hidden=list)
def neighbours(sheet: int, juror: int, edition: int, hidden: list[int]) -> QuerySet[ScoreSheet, Any]:
    """One row about the sheets of a juror in an edition, seen from one of them."""
    mine = ScoreSheet.objects.active().filter(assignment__juror=juror, assignment__stage__edition=edition)
    return (
        mine.filter(~Among("assignment__proposal", hidden))
        .order_by()
        .values(all=Value(1))
        .annotate(
            position=Count("pk", filter=Q(pk__lte=sheet)),
            total=Count("pk"),
            final=Count("finalised_at"),
            previous=Max("pk", filter=Q(pk__lt=sheet)),
            next=Min("pk", filter=Q(pk__gt=sheet)),
            next_open=Min("pk", filter=Q(pk__gt=sheet, finalised_at=None)),
            first_open=Min("pk", filter=Q(finalised_at=None) & ~Q(pk=sheet)),
        )
    )


def way_of(request: SignedInRequest, sheet: ScoreSheet) -> dict[str, Any]:
    """The neighbours among this juror's sheets, and how many of them are done, in one query.

    For the juror and for those who watch over all. A chair who reads a locked sheet is shown none: a count of another
    juror's sheets would tell of proposals that the chair must not know of.
    """
    user, edition, juror = request.user, sheet.assignment.stage.edition, sheet.assignment.juror_id
    way = dict(ALONE)
    if juror == user.pk or user.has_role(*WATCHERS):
        hidden = conflicted_proposal_ids(user) if juror == user.pk else ()
        (way,) = neighbours(sheet=sheet.pk, juror=juror, edition=edition.pk, hidden=list(hidden)) or [way]
    way["next_open"] = way["next_open"] or way["first_open"]
    return {**way, "strip": strip(way["final"], way["total"])}


def strip(final: int, total: int) -> Strip:
    label = _("%(final)d dari %(total)d lembar terkunci") % {"final": final, "total": total}
    return Strip(final, max(total, 1), label)

"""The juror's instrument: the rubric with its marks, the total so far, and the way to the next sheet."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from accounts.http import SignedInRequest
from competitions.models import Criterion
from judging.forms import MarksForm, field_name
from judging.models import ScoreSheet


@dataclass(frozen=True)
class Row:
    """A criterion with what stands in its field, and what is wrong with it."""

    criterion: Criterion
    value: str
    points: Decimal | None
    problem: str = ""

    @property
    def name(self) -> str:
        return field_name(self.criterion.pk)

    @property
    def weight(self) -> str:
        return written(self.criterion.weight)

    @property
    def slider(self) -> int:
        return int(self.points or 0)


@dataclass(frozen=True)
class Strip:
    """How far a juror is, for the strip below the bar."""

    value: int
    total: int
    label: str


def instrument(
    request: SignedInRequest,
    sheet: ScoreSheet,
    *,
    form: MarksForm | None = None,
    problem: str = "",
    names_blank: bool = False,
) -> dict[str, Any]:
    """What `judging/_scoresheet.html` expects. What was typed stays, right or wrong."""
    points = {score.criterion_id: score.points for score in sheet.scores.all()}
    return {
        "sheet": sheet,
        "may_fill": request.user.has_perm("judging.fill_scoresheet", sheet),
        "rows": [
            _row(criterion, points.get(criterion.pk), form, names_blank) for criterion in sheet.rubric.criteria.all()
        ],
        "filled": sheet.progress(),
        "problem": problem,
        "way": way_of(request, sheet),
    }


def _row(criterion: Criterion, points: Decimal | None, form: MarksForm | None, names_blank: bool) -> Row:  # noqa: FBT001  private
    name = field_name(criterion.pk)
    typed = form.data.get(name) if form else None
    problems = [str(sentence) for sentence in form.errors.get(name, [])] if form else []
    if names_blank and points is None and not problems:
        problems = [_("Belum dinilai. Kosong tidak sama dengan nol.")]
    value = written(points) if typed is None else str(typed)
    return Row(criterion, value, points, " ".join(problems))


def written(points: Decimal | None) -> str:
    """A mark as people write it: 80 and 80,5."""
    return "" if points is None else f"{points.normalize():f}".replace(".", ",")


def clock_time() -> str:
    """14.02 WIB."""
    return f"{timezone.localtime(clock.now()):%H.%M} WIB"


def way_of(request: SignedInRequest, sheet: ScoreSheet) -> dict[str, Any]:
    """The neighbours among this juror's sheets, and how many of them are done, in one query."""
    edition = sheet.assignment.stage.edition
    mine = (
        ScoreSheet.objects.visible_to(request.user).in_edition(edition).filter(assignment__juror=sheet.assignment.juror)
    )
    way = mine.aggregate(
        position=Count("pk", filter=Q(pk__lte=sheet.pk)),
        total=Count("pk"),
        final=Count("finalised_at"),
        previous=Max("pk", filter=Q(pk__lt=sheet.pk)),
        next=Min("pk", filter=Q(pk__gt=sheet.pk)),
        next_open=Min("pk", filter=Q(pk__gt=sheet.pk, finalised_at=None)),
    )
    return {**way, "strip": strip(way["final"], way["total"])}


def strip(final: int, total: int) -> Strip:
    label = _("%(final)d dari %(total)d lembar terkunci") % {"final": final, "total": total}
    return Strip(final, max(total, 1), label)

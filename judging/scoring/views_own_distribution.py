"""Where a sheet stands among its juror's own of the same stage, as a sentence and a small picture."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.roles import WATCHERS
from judging.loading import get_sheet
from judging.models import ScoreSheet
from judging.models.sheet_totals import criterion_count, mark_count, running_total

TALLEST = 4  # dots above each other; more sheets than that look like that


@dataclass(frozen=True)
class Dot:
    """A sheet in the picture, 0–100 from left to right."""

    x: int
    y: int
    is_this: bool = False

    @property
    def cy(self) -> int:
        """Its height in the drawing."""
        return -3 * self.y


@dataclass(frozen=True)
class OwnDistribution:
    """The totals of the juror's whole sheets, this one's among them, or None while it is not whole."""

    own: Decimal | None
    totals: tuple[Decimal, ...]

    @property
    def count(self) -> int:
        return len(self.totals)

    @property
    def place(self) -> int:
        """From the highest; equals share a place."""
        return 1 + sum(total > self.own for total in self.totals) if self.own is not None else 0

    @property
    def lowest(self) -> Decimal:
        return min(self.totals)

    @property
    def highest(self) -> Decimal:
        return max(self.totals)

    @cached_property
    def dots(self) -> list[Dot]:
        return list(self._dots())

    def _dots(self) -> Iterator[Dot]:
        others = Counter(round(total) for total in self.totals)
        if self.own is not None:
            others[round(self.own)] -= 1
        for x, count in sorted(others.items()):
            yield from (Dot(x, y) for y in range(min(count, TALLEST)))
        if self.own is not None:
            yield Dot(round(self.own), min(others[round(self.own)], TALLEST), is_this=True)


def standing_of(sheet: ScoreSheet, juror: User, reader: User | None = None) -> OwnDistribution:
    """Among all whole sheets of the stage that its juror has, locked or not, in two queries.

    Another reader is told of none but what they may open: a chair of no open one, nor of one in conflict.
    """
    rows = ScoreSheet.objects.of(juror).filter(assignment__stage=sheet.assignment.stage_id).order_by()
    if reader and reader != juror and not reader.has_role(*WATCHERS):
        rows = rows.filter(pk__in=ScoreSheet.objects.overseen_by(reader).order_by().values("pk"))
    still_open = rows.filter(finalised_at=None).annotate(
        now=running_total(), marked=mark_count(), asked=criterion_count()
    )
    whole = dict(still_open.filter(marked__gte=F("asked"), asked__gt=0).values_list("pk", "now"))
    whole |= dict(rows.final().values_list("pk", "total"))
    return OwnDistribution(whole.get(sheet.pk), tuple(whole.values()))


@never_cache
@require_safe
def standing_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The fragment that the sheet asks for once it stands, and again after a mark was stored."""
    sheet = get_sheet(request, pk)
    standing = standing_of(sheet, _juror(request, sheet), request.user)
    return render(request, "judging/scoring/_standing.html", {"sheet": sheet, "standing": standing})


def _juror(request: SignedInRequest, sheet: ScoreSheet) -> User:
    """The person of the request knows its conflicts already."""
    return request.user if request.user.pk == sheet.assignment.juror_id else sheet.assignment.juror

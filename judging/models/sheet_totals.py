"""What many sheets amount to, calculated by the database: the same figures as `scoring` gives for one."""

from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DecimalField, F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, NullIf, Round

from competitions.models import Criterion
from submissions.models import Partnership

from .sheet import Score

FIGURE: DecimalField = DecimalField(max_digits=5, decimal_places=2)
SUM: DecimalField = DecimalField(max_digits=20, decimal_places=6)


def running_total() -> Coalesce:
    """The total of a final sheet; of an open one that of its marks so far, or None before the first."""
    weight = Coalesce(F("criterion__weight"), Decimal(0), output_field=SUM)
    earned = Sum(F("points") * weight, output_field=SUM)
    share = earned / NullIf(Sum(weight, output_field=SUM), Decimal(0))
    marks = Score.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet")
    reckoned = marks.annotate(value=Round(share, 2, output_field=FIGURE)).values("value")
    return Coalesce(F("total"), Subquery(reckoned), output_field=FIGURE)


def mark_count() -> Coalesce:
    """How many criteria of a sheet are marked."""
    marks = Score.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet").annotate(count=Count("pk"))
    return Coalesce(Subquery(marks.values("count"), output_field=IntegerField()), 0)


def criterion_count() -> Coalesce:
    """How many criteria there are to mark."""
    criteria = Criterion.objects.filter(rubric=OuterRef("rubric")).order_by().values("rubric")
    counted = criteria.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def owners() -> dict[str, F | ArraySubquery]:
    """Whose a sheet's proposal is: the body that leads, and its partners."""
    partners = Partnership.objects.filter(innovation=OuterRef("assignment__proposal__innovation"))
    return {
        "owner": F("assignment__proposal__innovation__opd__abbr"),
        "partners": ArraySubquery(partners.values("opd__abbr")),
    }

"""Figures and moments as the sentences of this package print them."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.formats import figure

AT_ONCE = timedelta(minutes=1)  # an act's row and its entry take their times a moment apart


def figure_of(points: str | Decimal | None) -> str:
    return figure(None if points is None else Decimal(points))


def is_same_moment(one: datetime, other: datetime) -> bool:
    return abs(one - other) < AT_ONCE

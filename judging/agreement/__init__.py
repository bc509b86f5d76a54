"""How far jurors agree, how strict each is, and what is worth asking about: numbers in, numbers out, no Django.

These are statistics and not scores: floats are right here, and nothing of this enters a sheet, a ranking or a result.
NumPy is imported where it is used, since most requests never need it.
"""

from .habits import Habits, Sheet, habits_of
from .ratings import Ratings, components_of
from .reliability import Agreement, Verdict, agreement, alpha, reads_narrow, verdict_of
from .severity import Juror, severities

__all__ = [
    "Agreement",
    "Habits",
    "Juror",
    "Ratings",
    "Sheet",
    "Verdict",
    "agreement",
    "alpha",
    "components_of",
    "habits_of",
    "reads_narrow",
    "severities",
    "verdict_of",
]

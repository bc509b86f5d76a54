"""What the jurors say: panels and seats, who judges what, sheets and marks, and the ranking they yield."""

from .jury import Conflict, JuryBody, Panel, Seat, SeatRole, conflicted_opd_ids
from .ranking import Place, PlaceQuerySet, Ranking
from .sheet import WATCHERS, Assignment, Score, ScoreSheet

__all__ = [
    "WATCHERS",
    "Assignment",
    "Conflict",
    "JuryBody",
    "Panel",
    "Place",
    "PlaceQuerySet",
    "Ranking",
    "Score",
    "ScoreSheet",
    "Seat",
    "SeatRole",
    "conflicted_opd_ids",
]

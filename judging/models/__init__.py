"""What the jurors say: panels and seats, who judges what, sheets and marks, and the ranking they yield."""

from competitions.models import JuryBody

from .conflict import Conflict, ConflictSource
from .finding import (
    Reason,
    ReasonKind,
    Registered,
    conflict_reasons,
    conflicted_proposal_ids,
    forget_conflicts,
    registered,
)
from .jury import Answer, Panel, Pledge, Seat, SeatRole, has_pledged, note_pledge
from .meeting import Attendance, Session, Slot
from .plan import Plan, Promotion
from .ranking import SEE_ALL_PLACES, Place, PlaceQuerySet, Ranking
from .sheet import WATCHERS, Assignment, Comment, Entry, Origin, Reopening, Score, ScoreSheet
from .talk import AgendaMark, Message, Nudge
from .visit import Visit, VisitPhoto, VisitQuestion

__all__ = [
    "SEE_ALL_PLACES",
    "WATCHERS",
    "AgendaMark",
    "Answer",
    "Assignment",
    "Attendance",
    "Comment",
    "Conflict",
    "ConflictSource",
    "Entry",
    "JuryBody",
    "Message",
    "Nudge",
    "Origin",
    "Panel",
    "Place",
    "PlaceQuerySet",
    "Plan",
    "Pledge",
    "Promotion",
    "Ranking",
    "Reason",
    "ReasonKind",
    "Registered",
    "Reopening",
    "Score",
    "ScoreSheet",
    "Seat",
    "SeatRole",
    "Session",
    "Slot",
    "Visit",
    "VisitPhoto",
    "VisitQuestion",
    "conflict_reasons",
    "conflicted_proposal_ids",
    "forget_conflicts",
    "has_pledged",
    "note_pledge",
    "registered",
]

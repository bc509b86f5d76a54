"""What the jurors say: panels and seats, who judges what, sheets and marks, and the ranking they yield."""

from competitions.models import JuryBody, UsualBody

from .conflict import Conflict, ConflictSource
from .conflicts_found import (
    ConflictReason,
    ReasonKind,
    Registered,
    conflict_reasons,
    conflicted_proposal_ids,
    forget_conflicts,
    registered,
)
from .discussion import AgendaMark, Message, Nudge
from .owner_move import OwnerMove
from .panel import Answer, Panel, Pledge, Seat, SeatRole, has_pledged, may_sit, note_pledge, note_seat_roles
from .plan import Plan, Promotion
from .presentation import Attendance, Session, Slot
from .ranking import Place, PlaceQuerySet, Ranking
from .sheet import (
    PROMOTION_WITHDRAWN,
    Assignment,
    Comment,
    CriterionEntry,
    Origin,
    Reopening,
    Score,
    ScoreSheet,
)
from .visit import Visit, VisitPhoto, VisitQuestion, VisitReopening

__all__ = [
    "PROMOTION_WITHDRAWN",
    "AgendaMark",
    "Answer",
    "Assignment",
    "Attendance",
    "Comment",
    "Conflict",
    "ConflictReason",
    "ConflictSource",
    "CriterionEntry",
    "JuryBody",
    "Message",
    "Nudge",
    "Origin",
    "OwnerMove",
    "Panel",
    "Place",
    "PlaceQuerySet",
    "Plan",
    "Pledge",
    "Promotion",
    "Ranking",
    "ReasonKind",
    "Registered",
    "Reopening",
    "Score",
    "ScoreSheet",
    "Seat",
    "SeatRole",
    "Session",
    "Slot",
    "UsualBody",
    "Visit",
    "VisitPhoto",
    "VisitQuestion",
    "VisitReopening",
    "conflict_reasons",
    "conflicted_proposal_ids",
    "forget_conflicts",
    "has_pledged",
    "may_sit",
    "note_pledge",
    "note_seat_roles",
    "registered",
]

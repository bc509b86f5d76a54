"""What comes in: marks as people type them, seats, reasons, filters."""

from .assigning import ConflictForm, ExcuseForm
from .jury import PanelForm, PersonField, SeatForm, everybody, person_field
from .listing import SheetFilter
from .marks import MarkField, MarksForm, ScoreForm, field_name
from .pledge import PledgeForm
from .ranking import RankingFilter

__all__ = [
    "ConflictForm",
    "ExcuseForm",
    "MarkField",
    "MarksForm",
    "PanelForm",
    "PersonField",
    "PledgeForm",
    "RankingFilter",
    "ScoreForm",
    "SeatForm",
    "SheetFilter",
    "everybody",
    "field_name",
    "person_field",
]

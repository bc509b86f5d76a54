"""What comes in: marks as people type them, seats, reasons, filters."""

from .assigning import ConflictForm, ExcuseForm
from .jury import PanelForm, PersonField, SeatForm, everybody, person_field
from .marks import MarkField, MarksForm, ScoreForm, SheetFilter, field_name
from .ranking import RankingFilter

__all__ = [
    "ConflictForm",
    "ExcuseForm",
    "MarkField",
    "MarksForm",
    "PanelForm",
    "PersonField",
    "RankingFilter",
    "ScoreForm",
    "SeatForm",
    "SheetFilter",
    "everybody",
    "field_name",
    "person_field",
]

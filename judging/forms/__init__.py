"""What comes in: marks as people type them, seats, reasons, filters."""

from .assigning import ExcuseForm
from .conflicts import ConflictFilter, ConflictForm, DeclareForm
from .jury import PanelForm, PersonField, SeatForm, everybody, person_field
from .listing import SheetFilter
from .marks import MarkField, MarksForm, ReopeningForm, comment_name, field_name, version_name, version_of
from .pledge import PledgeForm
from .ranking import RankingFilter
from .talk import AgendaForm, MessageForm
from .visit import (
    ChecklistAnswer,
    PhotoForm,
    QuestionsForm,
    SignatureForm,
    VisitForm,
    answer_name,
    note_name,
)

__all__ = [
    "AgendaForm",
    "ChecklistAnswer",
    "ConflictFilter",
    "ConflictForm",
    "DeclareForm",
    "ExcuseForm",
    "MarkField",
    "MarksForm",
    "MessageForm",
    "PanelForm",
    "PersonField",
    "PhotoForm",
    "PledgeForm",
    "QuestionsForm",
    "RankingFilter",
    "ReopeningForm",
    "SeatForm",
    "SheetFilter",
    "SignatureForm",
    "VisitForm",
    "answer_name",
    "comment_name",
    "everybody",
    "field_name",
    "note_name",
    "person_field",
    "version_name",
    "version_of",
]

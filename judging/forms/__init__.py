"""What comes in: marks as people type them, seats, reasons, filters."""

from .assigning import ExcuseForm
from .conflicts import ConflictFilter, ConflictForm, DeclareForm
from .jury import DeclineForm, ExpertiseForm, PanelForm, PersonField, PersonForm, SeatForm, people_like
from .listing import SheetFilter
from .marks import MarkField, MarksForm, ReopeningForm, comment_name, field_name, version_name, version_of
from .meeting import AttendanceForm, SessionForm, SlotMoveForm
from .planning import HandForm, PlanForm, WayForm
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
from .workbook import StoreWorkbookForm, WorkbookForm

__all__ = [
    "AgendaForm",
    "AttendanceForm",
    "ChecklistAnswer",
    "ConflictFilter",
    "ConflictForm",
    "DeclareForm",
    "DeclineForm",
    "ExcuseForm",
    "ExpertiseForm",
    "HandForm",
    "MarkField",
    "MarksForm",
    "MessageForm",
    "PanelForm",
    "PersonField",
    "PersonForm",
    "PhotoForm",
    "PlanForm",
    "PledgeForm",
    "QuestionsForm",
    "RankingFilter",
    "ReopeningForm",
    "SeatForm",
    "SessionForm",
    "SheetFilter",
    "SignatureForm",
    "SlotMoveForm",
    "StoreWorkbookForm",
    "VisitForm",
    "WayForm",
    "WorkbookForm",
    "answer_name",
    "comment_name",
    "field_name",
    "note_name",
    "people_like",
    "version_name",
    "version_of",
]

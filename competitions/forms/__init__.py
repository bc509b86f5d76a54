"""What comes in from the secretariat's pages."""

from .edition import EditionCreateForm, EditionForm
from .parts import (
    CategoryFormSet,
    CriterionFormSet,
    DocumentFormSet,
    RowFormSet,
    RubricForm,
    SectionFormSet,
    StageFormSet,
    TierFormSet,
)
from .rules import RulesForm
from .schedule import CalendarForm, ReasonForm

__all__ = [
    "CalendarForm",
    "CategoryFormSet",
    "CriterionFormSet",
    "DocumentFormSet",
    "EditionCreateForm",
    "EditionForm",
    "ReasonForm",
    "RowFormSet",
    "RubricForm",
    "RulesForm",
    "SectionFormSet",
    "StageFormSet",
    "TierFormSet",
]

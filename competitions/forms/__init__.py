"""What comes in from the secretariat's pages."""

from .edition import EditionCreateForm, EditionForm
from .judging import BandFormSet, StageRulesForm
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
    "BandFormSet",
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
    "StageRulesForm",
    "TierFormSet",
]

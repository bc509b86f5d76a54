"""What the secretariat sees of an edition; others see it too, once it is open."""

from .edition import edition_create, edition_detail, edition_list, edition_open, edition_update
from .judging import band_update, stage_rules
from .parts import category_update, document_update, section_update, stage_update, tier_update
from .rubric import rubric_create, rubric_delete, rubric_update
from .rules import rule_update
from .schedule import phase_close, phase_start, phase_update

__all__ = [
    "band_update",
    "category_update",
    "document_update",
    "edition_create",
    "edition_detail",
    "edition_list",
    "edition_open",
    "edition_update",
    "phase_close",
    "phase_start",
    "phase_update",
    "rubric_create",
    "rubric_delete",
    "rubric_update",
    "rule_update",
    "section_update",
    "stage_rules",
    "stage_update",
    "tier_update",
]

"""What the secretariat does to an edition; each act is one transaction and one entry in the ledger."""

from .edition import IDENTITY, create_edition, open_edition, suggested_calendar, update_edition
from .judging import BANDS, STAGE_RULES, update_bands, update_stage_rules
from .parts import (
    add_rubric,
    remove_rubric,
    update_categories,
    update_documents,
    update_rubric,
    update_sections,
    update_stages,
    update_tiers,
)
from .rules import update_rules
from .schedule import CLASHES, close_phase_now, reschedule, start_phase_now, update_phases

__all__ = [
    "BANDS",
    "CLASHES",
    "IDENTITY",
    "STAGE_RULES",
    "add_rubric",
    "close_phase_now",
    "create_edition",
    "open_edition",
    "remove_rubric",
    "reschedule",
    "start_phase_now",
    "suggested_calendar",
    "update_bands",
    "update_categories",
    "update_documents",
    "update_edition",
    "update_phases",
    "update_rubric",
    "update_rules",
    "update_sections",
    "update_stage_rules",
    "update_stages",
    "update_tiers",
]

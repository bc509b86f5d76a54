"""The calendar and the rules of one competition: what is asked of an entry, and how it is judged."""

from .edition import ALWAYS_NEEDED, OVERLAPPING, RANK, Averaging, Edition, Phase, PhaseKind, window
from .entry_rule import COUNTING, RULE_DEFAULTS, EntryRule, RuleKind, RuleLevel, entry_rules
from .entry_setup import Category, DocumentRequirement, Letter, SectionTemplate
from .judging_setup import Band, Criterion, JuryBody, Rubric, Stage, StageKind, Tier, UsualBody, usual_bodies
from .participant import Participant
from .rule_change import RuleChange

__all__ = [
    "ALWAYS_NEEDED",
    "COUNTING",
    "OVERLAPPING",
    "RANK",
    "RULE_DEFAULTS",
    "Averaging",
    "Band",
    "Category",
    "Criterion",
    "DocumentRequirement",
    "Edition",
    "EntryRule",
    "JuryBody",
    "Letter",
    "Participant",
    "Phase",
    "PhaseKind",
    "Rubric",
    "RuleChange",
    "RuleKind",
    "RuleLevel",
    "SectionTemplate",
    "Stage",
    "StageKind",
    "Tier",
    "UsualBody",
    "entry_rules",
    "usual_bodies",
    "window",
]

"""The calendar and the yardstick of one competition."""

from .call import Category, DocumentRequirement, SectionTemplate
from .edition import ALWAYS_NEEDED, OVERLAPPING, RANK, Averaging, Edition, Phase, PhaseKind, window
from .yardstick import Criterion, Rubric, Stage, StageKind, Tier

__all__ = [
    "ALWAYS_NEEDED",
    "OVERLAPPING",
    "RANK",
    "Averaging",
    "Category",
    "Criterion",
    "DocumentRequirement",
    "Edition",
    "Phase",
    "PhaseKind",
    "Rubric",
    "SectionTemplate",
    "Stage",
    "StageKind",
    "Tier",
    "window",
]

"""A workbook to mark without a network: drawn from the own open sheets, read again, and checked cell by cell."""

from .checking import check
from .drawing import draw
from .layout import Entry
from .plan import Line, Plan
from .reading import read

__all__ = ["Entry", "Line", "Plan", "check", "draw", "read"]

"""Agencies, people and earlier innovations from a spreadsheet: read, checked, and only then stored."""

from .checking import check
from .plan import Line, Plan
from .reading import read
from .template import template

__all__ = ["Line", "Plan", "check", "read", "template"]

"""From what a cell holds to text, or WrongCellError with a sentence for the person who typed it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.cell.cell import ERROR_CODES

from accounts.texts import key, title

from .reading import Formula

YES, NO = "Ya", "Tidak"
LONGEST_SHOWN = 120


class WrongCellError(Exception):
    """The cell does not hold what its column asks for; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def folded(text: str) -> str:
    """How headings, titles and names are compared: as people read them, and as the database does."""
    return key(text)


def shown(value: Any) -> str:
    """A cell's value as a preview prints it."""
    if isinstance(value, Formula):
        value = value.text
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}" if value.year >= 1000 else str(value)
    return line_of(value)[:LONGEST_SHOWN]


def line_of(value: Any) -> str:
    """One line of clean text."""
    return title(_digits(value))


def _digits(value: Any) -> str:
    """Excel keeps every figure in binary: 2021.0 was typed as 2021."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return "" if value is None else str(value)


def refuse_unreadable(value: Any) -> None:
    """Whether typed or calculated, there must be something to read."""
    if isinstance(value, Formula):
        raise WrongCellError(_("Sel ini berisi rumus. Tulis nilainya langsung."))
    if isinstance(value, str) and value in ERROR_CODES:
        raise WrongCellError(_("Rumus di sel ini tidak dapat dihitung. Tulis nilainya langsung."))


def cell_text(value: Any) -> str:
    """The text of a cell with its line ends; what Excel keeps as another kind is written as people write it."""
    refuse_unreadable(value)
    if isinstance(value, bool):
        return YES if value else NO
    return shown(value) if isinstance(value, datetime | date) else _digits(value)

"""How far a sheet is, as its page and every answer to a mark say it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Progress:
    """How far a sheet is filled, and what that amounts to so far.

    `as_of`, in microseconds, is when the marks were read; an act reads them once it holds the sheet. Of two answers
    the one with the later time says what is stored, whichever arrives last.
    """

    total: Decimal | None
    marked: int
    count: int
    is_final: bool
    as_of: int

    @property
    def is_whole(self) -> bool:
        return self.marked == self.count

"""What is worth asking a juror about: sheets of equal marks, and sheets locked sooner than they can be read.

Hints, not findings: a weak proposal may well earn the same mark throughout, and one may read on paper beforehand.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# A hint about a handful of sheets says nothing. Ours.
FEWEST_SHEETS = 5
# The measure is what surveys call simple non-differentiation (Kim et al., Social Science Computer Review 37, 2019);
# the share from which we ask is ours.
MUCH_FLAT = 0.30
# The same list of marks on this share of sheets; with eight criteria of 100 points chance gives it next to never. Ours.
MUCH_SAME = 0.30
# Carver, Reading Rate (1992): 300 words a minute is reading, 450 skimming. Anyone who is beyond that did not read here.
SKIMMING_WPM = 450
MUCH_FAST = 0.20


@dataclass(frozen=True)
class HabitSheet:
    """One final sheet: its marks in the order of the rubric, the seconds from opening to locking, the words to read.

    Without `seconds` (the sheet was never opened in the application) nothing is said about its speed.
    """

    marks: tuple[float, ...]
    seconds: float | None = None
    words: int = 0

    @property
    def is_flat(self) -> bool:
        return len(self.marks) > 1 and len(set(self.marks)) == 1

    @property
    def is_fast(self) -> bool:
        return self.seconds is not None and self.words > 0 and self.seconds < self.words / SKIMMING_WPM * 60


@dataclass(frozen=True)
class Habits:
    """How many of a juror's final sheets look alike or went fast."""

    sheets: int
    flat: int
    same: int  # sheets that share the most frequent list of marks; a list that occurs once is no repetition
    timed: int
    fast: int

    @property
    def is_flat(self) -> bool:
        return self.sheets >= FEWEST_SHEETS and self.flat >= MUCH_FLAT * self.sheets

    @property
    def is_same(self) -> bool:
        return self.sheets >= FEWEST_SHEETS and self.same >= MUCH_SAME * self.sheets

    @property
    def is_fast(self) -> bool:
        return self.timed >= FEWEST_SHEETS and self.fast >= MUCH_FAST * self.timed

    @property
    def is_worth_asking(self) -> bool:
        return self.is_flat or self.is_same or self.is_fast


def habits_of(sheets: Sequence[HabitSheet]) -> Habits:
    lists = Counter(sheet.marks for sheet in sheets if len(sheet.marks) > 1)
    most = max(lists.values(), default=0)
    return Habits(
        sheets=len(sheets),
        flat=sum(sheet.is_flat for sheet in sheets),
        same=most if most > 1 else 0,
        timed=sum(sheet.seconds is not None and sheet.words > 0 for sheet in sheets),
        fast=sum(sheet.is_fast for sheet in sheets),
    )

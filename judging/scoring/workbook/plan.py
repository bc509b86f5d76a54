"""What an upload would do, row by row for its reader and sheet by sheet for the storing."""

from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

WRONG, CHANGED, SAME = "salah", "berubah", "tetap"


@dataclass(frozen=True)
class Problem:
    """A cell that is not stored: its address (“D7”), the heading of its column, what stands in it, and why."""

    address: str
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Change:
    """A cell that would be stored, with what is stored there now."""

    column: str
    before: str
    after: str


@dataclass
class Line:
    """One row of the workbook; the right cells of a row are stored although others in it are wrong."""

    number: int
    title: str = ""
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def state(self) -> str:
        return WRONG if self.problems else CHANGED if self.changes else SAME


@dataclass
class Draft:
    """What one sheet gets, and what its juror had seen there."""

    sheet: int
    points: dict[int, Decimal | None] = field(default_factory=dict)
    comments: dict[int | None, str] = field(default_factory=dict)
    seen: dict[int, Decimal | None] = field(default_factory=dict)
    seen_comments: dict[int | None, str] = field(default_factory=dict)


@dataclass
class Plan:
    lines: list[Line] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many marks and comments would be stored."""
        return sum(len(draft.points) + len(draft.comments) for draft in self.drafts)

    @property
    def wrong(self) -> int:
        return sum(len(line.problems) for line in self.lines)

    def total(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    def fingerprint(self) -> str:
        """Equal for two plans that would store the same."""
        return sha256(repr(self.drafts).encode()).hexdigest()

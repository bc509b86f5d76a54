"""What a workbook would store, sheet by sheet."""

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.spreadsheets.preview import PreviewPlan


@dataclass
class SheetDraft:
    """What one sheet gets, and the tokens of what its juror had seen there."""

    sheet: int
    points: dict[int, Decimal | None] = field(default_factory=dict)
    comments: dict[int | None, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


@dataclass
class WorkbookPlan(PreviewPlan):
    """The right cells of a row are stored although others in it are wrong."""

    drafts: list[SheetDraft] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many marks and comments would be stored."""
        return sum(len(draft.points) + len(draft.comments) for draft in self.drafts)

    @property
    def wrong(self) -> int:
        return sum(len(line.problems) for line in self.lines)

    def stored(self) -> list[SheetDraft]:
        return self.drafts

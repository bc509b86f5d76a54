"""Where things stand in the workbook. The titles and keys are a file format: the same in every language.

The sheet “Nilai” has a hidden row of keys, then the headings, then a row for each proposal; its hidden first column
holds the key of the juror's sheet, so that a row keeps it wherever it is moved. A hidden sheet tells what was stored
when the workbook was drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

MARKS, GUIDE, MEMORY = "Nilai", "Petunjuk", "_kovablik"
FORMAT = "kovablik-nilai-1"
SHEET, TITLE, OWNER, OVERALL = "lembar", "judul", "opd", "umum"
POINTS, COMMENT = "nilai:", "komentar:"
KEY_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3


@dataclass(frozen=True)
class WorkbookSheet:
    """A juror's sheet with what is stored in it: points and comments by criterion, the overall one under None."""

    pk: int
    title: str
    owner: str = ""
    points: Mapping[int, Decimal] = field(default_factory=dict)
    comments: Mapping[int | None, str] = field(default_factory=dict)
    closed: str = ""  # why it cannot be filled

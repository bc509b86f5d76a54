"""What an upload would do: line by line for its reader, draft by draft for the storing."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

WRONG, WARNED, NEW, CHANGED, SAME = "salah", "peringatan", "baru", "berubah", "tetap"


@dataclass(frozen=True)
class CellProblem:
    """Why a cell is refused, or what is worth a second look; its address (“D7”) where it has one."""

    column: str
    value: str
    sentence: str
    address: str = ""


@dataclass(frozen=True)
class CellChange:
    """A value as it is and as it would be; `before` is empty where there was none."""

    column: str
    before: str
    after: str


@dataclass
class PreviewLine:
    """One row of a sheet and what would come of it."""

    number: int
    name: str = ""
    sheet: str = ""  # its title, where there is more than one
    is_new: bool = False
    changes: list[CellChange] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.problems:
            return WRONG
        return NEW if self.is_new else CHANGED if self.changes else SAME

    def is_under(self, state: str) -> bool:
        """Whether the line is shown under a state; a warning comes beside any other."""
        return bool(self.warnings) if state == WARNED else self.state == state


@dataclass
class PreviewPlan:
    """Everything that would be stored, and all that stands against it."""

    lines: list[PreviewLine] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def under(self, state: str) -> list[PreviewLine]:
        return [line for line in self.lines if line.is_under(state)]

    def counts(self) -> dict[str, Counter[str]]:
        """How many lines of each sheet are new, changed, the same or wrong."""
        found: dict[str, Counter[str]] = {}
        for line in self.lines:
            found.setdefault(line.sheet, Counter())[line.state] += 1
        return found

    def stored(self) -> list[Any]:
        """What the storing would write, in a form whose `repr` tells all of it."""
        raise NotImplementedError

    def fingerprint(self) -> str:
        """Equal for two plans that would store the same."""
        return sha256(repr(self.stored()).encode()).hexdigest()

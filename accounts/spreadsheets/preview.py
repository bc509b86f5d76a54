"""What an upload would do: line by line for its reader, draft by draft for the storing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
    cause: int = 0  # its number in a list of causes beside, which says the sentence


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


@dataclass(frozen=True)
class ProblemCause:
    """One cause, however many rows it has: their numbers as people say them, and some of what stood there."""

    sheet: str
    column: str
    sentence: str
    numbers: tuple[int, ...]
    values: tuple[str, ...]

    @property
    def rows(self) -> str:
        """Runs of rows as people write them: 5–71, 80."""
        runs: list[list[int]] = []
        for number in self.numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1][1:] = [number]
            else:
                runs.append([number])
        shown = ["–".join(map(str, run)) for run in runs[:MOST_RUNS]]
        return ", ".join([*shown, *(["…"] if len(runs) > MOST_RUNS else [])])


MOST_RUNS, MOST_VALUES = 8, 3


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

    def causes(self) -> list[ProblemCause]:
        """What is wrong, each cause once, in the order in which the file shows it."""
        found: dict[tuple[str, str, str], tuple[list[int], list[str]]] = {}
        for line in self.lines:
            for problem in line.problems:
                numbers, values = found.setdefault((line.sheet, problem.column, problem.sentence), ([], []))
                if line.number not in numbers[-1:]:
                    numbers.append(line.number)
                if problem.value and problem.value not in values:
                    values.append(problem.value)
        return [
            ProblemCause(*key, tuple(numbers), tuple(values[:MOST_VALUES])) for key, (numbers, values) in found.items()
        ]

    def point(self, lines: Iterable[PreviewLine], causes: list[ProblemCause]) -> None:
        """Let the problems of these lines name the cause of this list instead of saying it again."""
        numbers = {(one.sheet, one.column, one.sentence): number for number, one in enumerate(causes, start=1)}
        for line in lines:
            line.problems = [
                replace(one, cause=numbers.get((line.sheet, one.column, one.sentence), 0)) for one in line.problems
            ]

    def stored(self) -> list[Any]:
        """What the storing would write, in a form whose `repr` tells all of it."""
        raise NotImplementedError

    def fingerprint(self) -> str:
        """Equal for two plans that would store the same."""
        return sha256(repr(self.stored()).encode()).hexdigest()

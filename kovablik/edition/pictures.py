"""The small pictures of an edition's home as figures for SVG; colours and sizes are the style sheet's."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

WIDE, HIGH, GAP = 22, 9, 2  # a cell of the map


@dataclass(frozen=True)
class SheetMap:
    """A column for each proposal, a row for each juror: one path for each state."""

    width: int
    height: int
    paths: list[tuple[str, str]]


def sheet_map(cells: Sequence[tuple[int, int, str]], states: Sequence[str]) -> SheetMap:
    """Of (proposal, juror, state), in the order in which they come; what is not given is left out."""
    columns = {key: place for place, key in enumerate(dict.fromkeys(proposal for proposal, _juror, _state in cells))}
    rows = {key: place for place, key in enumerate(sorted({juror for _proposal, juror, _state in cells}))}
    paths = []
    for state in states:
        drawn = (_cell(columns[proposal], rows[juror]) for proposal, juror, one in cells if one == state)
        if path := "".join(drawn):
            paths.append((state, path))
    return SheetMap(len(columns) * (WIDE + GAP), len(rows) * (HIGH + GAP), paths)


def _cell(column: int, row: int) -> str:
    return f"M{column * (WIDE + GAP) + 1} {row * (HIGH + GAP) + 1}h{WIDE}v{HIGH}h-{WIDE}z"


def share(part: float | Decimal, whole: float | Decimal) -> str:
    """A part of a whole as SVG takes it: “33.33%”."""
    return f"{100 * float(part) / float(whole) if whole else 0:.2f}%"


@dataclass(frozen=True)
class Axis:
    """A common axis for a few figures, from one whole number to another."""

    low: int
    high: int

    @classmethod
    def of(cls, figures: Sequence[Decimal]) -> "Axis":
        low, high = floor(min(figures)), ceil(max(figures))
        return cls(low, high) if high > low else cls(low - 1, low + 1)

    def at(self, figure: Decimal) -> str:
        """Where a figure lies, a little away from the ends, so that its dot is whole."""
        return share(4 + 92 * (float(figure) - self.low) / (self.high - self.low), 100)

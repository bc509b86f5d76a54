"""A juror × proposal matrix with gaps, and which parts of it hang together."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Ratings:
    """One value (0–100) for each pair of a proposal and a juror that there is. A pair appears once."""

    cells: tuple[tuple[Hashable, Hashable, float], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[Hashable, Hashable, Any]]) -> "Ratings":
        """From (proposal, juror, value). Raises ValueError for a pair that comes twice: a juror marks once."""
        cells = tuple((proposal, juror, float(value)) for proposal, juror, value in rows)
        if len({cell[:2] for cell in cells}) < len(cells):
            raise ValueError("A juror gives a proposal one value.")
        return cls(cells)

    @cached_property
    def proposals(self) -> list[Hashable]:
        return list(dict.fromkeys(cell[0] for cell in self.cells))

    @cached_property
    def jurors(self) -> list[Hashable]:
        return list(dict.fromkeys(cell[1] for cell in self.cells))

    @cached_property
    def rows(self) -> "Numbers":
        """The place of each cell's proposal in `proposals`."""
        return _places(self.proposals, (cell[0] for cell in self.cells))

    @cached_property
    def columns(self) -> "Numbers":
        """The place of each cell's juror in `jurors`."""
        return _places(self.jurors, (cell[1] for cell in self.cells))

    @cached_property
    def values(self) -> "Numbers":
        import numpy as np  # noqa: PLC0415  see the package

        return np.array([cell[2] for cell in self.cells], dtype=float)

    def shared(self) -> "Ratings":
        """Only the proposals that two or more jurors rated: a single value has nothing to agree with."""
        counts: dict[Hashable, int] = {}
        for proposal, _juror, _value in self.cells:
            counts[proposal] = counts.get(proposal, 0) + 1
        return Ratings(tuple(cell for cell in self.cells if counts[cell[0]] > 1))

    def __len__(self) -> int:
        return len(self.cells)


def _places(names: list[Hashable], wanted: Iterator[Hashable]) -> "Numbers":
    import numpy as np  # noqa: PLC0415  see the package

    place = {name: number for number, name in enumerate(names)}
    return np.array([place[name] for name in wanted], dtype=int)


def components_of(ratings: Ratings) -> list[set[Hashable]]:
    """The jurors in groups that shared proposals join, directly or through others; the largest first.

    Two groups without a proposal in common cannot be compared: whether one is stricter or saw weaker work is unknown.
    """
    parent: dict[Hashable, Hashable] = {juror: juror for juror in ratings.jurors}

    def root(juror: Hashable) -> Hashable:
        while parent[juror] != juror:
            parent[juror] = juror = parent[parent[juror]]
        return juror

    first: dict[Hashable, Hashable] = {}
    for proposal, juror, _value in ratings.cells:
        parent[root(juror)] = root(first.setdefault(proposal, juror))
    groups: dict[Hashable, set[Hashable]] = {}
    for juror in ratings.jurors:
        groups.setdefault(root(juror), set()).add(juror)
    return sorted(groups.values(), key=len, reverse=True)

"""How strict each juror is: the additive model of proposal and juror, by least squares.

value = proposal + juror + rest. The proposals are eliminated first, so that the equations are as many as jurors are
(Searle, Linear Models, 1971, section 7.1), however many proposals there are.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .ratings import Ratings, components_of

if TYPE_CHECKING:
    from .ratings import Numbers


@dataclass(frozen=True)
class JurorSeverity:
    """What one juror's values look like beside the others'.

    `severity` is in points, how far below the colleagues this one marks the same proposals (strict is above nought);
    its mean over a `group` is nought. It is None for a juror who shares no proposal with anybody. Only jurors of one
    group can be compared; groups count from 0, the largest first.
    """

    name: Hashable
    count: int
    mean: float
    spread: float  # standard deviation of the values given
    group: int
    severity: float | None
    rest: float | None  # standard deviation of what neither proposal nor severity explains


@dataclass(frozen=True)
class Fit:
    """The additive model: how far above the colleagues each juror is, what is left of each cell, and the groups."""

    effects: Mapping[Hashable, float]
    residuals: Any
    groups: list[set[Hashable]]

    @property
    def residual_sum(self) -> float:
        return float((self.residuals**2).sum())


def fit(ratings: Ratings) -> Fit:
    """Fit proposals and jurors. Where the graph falls apart each group is fitted for itself, with mean nought."""
    import numpy as np  # noqa: PLC0415  see the package

    rows, columns, values = ratings.rows, ratings.columns, ratings.values
    groups = components_of(ratings)
    per_proposal = np.bincount(rows).astype(float)
    means = np.bincount(rows, weights=values) / per_proposal
    matrix = _reduced(ratings, per_proposal)
    right = np.bincount(columns, weights=values - means[rows], minlength=len(ratings.jurors))
    effects = np.linalg.lstsq(matrix, right, rcond=None)[0]
    place = {juror: number for number, juror in enumerate(ratings.jurors)}
    for group in groups:
        members = [place[juror] for juror in group]
        effects[members] -= effects[members].mean()
    left = values - effects[columns]
    residuals = left - (np.bincount(rows, weights=left) / per_proposal)[rows]
    return Fit(dict(zip(ratings.jurors, effects.tolist(), strict=True)), residuals, groups)


def _reduced(ratings: Ratings, per_proposal: "Numbers") -> "Numbers":
    """diag(sheets of each juror) less, for each pair, Σ 1 ÷ jurors over the proposals that both rated."""
    import numpy as np  # noqa: PLC0415  see the package

    count = len(ratings.jurors)
    order = np.argsort(ratings.rows, kind="stable")
    columns = ratings.columns[order]
    matrix = np.diag(np.bincount(columns, minlength=count).astype(float))
    starts = np.concatenate(([0], np.cumsum(per_proposal).astype(int)))[:-1]
    for width in np.unique(per_proposal).astype(int):  # the proposals with equally many jurors at once
        begins = starts[per_proposal == width]
        members = columns[begins[:, None] + np.arange(width)]
        firsts, seconds = np.repeat(members, width, axis=1).ravel(), np.tile(members, (1, width)).ravel()
        np.subtract.at(matrix, (firsts, seconds), 1 / width)
    return matrix


def severities(ratings: Ratings) -> list[JurorSeverity]:
    """Every juror, the strictest of the largest group first."""
    import numpy as np  # noqa: PLC0415  see the package

    if not len(ratings):
        return []
    found, counts = fit(ratings), np.bincount(ratings.columns)
    width = np.bincount(ratings.rows)
    group_of = {juror: number for number, group in enumerate(found.groups) for juror in group}
    jurors = []
    for place, name in enumerate(ratings.jurors):
        own = ratings.columns == place
        values, together = ratings.values[own], width[ratings.rows[own]] > 1
        jurors.append(
            JurorSeverity(
                name,
                int(counts[place]),
                float(values.mean()),
                float(values.std(ddof=1)) if len(values) > 1 else 0.0,
                group_of[name],
                -found.effects[name] if together.any() else None,
                float(np.sqrt((found.residuals[own][together] ** 2).mean())) if together.any() else None,
            )
        )
    return sorted(jurors, key=lambda one: (one.group, -(one.severity or 0), str(one.name)))

"""Agreement over a field of proposals: Krippendorff's alpha, and the intraclass correlation."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .ratings import Ratings
from .severity import fit

# Krippendorff, Content Analysis (2004), p. 241: rely on .800 and above, below .667 draw no conclusions.
ALPHA_STRONG, ALPHA_FAIR = 0.800, 0.667
# Koo & Li, Journal of Chiropractic Medicine 15 (2016): below .50 poor, .75 moderate, .90 good, above excellent.
ICC_STRONG, ICC_FAIR = 0.75, 0.50
# Ours: with fewer proposals than this a single sheet moves the figures from one word to the next.
FEWEST_PROPOSALS = 10
# Ours: where the field itself differs by less than jurors usually do (about 5 points of 100), nothing tells it apart.
NARROW_SPREAD = 5.0


class AgreementVerdict(StrEnum):
    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    CHANCE = "chance"


@dataclass(frozen=True)
class Agreement:
    """What one column of marks says. Figures are None where there is nothing to compute them from.

    `single` is how much one juror's mark says about a proposal, `mean` how much the mean over `jurors` does:
    ICC(2,1) and ICC(2,k) of Shrout & Fleiss, two-way random effects, absolute agreement.
    The variances are in squared points: between proposals, between jurors, and what neither explains.
    """

    proposals: int
    values: int
    alpha: float | None = None
    single: float | None = None
    mean: float | None = None
    jurors: float = 0.0
    between_proposals: float = 0.0
    between_jurors: float = 0.0
    rest: float = 0.0

    @property
    def is_thin(self) -> bool:
        return self.proposals < FEWEST_PROPOSALS


def alpha(ratings: Ratings) -> float | None:
    """Krippendorff's alpha for interval data; 1 is full agreement, 0 what chance gives, None where nothing varies.

    1 − Do ÷ De, where for squared differences both sums collapse to sums of squares about means, so that 20,000 values
    cost no matrix of value pairs. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); the tests
    hold it against the package `krippendorff` and against the example of that paper.
    """
    import numpy as np  # noqa: PLC0415  see the package

    shared = ratings.shared()
    if not len(shared):
        return None
    rows, values = shared.rows, shared.values - shared.values.mean()
    count = np.bincount(rows)
    inside = np.bincount(rows, weights=values**2) - np.bincount(rows, weights=values) ** 2 / count
    overall = float((values**2).sum())
    if overall < 1e-9:
        return None
    observed = float((inside * count / (count - 1)).sum()) / len(shared)
    return 1 - observed / (overall / (len(shared) - 1))


def agreement(ratings: Ratings) -> Agreement:
    """Alpha, and the intraclass correlations from variance components of a two-way table with missing cells.

    The components come from Henderson's method III (fitting constants; Searle, Casella & McCulloch, Variance
    Components, 1992, section 5.5): with one value a cell, E R(proposal | juror) = (N − jurors) σ²p +
    (proposals − c) σ²e and likewise for jurors, where c counts the connected parts. In a full table this is the
    analysis of variance of Shrout & Fleiss (1979) and McGraw & Wong (1996). A negative estimate is nought.
    """
    import numpy as np  # noqa: PLC0415  see the package

    shared = ratings.shared()
    rows, columns, values = shared.rows, shared.columns, shared.values
    total, proposals, jurors = len(shared), len(shared.proposals), len(shared.jurors)
    found = fit(shared) if total else None
    freedom = total - proposals - jurors + (len(found.groups) if found else 0)
    if not found or freedom <= 0 or jurors < 2 or proposals < 2:
        return Agreement(proposals, total, alpha(shared))
    parts = len(found.groups)
    rest = found.residual_sum / freedom
    by_juror, by_proposal = _within(values, columns), _within(values, rows)
    between = max((by_juror - found.residual_sum - (proposals - parts) * rest) / (total - jurors), 0.0)
    severity = max((by_proposal - found.residual_sum - (jurors - parts) * rest) / (total - proposals), 0.0)
    each = proposals / float((1 / np.bincount(rows)).sum())  # harmonic: the mean of the means' precision
    noise = severity + rest
    if between + noise < 1e-9:
        return Agreement(proposals, total, alpha(shared))
    return Agreement(
        proposals=proposals,
        values=total,
        alpha=alpha(shared),
        single=between / (between + noise),
        mean=between / (between + noise / each),
        jurors=each,
        between_proposals=between,
        between_jurors=severity,
        rest=rest,
    )


def _within(values: Any, groups: Any) -> float:
    """The sum of squares about the means of groups."""
    import numpy as np  # noqa: PLC0415  see the package

    means = np.bincount(groups, weights=values) / np.bincount(groups)
    return float(((values - means[groups]) ** 2).sum())


def verdict_of(
    figure: float | None, *, strong: float = ALPHA_STRONG, fair: float = ALPHA_FAIR
) -> AgreementVerdict | None:
    """What a figure of agreement allows to say."""
    if figure is None:
        return None
    if figure <= 0:
        return AgreementVerdict.CHANCE
    if figure < fair:
        return AgreementVerdict.WEAK
    return AgreementVerdict.FAIR if figure < strong else AgreementVerdict.STRONG


def reads_narrow(found: Agreement, *, is_later_stage: bool) -> bool:
    """Whether low figures may come of the field and not of the jurors (restriction of range).

    Alpha and the correlations divide by how far the proposals differ. Among the best of an earlier stage, or wherever
    they differ little, the figures fall although jurors agree as before.
    """
    return is_later_stage or (found.single is not None and found.between_proposals < NARROW_SPREAD**2)

"""Times in a nutshell."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Timing:
    """The median and the slow end, in seconds."""

    p50: float
    p95: float


def timing(seconds: Sequence[float]) -> Timing:
    return Timing(median(seconds), quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0])

"""The state of a stage at a glance: how far each juror is, what is open, where marks lie apart, whom to add.

For the secretariat and the auditor. The number of queries is fixed; lists read what one of their pages shows.
"""

from .measuring import Measured, kept, measure
from .progress import STATES, JurorLine, MapRow, count_mapped, juror_lines, map_rows, mapped_proposals, owed_by
from .spreads import (
    Candidate,
    Extras,
    SpreadRow,
    beyond_limit,
    count_spreads,
    kept_spread_counts,
    spread_counts,
    spread_rows,
    spreads,
)

__all__ = [
    "STATES",
    "Candidate",
    "Extras",
    "JurorLine",
    "MapRow",
    "Measured",
    "SpreadRow",
    "beyond_limit",
    "count_mapped",
    "count_spreads",
    "juror_lines",
    "kept",
    "kept_spread_counts",
    "map_rows",
    "mapped_proposals",
    "measure",
    "owed_by",
    "spread_counts",
    "spread_rows",
    "spreads",
]

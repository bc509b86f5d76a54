"""The state of a stage at a glance: how far each juror is, what is open, where marks lie apart, whom to add.

For the secretariat and the auditor. The number of queries is fixed; lists read what one of their pages shows.
"""

from .measuring import Measured, kept, measure
from .progress import STATES, JurorLine, MapRow, juror_lines, map_rows, mapped_proposals, owed_by
from .spreads import Candidate, Extras, SpreadRow, beyond_limit, spread_counts, spread_rows, spreads

__all__ = [
    "STATES",
    "Candidate",
    "Extras",
    "JurorLine",
    "MapRow",
    "Measured",
    "SpreadRow",
    "beyond_limit",
    "juror_lines",
    "kept",
    "map_rows",
    "mapped_proposals",
    "measure",
    "owed_by",
    "spread_counts",
    "spread_rows",
    "spreads",
]

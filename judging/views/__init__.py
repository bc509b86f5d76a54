"""The juror's list and sheet, the making of the jury, and the ranking."""

from .assigning import (
    assignment_create,
    assignment_excuse,
    assignment_list,
    conflict_create,
    conflict_delete,
    juror_detail,
    juror_excuse,
)
from .jury import panel_create, panel_delete, panel_update, seat_create, seat_delete
from .pledge import pledge_accept, pledge_detail, pledge_paper
from .list import scoresheet_list
from .ranking import place_detail, ranking_detail, ranking_rebuild
from .sheets import (
    attachment_detail,
    proposal_manuscript,
    score_update,
    scoresheet_detail,
    scoresheet_finalise,
    scoresheet_update,
)

__all__ = [
    "pledge_accept",
    "pledge_detail",
    "pledge_paper",
    "assignment_create",
    "assignment_excuse",
    "assignment_list",
    "attachment_detail",
    "conflict_create",
    "conflict_delete",
    "juror_detail",
    "juror_excuse",
    "panel_create",
    "panel_delete",
    "panel_update",
    "place_detail",
    "proposal_manuscript",
    "ranking_detail",
    "ranking_rebuild",
    "score_update",
    "scoresheet_detail",
    "scoresheet_finalise",
    "scoresheet_list",
    "scoresheet_update",
    "seat_create",
    "seat_delete",
]

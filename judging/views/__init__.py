"""The juror's list and sheet, the making of the jury, and the ranking."""

from .assigning import (
    assignment_create,
    assignment_excuse,
    assignment_list,
    juror_detail,
    juror_excuse,
)
from .conflicts import (
    conflict_create,
    conflict_declare,
    conflict_delete,
    conflict_excuse,
    conflict_list,
)
from .jury import panel_create, panel_delete, panel_update, seat_create, seat_delete
from .list import scoresheet_list
from .pledge import pledge_accept, pledge_detail, pledge_paper
from .ranking import place_detail, ranking_detail, ranking_rebuild
from .sheets import (
    attachment_detail,
    proposal_manuscript,
    score_update,
    scoresheet_detail,
    scoresheet_finalise,
    scoresheet_update,
)
from .talk import agenda_mark_create, agenda_mark_delete, message_create, message_list, talk_detail
from .visit import visit_detail, visit_file, visit_update
from .visit_overview import visit_list, visit_questions
from .visit_pictures import (
    visit_photo_create,
    visit_photo_delete,
    visit_photo_detail,
    visit_sign,
    visit_signature,
)
from .visit_worker import visit_worker

__all__ = [
    "agenda_mark_create",
    "agenda_mark_delete",
    "assignment_create",
    "assignment_excuse",
    "assignment_list",
    "attachment_detail",
    "conflict_create",
    "conflict_declare",
    "conflict_delete",
    "conflict_excuse",
    "conflict_list",
    "juror_detail",
    "juror_excuse",
    "message_create",
    "message_list",
    "panel_create",
    "panel_delete",
    "panel_update",
    "place_detail",
    "pledge_accept",
    "pledge_detail",
    "pledge_paper",
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
    "talk_detail",
    "visit_detail",
    "visit_file",
    "visit_list",
    "visit_photo_create",
    "visit_photo_delete",
    "visit_photo_detail",
    "visit_questions",
    "visit_sign",
    "visit_signature",
    "visit_update",
    "visit_worker",
]

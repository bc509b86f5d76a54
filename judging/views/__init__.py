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
from .grid import grid_detail, grid_update, row_update
from .jury import panel_create, panel_delete, panel_update, seat_create
from .list import scoresheet_list
from .marking import comment_update, score_update
from .meeting import (
    agenda_calendar,
    agenda_detail,
    agenda_draw,
    attendance_update,
    session_calendar,
    session_create,
    session_delete,
    session_list,
    session_update,
    slot_calendar,
    slot_list,
    slot_lower,
    slot_move,
    slot_raise,
)
from .pledge import pledge_accept, pledge_detail, pledge_paper
from .promotion import promotion_announce, promotion_delete, promotion_update
from .ranking import place_detail, ranking_detail, ranking_rebuild
from .reopening import reopening_list, scoresheet_reopen
from .seat import (
    seat_accept,
    seat_decline,
    seat_delete,
    seat_detail,
    seat_invite,
    seat_list,
    seat_replace,
    seat_update,
)
from .sheets import (
    attachment_detail,
    proposal_manuscript,
    scoresheet_detail,
    scoresheet_finalise,
    scoresheet_summary,
    scoresheet_update,
)
from .standing import standing_detail
from .talk import agenda_mark_create, agenda_mark_delete, message_create, message_list, talk_detail
from .timer import timer_detail, timer_state, timer_step
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
    "agenda_calendar",
    "agenda_detail",
    "agenda_draw",
    "agenda_mark_create",
    "agenda_mark_delete",
    "assignment_create",
    "assignment_excuse",
    "assignment_list",
    "attachment_detail",
    "attendance_update",
    "comment_update",
    "conflict_create",
    "conflict_declare",
    "conflict_delete",
    "conflict_excuse",
    "conflict_list",
    "grid_detail",
    "grid_update",
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
    "promotion_announce",
    "promotion_delete",
    "promotion_update",
    "proposal_manuscript",
    "ranking_detail",
    "ranking_rebuild",
    "reopening_list",
    "row_update",
    "score_update",
    "scoresheet_detail",
    "scoresheet_finalise",
    "scoresheet_list",
    "scoresheet_reopen",
    "scoresheet_summary",
    "scoresheet_update",
    "seat_accept",
    "seat_create",
    "seat_decline",
    "seat_delete",
    "seat_detail",
    "seat_invite",
    "seat_list",
    "seat_replace",
    "seat_update",
    "session_calendar",
    "session_create",
    "session_delete",
    "session_list",
    "session_update",
    "slot_calendar",
    "slot_list",
    "slot_lower",
    "slot_move",
    "slot_raise",
    "standing_detail",
    "talk_detail",
    "timer_detail",
    "timer_state",
    "timer_step",
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

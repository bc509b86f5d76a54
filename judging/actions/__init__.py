"""What happens while a jury is made up and judges: each verb checks, changes and leaves a trace."""

from .assigning import assign_all, assign_by_hand, excuse_from_all, excuse_juror, remove_assignment
from .conflicts import declare_conflict, excuse_conflicted, locked_despite, remove_conflict
from .extra import add_juror
from .jury import create_panel, delete_panel
from .many import Stands, save_untouched
from .meeting import create_session, delete_session, draw_agenda, move_slot, shift_slot, update_session
from .nudge import nudge_jurors
from .planning import ask_for_plan, discard_plan, draw_plan, pin_assignment, take_plan
from .pledge import accept_pledge, draw_pledge
from .promotion import announce_promotions, promote, withdraw_promotion
from .ranking import rebuild_ranking, refresh_ranking
from .reopening import reopen_scoresheet
from .seats import (
    Newcomer,
    accept_seat,
    decline_seat,
    invite_juror,
    replace_juror,
    seat_juror,
    unseat_juror,
    update_seat,
)
from .sheets import finalise_scoresheet, save_score, save_scores
from .talk import mark_for_plenary, unmark_for_plenary, write_message
from .turn import note_attendance, step_slot
from .visit import (
    ReportChangedError,
    Snapshot,
    add_visit_photo,
    file_visit,
    remove_visit_photo,
    save_visit,
    sealed,
    set_visit_questions,
    sign_visit,
)
from .workbook import draw_workbook, look_into_workbook, store_workbook

__all__ = [
    "Newcomer",
    "ReportChangedError",
    "Snapshot",
    "Stands",
    "accept_pledge",
    "accept_seat",
    "add_juror",
    "add_visit_photo",
    "announce_promotions",
    "ask_for_plan",
    "assign_all",
    "assign_by_hand",
    "create_panel",
    "create_session",
    "declare_conflict",
    "decline_seat",
    "delete_panel",
    "delete_session",
    "discard_plan",
    "draw_agenda",
    "draw_plan",
    "draw_pledge",
    "draw_workbook",
    "excuse_conflicted",
    "excuse_from_all",
    "excuse_juror",
    "file_visit",
    "finalise_scoresheet",
    "invite_juror",
    "locked_despite",
    "look_into_workbook",
    "mark_for_plenary",
    "move_slot",
    "note_attendance",
    "nudge_jurors",
    "pin_assignment",
    "promote",
    "rebuild_ranking",
    "refresh_ranking",
    "remove_assignment",
    "remove_conflict",
    "remove_visit_photo",
    "reopen_scoresheet",
    "replace_juror",
    "save_score",
    "save_scores",
    "save_untouched",
    "save_visit",
    "sealed",
    "seat_juror",
    "set_visit_questions",
    "shift_slot",
    "sign_visit",
    "step_slot",
    "store_workbook",
    "take_plan",
    "unmark_for_plenary",
    "unseat_juror",
    "update_seat",
    "update_session",
    "withdraw_promotion",
    "write_message",
]

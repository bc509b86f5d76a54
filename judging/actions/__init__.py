"""What happens while a jury is made up and judges: each verb checks, changes and leaves a trace."""

from .assigning import assign_all, excuse_from_all, excuse_juror
from .jury import (
    create_panel,
    declare_conflict,
    delete_panel,
    locked_despite,
    remove_conflict,
    seat_juror,
    unseat_juror,
)
from .ranking import rebuild_ranking, refresh_ranking
from .sheets import finalise_scoresheet, save_score, save_scores

__all__ = [
    "assign_all",
    "create_panel",
    "declare_conflict",
    "delete_panel",
    "excuse_from_all",
    "excuse_juror",
    "finalise_scoresheet",
    "locked_despite",
    "rebuild_ranking",
    "refresh_ranking",
    "remove_conflict",
    "save_score",
    "save_scores",
    "seat_juror",
    "unseat_juror",
]

"""What the plenary and the secretariat do once the jurors have spoken."""

from .certificates import (
    archive_certificates,
    draw_certificates,
    find_missing,
    find_unarchived,
    redraw_certificates,
    revoke_certificate,
)
from .plenary import confirm_plenary, decide_tie, open_plenary
from .publication import preview, publish_result
from .special import add_special_award, remove_special_award

__all__ = [
    "add_special_award",
    "archive_certificates",
    "confirm_plenary",
    "decide_tie",
    "draw_certificates",
    "find_missing",
    "find_unarchived",
    "open_plenary",
    "preview",
    "publish_result",
    "redraw_certificates",
    "remove_special_award",
    "revoke_certificate",
]

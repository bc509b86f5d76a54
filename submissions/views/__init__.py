"""The pages of the agencies, and of those who check what they sent."""

from .attachment import attachment_create, attachment_delete, attachment_detail, attachment_list
from .check import check_detail, check_list, proposal_reject, proposal_return, proposal_verify
from .desk import proposal_detail, proposal_instrument
from .history import section_history, section_restore
from .overview import extension_create, overview_detail, reminder_create, reminder_create_all
from .proposal import (
    proposal_create,
    proposal_give_back,
    proposal_hand_over,
    proposal_list,
    proposal_recall,
    proposal_submit,
    proposal_update,
    proposal_withdraw,
)
from .section import section_update
from .session import session_detail, session_renewed
from .upload import upload_create, upload_delete, upload_detail

__all__ = [
    "attachment_create",
    "attachment_delete",
    "attachment_detail",
    "attachment_list",
    "check_detail",
    "check_list",
    "extension_create",
    "overview_detail",
    "proposal_create",
    "proposal_detail",
    "proposal_give_back",
    "proposal_hand_over",
    "proposal_instrument",
    "proposal_list",
    "proposal_recall",
    "proposal_reject",
    "proposal_return",
    "proposal_submit",
    "proposal_update",
    "proposal_verify",
    "proposal_withdraw",
    "reminder_create",
    "reminder_create_all",
    "section_history",
    "section_restore",
    "section_update",
    "session_detail",
    "session_renewed",
    "upload_create",
    "upload_delete",
    "upload_detail",
]

"""The pages of the agencies, and of those who check what they sent."""

from .attachment import attachment_create, attachment_delete, attachment_detail
from .check import check_detail, check_list, proposal_reject, proposal_return, proposal_verify
from .desk import proposal_detail, section_update
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

__all__ = [
    "attachment_create",
    "attachment_delete",
    "attachment_detail",
    "check_detail",
    "check_list",
    "proposal_create",
    "proposal_detail",
    "proposal_give_back",
    "proposal_hand_over",
    "proposal_list",
    "proposal_recall",
    "proposal_reject",
    "proposal_return",
    "proposal_submit",
    "proposal_update",
    "proposal_verify",
    "proposal_withdraw",
    "section_update",
]

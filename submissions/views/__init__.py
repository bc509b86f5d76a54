"""The pages of the agencies, and of those who check what they sent."""

from .attachment import attachment_create, attachment_delete, attachment_detail, attachment_list
from .bundle import bundle_create, bundle_detail, bundle_download, bundle_progress
from .check import (
    check_detail,
    check_list,
    proposal_reject,
    proposal_return,
    proposal_verify,
    proposal_verify_many,
)
from .desk import proposal_detail, proposal_instrument
from .history import section_history, section_restore
from .identity import innovator_update, proposal_update
from .importing import import_create, import_detail, import_discard, import_store, import_template
from .letter import letter_approve, letter_detail
from .overview import extension_create, overview_detail, reminder_create, reminder_create_all
from .paper import proposal_manuscript, proposal_receipt, version_manuscript, version_receipt
from .partner import (
    partner_confirm,
    partner_create,
    partner_decline,
    partner_delete,
    partner_search,
    partner_update,
)
from .proposal import (
    proposal_create,
    proposal_list,
)
from .section import section_update
from .session import session_detail, session_renewed
from .steps import proposal_give_back, proposal_hand_over, proposal_recall, proposal_submit, proposal_withdraw
from .upload import upload_create, upload_delete, upload_detail
from .version import version_content, version_list

__all__ = [
    "attachment_create",
    "attachment_delete",
    "attachment_detail",
    "attachment_list",
    "bundle_create",
    "bundle_detail",
    "bundle_download",
    "bundle_progress",
    "check_detail",
    "check_list",
    "extension_create",
    "import_create",
    "import_detail",
    "import_discard",
    "import_store",
    "import_template",
    "innovator_update",
    "letter_approve",
    "letter_detail",
    "overview_detail",
    "partner_confirm",
    "partner_create",
    "partner_decline",
    "partner_delete",
    "partner_search",
    "partner_update",
    "proposal_create",
    "proposal_detail",
    "proposal_give_back",
    "proposal_hand_over",
    "proposal_instrument",
    "proposal_list",
    "proposal_manuscript",
    "proposal_recall",
    "proposal_receipt",
    "proposal_reject",
    "proposal_return",
    "proposal_submit",
    "proposal_update",
    "proposal_verify",
    "proposal_verify_many",
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
    "version_content",
    "version_list",
    "version_manuscript",
    "version_receipt",
]

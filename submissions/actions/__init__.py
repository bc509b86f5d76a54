"""What people do with a proposal while it is theirs. The steps between states are in `workflow`."""

from .approval import approve_letter
from .attachment import add_attachment, remove_attachment, scan_attachment, scan_waiting
from .bundle import ask_bundle, entries_of, find_ungathered, gather_bundle
from .check import Passed, verify_all
from .extension import extend
from .importing import import_register
from .innovators import Person, people_of, set_innovators
from .paper import ask_paper, draw_paper, find_undrawn, latest_sending
from .partners import add_partner, confirm_partnership, decline_partnership, describe_partners, remove_partner
from .proposal import Clash, Identity, Update, register_proposal, update_proposal, values_of
from .reminder import remind
from .section import ChangedMeanwhileError, restore_revision, save_section
from .upload import OffsetError, begin_upload, clear_uploads, discard_upload, receive_piece

__all__ = [
    "ChangedMeanwhileError",
    "Clash",
    "Identity",
    "OffsetError",
    "Passed",
    "Person",
    "Update",
    "add_attachment",
    "add_partner",
    "approve_letter",
    "ask_bundle",
    "ask_paper",
    "begin_upload",
    "clear_uploads",
    "confirm_partnership",
    "decline_partnership",
    "describe_partners",
    "discard_upload",
    "draw_paper",
    "entries_of",
    "extend",
    "find_undrawn",
    "find_ungathered",
    "gather_bundle",
    "import_register",
    "latest_sending",
    "people_of",
    "receive_piece",
    "register_proposal",
    "remind",
    "remove_attachment",
    "remove_partner",
    "restore_revision",
    "save_section",
    "scan_attachment",
    "scan_waiting",
    "set_innovators",
    "update_proposal",
    "values_of",
    "verify_all",
]

"""What people do with a proposal while it is theirs. The steps between states are in `workflow`."""

from .attachment import add_attachment, remove_attachment, scan_attachment, scan_waiting
from .extension import extend
from .proposal import Identity, register_proposal, update_proposal
from .reminder import remind
from .section import ChangedMeanwhileError, restore_revision, save_section
from .upload import OffsetError, begin_upload, clear_uploads, discard_upload, receive_piece

__all__ = [
    "ChangedMeanwhileError",
    "Identity",
    "OffsetError",
    "add_attachment",
    "begin_upload",
    "clear_uploads",
    "discard_upload",
    "extend",
    "receive_piece",
    "register_proposal",
    "remind",
    "remove_attachment",
    "restore_revision",
    "save_section",
    "scan_attachment",
    "scan_waiting",
    "update_proposal",
]

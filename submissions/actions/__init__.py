"""What people do with a proposal while it is theirs. The steps between states are in `workflow`."""

from .attachment import add_attachment, remove_attachment
from .proposal import Identity, register_proposal, update_proposal
from .section import ChangedMeanwhileError, restore_revision, save_section

__all__ = [
    "ChangedMeanwhileError",
    "Identity",
    "add_attachment",
    "register_proposal",
    "remove_attachment",
    "restore_revision",
    "save_section",
    "update_proposal",
]

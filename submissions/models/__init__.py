"""What the agencies enter: innovations that they run, and the proposals with which these compete."""

from .attachment import Attachment, Scan, Upload, attachment_path
from .check import CheckItem, Reason
from .innovation import Innovation, InnovationQuerySet, Partnership
from .proposal import EDITABLE, NEVER_SENT, SDGS, TONES, Group, Innovator, Proposal, ProposalQuerySet, State
from .reminder import Extension, Reached, Reminder
from .section import Revision, Section
from .version import Approval, Bundle, Paper, PaperKind, Version, VersionKind

__all__ = [
    "EDITABLE",
    "NEVER_SENT",
    "SDGS",
    "TONES",
    "Approval",
    "Attachment",
    "Bundle",
    "CheckItem",
    "Extension",
    "Group",
    "Innovation",
    "InnovationQuerySet",
    "Innovator",
    "Paper",
    "PaperKind",
    "Partnership",
    "Proposal",
    "ProposalQuerySet",
    "Reached",
    "Reason",
    "Reminder",
    "Revision",
    "Scan",
    "Section",
    "State",
    "Upload",
    "Version",
    "VersionKind",
    "attachment_path",
]

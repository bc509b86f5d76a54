"""What the agencies enter: innovations that they run, and the proposals with which these compete."""

from .attachment import Attachment, Scan, Upload, attachment_path
from .check import CheckItem, Reason
from .import_batch import ImportBatch, ImportedKind, ImportedRow
from .innovation import Innovation, InnovationQuerySet, Partnership
from .proposal import DECIDED, EDITABLE, NEVER_SENT, SDGS, TONES, Group, Innovator, Proposal, ProposalQuerySet, State
from .reminder import Extension, Reached, Reminder
from .section import Revision, Section
from .undoing import Undoing, Undone
from .version import SENDINGS, Approval, Bundle, Paper, PaperKind, Version, VersionKind

__all__ = [
    "DECIDED",
    "EDITABLE",
    "NEVER_SENT",
    "SDGS",
    "SENDINGS",
    "TONES",
    "Approval",
    "Attachment",
    "Bundle",
    "CheckItem",
    "Extension",
    "Group",
    "ImportBatch",
    "ImportedKind",
    "ImportedRow",
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
    "Undoing",
    "Undone",
    "Upload",
    "Version",
    "VersionKind",
    "attachment_path",
]

"""What comes in about a proposal. Forms clean it; the actions decide."""

from .attachment import AttachmentForm, PlaceForm
from .check import RejectForm, ReturnForm
from .filter import SORTS, ProposalFilter
from .identity import ProposalForm, identity_of
from .writing import SectionForm

__all__ = [
    "SORTS",
    "AttachmentForm",
    "PlaceForm",
    "ProposalFilter",
    "ProposalForm",
    "RejectForm",
    "ReturnForm",
    "SectionForm",
    "identity_of",
]

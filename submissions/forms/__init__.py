"""What comes in about a proposal. Forms clean it; the actions decide."""

from .attachment import AttachmentForm, PlaceForm
from .check import RejectForm, ReturnForm
from .filter import SORTS, ProposalFilter
from .identity import ProposalForm, identity_of
from .overview import ExtensionForm, OverviewFilter
from .writing import SectionForm

__all__ = [
    "SORTS",
    "AttachmentForm",
    "ExtensionForm",
    "OverviewFilter",
    "PlaceForm",
    "ProposalFilter",
    "ProposalForm",
    "RejectForm",
    "ReturnForm",
    "SectionForm",
    "identity_of",
]

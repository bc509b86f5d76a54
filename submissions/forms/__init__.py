"""What comes in about a proposal. Forms clean it; the actions decide."""

from .attachment import AttachmentForm, PlaceForm
from .check import CheckForm, GiveBackForm, Line
from .filter import SORTS, ProposalFilter
from .identity import IdentityForm, ProposalForm
from .importing import ImportForm, StoreImportForm
from .innovator import InnovatorForm, InnovatorRows
from .overview import ExtensionForm, OverviewFilter
from .partner import ConfirmForm, DeclineForm, PartnerForm, parts_sent
from .writing import SectionForm

__all__ = [
    "SORTS",
    "AttachmentForm",
    "CheckForm",
    "ConfirmForm",
    "DeclineForm",
    "ExtensionForm",
    "GiveBackForm",
    "IdentityForm",
    "ImportForm",
    "InnovatorForm",
    "InnovatorRows",
    "Line",
    "OverviewFilter",
    "PartnerForm",
    "PlaceForm",
    "ProposalFilter",
    "ProposalForm",
    "SectionForm",
    "StoreImportForm",
    "parts_sent",
]

"""What comes in about a proposal. Forms clean it; the actions decide."""

from .attachment import AttachmentForm, PlaceForm
from .check import CheckForm, GiveBackForm, Line
from .filter import SORTS, ProposalFilter
from .identity import IdentityForm, ProposalForm
from .innovator import InnovatorForm, InnovatorRows
from .importing import ImportForm, StoreImportForm
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
    "InnovatorForm",
    "InnovatorRows",
    "ImportForm",
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

"""Loading is authorising: what a person may not see does not exist."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from competitions.models import PhaseKind

from .models import Proposal

SEALED = _("Naskah usulan tertutup bagi Anda: hanya OPD pemiliknya yang membaca sampai pendaftaran ditutup.")
NOT_FOR_YOU = _("Naskah usulan ini hanya dibaca OPD pemiliknya dan pemeriksa.")


def get_proposal(request: SignedInRequest, pk: int) -> Proposal:
    """The proposal, if this person may know of it (else 404)."""
    proposals = Proposal.objects.visible_to(request.user).with_details().prefetch_related("edition__extensions")
    return get_object_or_404(proposals, pk=pk)


def why_sealed(request: SignedInRequest, proposal: Proposal) -> str:
    """Why the text of a visible proposal may not be read, or nothing if it may."""
    if request.user.has_perm("submissions.read_proposal", proposal):
        return ""
    return str(NOT_FOR_YOU if proposal.edition.has_ended(PhaseKind.REGISTRATION) else SEALED)


def require_readable(request: SignedInRequest, proposal: Proposal) -> None:
    if reason := why_sealed(request, proposal):
        raise PermissionDenied(reason)


def require_changeable(request: SignedInRequest, proposal: Proposal) -> None:
    """Ask before any form does: the page that a refused form shows again holds the whole text."""
    if not request.user.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))

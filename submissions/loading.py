"""Loading is authorising: what a person may not see does not exist."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.http import SignedInRequest

from .models import Proposal


def get_proposal(request: SignedInRequest, pk: int) -> Proposal:
    """The proposal, if this person may know of it (else 404)."""
    proposals = Proposal.objects.visible_to(request.user).with_details().prefetch_related("edition__extensions")
    return get_object_or_404(proposals, pk=pk)


def require_readable(request: SignedInRequest, proposal: Proposal) -> None:
    policy.require("submissions.read_proposal", request.user, proposal)


def require_changeable(request: SignedInRequest, proposal: Proposal) -> None:
    """Ask before any form does: the page that a refused form shows again holds the whole text."""
    if not request.user.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))

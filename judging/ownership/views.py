"""Moving a proposal to the body that it belongs to: first where, then what that does, then why."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import OPD
from accounts.refusals import refusable_form
from judging.models import OwnerMove
from submissions.loading import get_proposal
from submissions.models import Proposal

from .actions import move_proposal
from .effects import effects_of
from .forms import MoveForm, MoveTargetForm


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_move(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    if not request.user.has_perm("judging.move_proposal", proposal):
        raise PermissionDenied(_("Pemilik usulan dipindahkan Bagian Organisasi."))
    choosing = MoveTargetForm(request.GET if "ke" in request.GET else None, proposal=proposal)
    to = choosing.cleaned_data["ke"] if choosing.is_valid() else None
    form = MoveForm(request.POST if request.method == "POST" and to else None)
    if to and form.is_valid():
        with refusable_form(form):
            move_proposal(proposal=proposal, to=to, by=request.user, **form.cleaned_data)
            sentence = _("“%(title)s” kini milik %(opd)s; kedua OPD diberi tahu.")
            messages.success(request, sentence % {"title": proposal, "opd": to})
            return redirect("judging:proposal-move", proposal.pk)
    effects = effects_of(proposal, to, by=request.user) if to else None
    context = {
        "proposal": proposal,
        "edition": proposal.edition,
        "choosing": choosing,
        "effects": effects,
        "form": form,
        "moves": moves_of(proposal),
        "back": latest_owner(proposal),
    }
    status = 422 if form.errors or (choosing.is_bound and choosing.errors) else 200
    return render(request, "judging/ownership/proposal_move.html", context, status=status)


def moves_of(proposal: Proposal) -> list[OwnerMove]:
    rows = OwnerMove.objects.filter(proposal=proposal).select_related("from_opd", "to_opd", "moved_by")
    return list(rows.order_by("-pk"))


def latest_owner(proposal: Proposal) -> OPD | None:
    """To whom it would be moved back."""
    last = next(iter(moves_of(proposal)), None)
    return last.from_opd if last else None

"""Taking back a verdict or a withdrawal: what it does is read before it is done."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from submissions.loading import get_proposal
from submissions.models import Proposal, State

from . import workflow
from .effects import effects_of
from .forms import UndoForm
from .undoing import last_round

STEP = {
    State.RETURNED: "undo_return",
    State.REJECTED: "undo_reject",
    State.VERIFIED: "undo_verify",
    State.WITHDRAWN: "undo_withdraw",
}
DONE = {
    "undo_return": _("Pengembalian “%(title)s” ditarik kembali; suratnya dikirim."),
    "undo_reject": _("Penolakan “%(title)s” ditarik kembali; suratnya dikirim."),
    "undo_verify": _("Putusan lolos atas “%(title)s” ditarik kembali; suratnya dikirim."),
    "undo_withdraw": _("“%(title)s” ikut serta lagi; suratnya dikirim."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whatever step brought the proposal where it stands, taken back with a reason."""
    proposal = get_proposal(request, pk)
    name = STEP.get(State(proposal.state), "")
    if not name or not request.user.has_perm(workflow.STEPS[name].permission, proposal):
        raise Http404
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusable_form(form):
            notes = [workflow.Note(form.cleaned_data["reason"])]
            moved = workflow.take(name, proposal=proposal, by=request.user, notes=notes)
            messages.success(request, DONE[name] % {"title": proposal})
            return redirect(_next_page(request, moved))
    context = {
        "proposal": proposal,
        "edition": proposal.edition,
        "step": name.removeprefix("undo_"),
        "effects": effects_of(name, proposal),
        "last": None if proposal.state == State.WITHDRAWN else last_round(proposal),
        "back": _next_page(request, proposal),
        "form": form,
    }
    return render(request, "submissions/steps/step_undo.html", context, status=422 if form.errors else 200)


def _next_page(request: SignedInRequest, proposal: Proposal) -> str:
    """The page of the proposal that this person may read; else the list."""
    if not request.user.has_perm("submissions.read_proposal", proposal):
        return reverse("submissions:proposal-list")
    if request.user.has_perm("submissions.view_checks"):
        return reverse("submissions:check-detail", args=[proposal.pk])
    return proposal.get_absolute_url()

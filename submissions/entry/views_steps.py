"""The steps that an agency takes with its proposal: each an address of its own."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.refusals import refusable
from submissions.loading import get_proposal
from submissions.steps import workflow
from submissions.steps.workflow import Note

from .forms_steps import GiveBackForm
from .views import desk_context


@require_POST
def proposal_hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusable(request):
        workflow.take("hand_over", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan diserahkan kepada kepala OPD, dan surat pemberitahuannya dikirim."))
    return redirect(proposal)


@require_POST
def proposal_recall(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusable(request):
        workflow.take("recall", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan kembali di meja Anda dan dapat diubah lagi."))
    return redirect(proposal)


@require_POST
def proposal_give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Back to the operator with a note; a note that does not do is shown again at its field."""
    proposal = get_proposal(request, pk)
    form = GiveBackForm(request.POST)
    if form.is_valid() or not request.user.has_perm("submissions.give_back_proposal", proposal):
        with refusable(request):
            notes = [Note(form.cleaned_data.get("note", ""))]
            workflow.take("give_back", proposal=proposal, by=request.user, notes=notes)
            messages.success(request, _("Usulan dikembalikan kepada operator dengan catatan Anda."))
        return redirect(proposal)
    context = desk_context(request, proposal)
    context["bar"] = replace(context["bar"], giving_back=form)
    return render(request, "submissions/entry/proposal_detail.html", context, status=422)


@require_POST
def proposal_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusable(request):
        workflow.take("submit", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan terkirim. Tanda terimanya dapat diunduh di halaman ini."))
    return redirect(proposal)


@require_POST
def proposal_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusable(request):
        workflow.take("withdraw", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan ditarik dan tidak ikut dinilai."))
    return redirect(proposal)

"""The list of proposals, registering one, and the steps of its agency."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition
from submissions import actions, workflow
from submissions.forms import ProposalFilter, ProposalForm
from submissions.models import Proposal, State
from submissions.workflow import Note

from .loading import get_proposal, refusal_as_message, require_changeable

PER_PAGE = 50


def enterable_editions(request: SignedInRequest) -> list[Edition]:
    editions = Edition.objects.opened().with_phases()
    return [edition for edition in editions if request.user.has_perm("submissions.add_proposal", edition)]


@require_safe
def proposal_list(request: SignedInRequest) -> HttpResponse:
    chosen = ProposalFilter(request.GET)
    proposals = chosen.apply(Proposal.objects.visible_to(request.user))
    if state := chosen.value("status"):
        proposals = proposals.filter(state=state)
    rows = proposals.select_related("edition", "category", "innovation__opd").with_progress()
    newest = () if chosen.value("urut") else ("-edition__year", "-edition")
    page = Paginator(rows.order_by(*newest, *chosen.ordering("judul")), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filter": chosen,
        "states": State.choices,
        "editions": Edition.objects.opened(),
        "enterable": enterable_editions(request),
    }
    return render(request, "submissions/proposal_list.html", context)


def proposal_create(request: SignedInRequest) -> HttpResponse:
    editions = enterable_editions(request)
    if not editions:
        raise PermissionDenied(_("Usulan baru hanya dapat dibuat orang OPD selama pendaftaran dibuka."))
    wanted = request.GET.get("edisi")
    edition = next((edition for edition in editions if edition.slug == wanted), editions[0])
    form = ProposalForm(request.POST or None, edition=edition, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = actions.register_proposal(
                edition=edition, opd=form.opd_chosen(), identity=form.identity(), by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Inovasi terdaftar. Sekarang isilah bagian-bagian proposalnya."))
            return redirect(proposal)
    context = {"form": form, "edition": edition, "editions": editions}
    return render(request, "submissions/proposal_form.html", context)


def proposal_update(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    require_changeable(request, proposal)
    form = ProposalForm(request.POST or None, edition=proposal.edition, user=request.user, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_proposal(proposal=proposal, identity=form.identity(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Identitas usulan tersimpan."))
            return redirect(proposal)
    context = {"form": form, "edition": proposal.edition, "proposal": proposal}
    return render(request, "submissions/proposal_form.html", context)


@require_POST
def proposal_hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusal_as_message(request):
        workflow.take("hand_over", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan diserahkan kepada kepala OPD, dan surat pemberitahuannya dikirim."))
    return redirect(proposal)


@require_POST
def proposal_recall(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusal_as_message(request):
        workflow.take("recall", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan kembali di meja Anda dan dapat diubah lagi."))
    return redirect(proposal)


@require_POST
def proposal_give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusal_as_message(request):
        workflow.take("give_back", proposal=proposal, by=request.user, notes=[Note(request.POST.get("note", ""))])
        messages.success(request, _("Usulan dikembalikan kepada operator dengan catatan Anda."))
    return redirect(proposal)


@require_POST
def proposal_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusal_as_message(request):
        workflow.take("submit", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan terkirim. Anda dapat membacanya di sini kapan saja."))
    return redirect(proposal)


@require_POST
def proposal_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    with refusal_as_message(request):
        workflow.take("withdraw", proposal=proposal, by=request.user)
        messages.success(request, _("Usulan ditarik dan tidak ikut dinilai."))
    return redirect(proposal)

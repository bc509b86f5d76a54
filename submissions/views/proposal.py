"""The list of proposals, and registering one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition
from submissions import actions
from submissions.forms import ProposalFilter, ProposalForm
from submissions.models import Proposal, State

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

"""The list of proposals, and registering one."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.paging import KeysFirst
from accounts.refusals import refusable_form
from competitions.models import Edition
from submissions.deadline import Windows
from submissions.models import Proposal, State
from submissions.proposal_filter import ProposalFilter

from .actions import register_proposal
from .forms import ProposalForm

PER_PAGE = 50


def open_editions() -> list[Edition]:
    return list(Edition.objects.opened().prefetch_related("phases", "extensions"))


def enterable_editions(request: SignedInRequest, editions: Iterable[Edition]) -> list[Edition]:
    return [edition for edition in editions if request.user.has_perm("submissions.add_proposal", edition)]


def with_ends(request: SignedInRequest, rows: Iterable[Any], editions: Iterable[Edition]) -> Iterator[Any]:
    """The rows of a page, each of the person's own with the moment up to which it can be brought on."""
    windows = {edition.pk: Windows(edition) for edition in editions}
    for row in rows:
        opd, window = row.innovation.opd_id, windows.get(row.edition_id)
        if window and opd in request.user.opd_roles:
            row.ends = window.until(opd, row.state, was_sent=row.was_sent, mend_until=row.mend_until)
        yield row


@require_safe
def proposal_list(request: SignedInRequest) -> HttpResponse:
    chosen = ProposalFilter(request.GET)
    proposals = chosen.apply(Proposal.objects.visible_to(request.user))
    if state := chosen.value("status"):
        proposals = proposals.filter(state=state)
    newest = () if chosen.value("urut") else ("-edition__year", "-edition")
    ordered = proposals.order_by(*newest, *chosen.ordering("judul"))
    page = KeysFirst(ordered, PER_PAGE, read=_with_line).get_page(request.GET.get("page"))
    editions = open_editions()
    context = {
        "page": page,
        "rows": with_ends(request, page, editions),
        "filter": chosen,
        "states": State.choices,
        "editions": editions,
        "enterable": enterable_editions(request, editions),
    }
    return render(request, "submissions/entry/proposal_list.html", context)


def _with_line(rows: Any) -> Any:
    """With what a line of the list prints."""
    return rows.select_related("edition", "category", "innovation__opd").with_progress()


def proposal_create(request: SignedInRequest) -> HttpResponse:
    editions = enterable_editions(request, open_editions())
    if not editions:
        raise PermissionDenied(_("Usulan baru hanya dapat dibuat orang OPD selama pendaftaran dibuka."))
    wanted = request.GET.get("edisi")
    edition = next((edition for edition in editions if edition.slug == wanted), editions[0])
    form = ProposalForm(request.POST or None, edition=edition, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            proposal = register_proposal(
                edition=edition, opd=form.opd_chosen(), identity=form.identity(), by=request.user
            )
            messages.success(request, _("Inovasi terdaftar. Sekarang isilah bagian-bagian proposalnya."))
            return redirect(proposal)
    context = {"form": form, "edition": edition, "editions": editions}
    return render(request, "submissions/entry/proposal_form.html", context, status=422 if form.errors else 200)

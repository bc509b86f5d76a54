"""How the text of a section came to be, sitting by sitting, and an earlier one put back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable
from competitions.models import SectionTemplate
from submissions.entry.actions_section import restore_revision
from submissions.loading import get_proposal
from submissions.models import Proposal, Revision


def _get_own(request: SignedInRequest, pk: int) -> Proposal:
    """Drafts and what was struck out of them are read by those who write, and by nobody who checks or judges."""
    proposal = get_proposal(request, pk)
    user = request.user
    if not user.has_perm("submissions.write_proposal", proposal) and not user.has_perm(
        "submissions.lead_proposal", proposal
    ):
        raise PermissionDenied(_("Riwayat tulisan hanya dibaca OPD pemiliknya."))
    return proposal


@require_safe
def section_history(request: SignedInRequest, pk: int, template_pk: int) -> HttpResponse:
    proposal = _get_own(request, pk)
    template = get_object_or_404(SectionTemplate, edition=proposal.edition_id, pk=template_pk)
    revisions = Revision.objects.filter(section__proposal=proposal, section__template=template)
    context = {
        "proposal": proposal,
        "edition": proposal.edition,
        "template": template,
        "revisions": list(revisions.select_related("written_by").order_by("-pk")),
    }
    return render(request, "submissions/history/section_history.html", context)


@require_POST
def section_restore(request: SignedInRequest, pk: int, template_pk: int, revision_pk: int) -> HttpResponse:
    proposal = _get_own(request, pk)
    rows = Revision.objects.filter(section__proposal=proposal, section__template=template_pk)
    revision = get_object_or_404(rows.select_related("section__proposal", "section__template"), pk=revision_pk)
    with refusable(request):
        restore_revision(revision=revision, by=request.user)
        messages.success(request, _("Teks itu kembali di usulan. Yang digantikannya tetap ada dalam riwayat."))
    return redirect(f"{proposal.get_absolute_url()}#bagian-{template_pk}")

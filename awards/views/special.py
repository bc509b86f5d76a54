"""Special awards: to a body, beside the ranking."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from awards.actions.special import add_special_award, remove_special_award
from awards.forms import SpecialAwardForm
from awards.models import SpecialAward
from competitions.models import Edition

from .loading import get_edition


@require_safe
def specialaward_list(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "awards.view_certificates"), SpecialAwardForm())


@require_POST
def specialaward_create(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "awards.manage_special_awards")
    form = SpecialAwardForm(request.POST)
    if form.is_valid():
        with refusable_form(form):
            add_special_award(edition=edition, by=request.user, **form.cleaned_data)
            messages.success(request, _("Penghargaan khusus dicatat."))
            return redirect("awards:specialaward-list", slug)
    return _page(request, edition, form, status=422)


@require_POST
def specialaward_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "awards.manage_special_awards")
    award = get_object_or_404(SpecialAward, edition=edition, pk=pk)
    remove_special_award(award=award, by=request.user)
    messages.success(request, _("Penghargaan khusus dihapus."))
    return redirect("awards:specialaward-list", slug)


def _page(request: SignedInRequest, edition: Edition, form: SpecialAwardForm, *, status: int = 200) -> HttpResponse:
    context = {
        "edition": edition,
        "awards": edition.special_awards.select_related("holder"),
        "may_manage": request.user.has_perm("awards.manage_special_awards", edition),
        "is_published": edition.publications.exists(),
        "form": form,
    }
    return render(request, "awards/specialaward_list.html", context, status=status)

"""A rehearsal's own page: start it, watch it being made, enter, leave, throw it away. Always of what is real."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rehearsal
from accounts.acting import ActPage, act
from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from competitions.models import Edition
from competitions.views.loading import get_edition

from .actions import start_rehearsal, throw_away
from .middleware import ENTERED
from .playing import STAGES, stages_for

RIGHT = "rehearse_edition"


class StartForm(forms.Form):
    stage = forms.ChoiceField(label=gettext_lazy("Dijalankan sampai"), widget=forms.RadioSelect)

    def __init__(self, edition: Edition, data: QueryDict | None = None) -> None:
        super().__init__(data)
        offered = stages_for(edition)
        self.fields["stage"].choices = list(offered.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stage"].initial = list(offered)[-1]


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right=RIGHT)
    form = StartForm(edition, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            start_rehearsal(edition=edition, stage=form.cleaned_data["stage"], by=request.user)
            return redirect("rehearsal-detail", slug)
    found = rehearsal.find()
    context = {
        "edition": edition,
        "form": form,
        "found": found,
        "is_own": bool(found and found.slug == slug),
        "reach": found and STAGES.get(found.stage),
        "is_inside": bool(found and request.session.get(ENTERED) == found.schema),
        "is_short": len(stages_for(edition)) < len(STAGES),
    }
    whole = not request.headers.get("HX-Request")
    name = "kovablik/rehearsal/rehearsal_detail.html" if whole else "kovablik/rehearsal/_state.html"
    return render(request, name, context, status=422 if form.errors else 200)


@require_POST
def rehearsal_enter(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right=RIGHT)
    found = rehearsal.find()
    if not found or found.slug != slug or not found.is_ready:
        messages.error(request, _("Gladi bersih belum siap dimasuki."))
        return redirect("rehearsal-detail", slug)
    request.session[ENTERED] = found.schema
    return redirect(edition)


@require_POST
def rehearsal_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    request.session.pop(ENTERED, None)
    return redirect("rehearsal-detail", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Asked once more before; what is thrown away is the one that the page was about."""
    edition = get_edition(request, slug, right=RIGHT)
    found = rehearsal.find()
    if not found or found.slug != slug:
        request.session.pop(ENTERED, None)
        return redirect("rehearsal-detail", slug)
    page = ActPage(
        title=_("Buang gladi bersih"),
        button=_("Buang gladi bersih"),
        crumbs=[(edition.get_absolute_url(), str(edition)), (request.path.removesuffix("buang/"), _("Gladi bersih"))],
        effects=[
            _("Usulan, nilai, piagam, dan jejak contoh hilang beserta berkasnya."),
            _("Edisi yang sebenarnya tidak berubah."),
        ],
        is_danger=True,
    )

    def discard(_cleaned: object) -> str:
        throw_away(schema=found.schema, by=request.user)
        request.session.pop(ENTERED, None)
        return _("Gladi bersih dibuang. Tidak ada yang tersisa.")

    return act(request, page, forms.Form(request.POST if request.method == "POST" else None), discard)

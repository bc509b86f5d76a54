"""The integrity pledge: the page on which it is read and accepted, and its paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts import clock
from accounts.http import SignedInRequest
from accounts.queue import enqueue_once
from accounts.refusals import refusable_form
from accounts.roles import WATCHERS
from competitions.models import Edition
from judging.loading import get_edition
from judging.models import Conflict, Pledge
from submissions.files import POLICY

from .actions_pledge import accept_pledge, draw_pledge
from .forms import PledgeForm
from .pledge_text import blocks, fingerprint, pledge_text

PAUSE = 30  # seconds in which a paper is not asked for again


@require_safe
@never_cache
def pledge_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is to be pledged, or what was."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user).with_phases(), slug=slug)
    form = PledgeForm(initial={"next": _safe(request, request.GET.get("next", ""))})
    return _page(request, edition, form)


@require_POST
def pledge_accept(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "judging.accept_pledge")
    form = PledgeForm(request.POST)
    if form.is_valid():
        user, shown = request.user, form.cleaned_data["shown"]
        with refusable_form(form):
            accept_pledge(edition=edition, user=user, shown=shown, by=user)
            messages.success(request, _("Pakta integritas Anda tersimpan. Terima kasih."))
            return redirect(_safe(request, form.cleaned_data["next"]) or "judging:scoresheet-list")
    return _page(request, edition, form)


@require_safe
@never_cache
def pledge_paper(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The PDF for anyone who pledged, the secretariat and the auditor; a page that waits for it until it is drawn."""
    visible = Pledge.objects.all() if request.user.has_role(*WATCHERS) else Pledge.objects.filter(user=request.user)
    pledge = get_object_or_404(visible.select_related("edition", "user"), pk=pk)
    if not request.user.has_perm("judging.view_pledge", pledge):
        raise PermissionDenied
    if not pledge.pdf or not pledge.pdf.storage.exists(pledge.pdf.name):
        return _waiting(request, pledge)
    if request.htmx:
        return HttpResponseClientRedirect(request.get_full_path())
    response = FileResponse(pledge.pdf.open("rb"), filename=_file_name(pledge), content_type="application/pdf")
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def _waiting(request: SignedInRequest, pledge: Pledge) -> HttpResponse:
    """Its task may have been lost with its worker: ask again, but not with each look."""
    enqueue_once(draw_pledge, pledge.pk, within=PAUSE)
    template = "submissions/_paper_waiting.html" if request.htmx else "judging/panels/pledge_waiting.html"
    response = render(request, template, {"pledge": pledge, "edition": pledge.edition, "back": _back(request, pledge)})
    response.status_code = 202
    response["Retry-After"] = "2"
    return response


def _back(request: SignedInRequest, pledge: Pledge) -> str:
    name = "pledge-detail" if pledge.user_id == request.user.pk else "panel-update"
    return reverse(f"judging:{name}", args=[pledge.edition.slug])


def _file_name(pledge: Pledge) -> str:
    return f"pakta-integritas-{pledge.edition.slug}-{slugify(str(pledge.user))}.pdf"


def _page(request: SignedInRequest, edition: Edition, form: PledgeForm) -> HttpResponse:
    pledge = Pledge.objects.filter(edition=edition, user=request.user).first()
    if pledge is None and not request.user.has_perm("judging.accept_pledge", edition):
        raise PermissionDenied
    text = pledge.text if pledge else pledge_text(edition, request.user, clock.now())
    context = {
        "edition": edition,
        "pledge": pledge,
        "blocks": list(blocks(text)),
        "shown": fingerprint(text),
        "form": form,
        "next": form["next"].value() or "",
        "conflicts": Conflict.objects.filter(user=request.user).select_related("opd", "innovation"),
    }
    return render(request, "judging/panels/pledge_detail.html", context, status=422 if form.is_bound else 200)


def _safe(request: SignedInRequest, address: str) -> str:
    """An address of ours, or nothing."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""

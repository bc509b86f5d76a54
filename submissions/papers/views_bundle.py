"""All proposals of an edition in one ZIP, for the secretariat and the auditor."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition
from submissions.models import Bundle

from .actions_bundle import ask_bundle, entries_of


def get_edition(request: SignedInRequest, slug: str, right: str) -> Edition:
    edition = get_object_or_404(Edition.objects.visible_to(request.user).with_phases(), slug=slug)
    if not request.user.has_perm(right, edition):
        raise PermissionDenied(_("Naskah dikumpulkan sekretariat setelah pendaftaran ditutup."))
    return edition


@require_safe
@never_cache
def bundle_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "submissions.view_bundle")
    bundle, ready = _bundles(edition)
    context = {
        "edition": edition,
        "bundle": bundle,
        "ready": ready,
        "entries": entries_of(edition).count(),
    }
    return render(request, "submissions/papers/bundle_detail.html", context)


@require_POST
def bundle_create(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "submissions.gather_bundle")
    ask_bundle(edition=edition, by=request.user)
    return redirect("submissions:bundle-detail", slug)


@require_safe
@never_cache
def bundle_progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """The bar alone, asked for every two seconds; once all is done the page is loaded again, and nobody asks again."""
    edition = get_edition(request, slug, "submissions.view_bundle")
    bundle, _ready = _bundles(edition)
    if bundle is None:
        raise Http404
    response = render(request, "submissions/papers/_bundle_progress.html", {"edition": edition, "bundle": bundle})
    if bundle.is_finished or bundle.is_given_up:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def bundle_download(request: SignedInRequest, slug: str) -> FileResponse:
    edition = get_edition(request, slug, "submissions.view_bundle")
    _bundle, ready = _bundles(edition)
    if ready is None:
        raise Http404
    try:
        file = ready.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{edition.slug}-naskah.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def _bundles(edition: Edition) -> tuple[Bundle | None, Bundle | None]:
    """The one asked for last, and the latest that is finished."""
    rows = list(edition.bundles.select_related("asked_by"))
    return next(iter(rows), None), next((row for row in rows if row.is_finished), None)

"""The certificates of an edition: how far the worker is, each as a file, all as a ZIP, and revoking one."""

from typing import IO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from accounts.spreadsheets.export import download, file_kind
from awards import documents
from awards.actions.certificates import redraw_certificates, revoke_certificate
from awards.actions.publication import unanswered_in
from awards.exports import register_export
from awards.forms import RevokeForm
from awards.models import Certificate, CertificateQuerySet, Publication
from awards.progress import progress_of
from competitions.models import Edition

from .loading import get_edition, typed

PER_PAGE = 50


@require_safe
def certificate_list(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """With `cabut` the form to revoke that one stands open in its row."""
    edition = get_edition(request, slug, "awards.view_certificates")
    if kind := file_kind(request):
        query = typed(request, "cari")
        return download(kind, register_export(edition, _listed(Publication.objects.latest_of(edition), query), query))
    return _page(request, edition, token=typed(request, "cabut"), revoke=RevokeForm())


@require_safe
@never_cache
def certificate_progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """The bar alone, asked for every two seconds; once all is done the page is loaded again, and nobody asks again."""
    edition = get_edition(request, slug, "awards.view_certificates")
    drawing = progress_of(_publication(edition))
    response = render(request, "awards/_progress.html", {"edition": edition, "drawing": drawing})
    if drawing.is_complete:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def archive_detail(request: SignedInRequest, slug: str) -> HttpResponse | FileResponse:
    edition = get_edition(request, slug, "awards.view_certificates")
    publication = _publication(edition)
    if not publication.archived_at:
        raise Http404
    return FileResponse(_opened(publication.archive), as_attachment=True, filename=f"{edition.slug}-piagam.zip")


@require_safe
def certificate_detail(request: SignedInRequest, token: str) -> HttpResponse | FileResponse:
    """The file itself, for the overseers and for the people of the body that received it."""
    certificate = _certificate(request, token)
    if not request.user.has_perm("awards.view_certificate", certificate):
        raise PermissionDenied
    if not certificate.is_drawn:
        raise Http404
    return FileResponse(
        _opened(certificate.pdf), filename=documents.file_name(certificate), content_type="application/pdf"
    )


def _opened(file: FieldFile) -> IO[bytes]:
    """A stored file, or 404 when somebody took it away behind our back."""
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
def certificate_redraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Try once more what the worker gave up."""
    edition = get_edition(request, slug, "awards.view_certificates")
    redraw_certificates(edition=edition, by=request.user)
    messages.success(request, _("Piagam yang gagal akan digambar ulang."))
    return redirect("awards:certificate-list", slug)


@require_POST
def certificate_revoke(request: SignedInRequest, token: str) -> HttpResponse:
    certificate = _certificate(request, token)
    form = RevokeForm(request.POST)
    if form.is_valid():
        with refusable_form(form):
            revoke_certificate(certificate=certificate, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Piagam %(number)s dicabut.") % {"number": certificate.number})
            return redirect(_list_url(certificate))
    if not request.user.has_perm("awards.revoke_certificate", certificate):
        raise PermissionDenied
    return _page(request, certificate.publication.edition, token=token, revoke=form, status=422)


def _page(
    request: SignedInRequest, edition: Edition, *, token: str, revoke: RevokeForm, status: int = 200
) -> HttpResponse:
    publication = Publication.objects.latest_of(edition)
    drawing = progress_of(publication) if publication else None
    query = typed(request, "cari")
    context = {
        "edition": edition,
        "publication": publication,
        "drawing": drawing,
        "silent": unanswered_in(publication) if publication else [],
        "may_redraw": bool(drawing and drawing.failed) and request.user.has_perm("awards.redraw_certificates", edition),
        "query": query,
        "page": Paginator(_listed(publication, query), PER_PAGE).get_page(request.GET.get("page")),
        "token": token,
        "form": revoke,
    }
    return render(request, "awards/certificate_list.html", context, status=status)


def _listed(publication: Publication | None, query: str) -> CertificateQuerySet:
    certificates = Certificate.objects.filter(publication=publication) if publication else Certificate.objects.none()
    return _found(certificates, query).select_related("revocation")


def _found(certificates: CertificateQuerySet, query: str) -> CertificateQuerySet:
    if not query:
        return certificates
    names = Q(recipient_name__icontains=query) | Q(title__icontains=query) | Q(honour__icontains=query)
    return certificates.filter(names | Q(number__icontains=query))


def _publication(edition: Edition) -> Publication:
    publication = Publication.objects.latest_of(edition)
    if publication is None:
        raise Http404
    return publication


def _certificate(request: SignedInRequest, token: str) -> Certificate:
    return get_object_or_404(Certificate.objects.visible_to(request.user).with_details(), token=token)


def _list_url(certificate: Certificate) -> str:
    return reverse("awards:certificate-list", args=[certificate.publication.edition.slug])

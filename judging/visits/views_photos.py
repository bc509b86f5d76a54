"""The pictures of a visit: taken in, taken out, and shown to anyone who may read the report."""

from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.fields.files import ImageFieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import in_words
from judging.models import ScoreSheet, VisitPhoto
from submissions.entry.views_session import is_autosave, require_writer

from .actions import Snapshot, add_visit_photo, remove_visit_photo, sign_visit
from .forms import PhotoForm, SignatureForm
from .report_page import forbidden, report_page, report_sheet, visit_of

POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"


@require_POST
def visit_photo_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """One photo; the answer to the script is its line in the list, or the reason in a sentence."""
    sheet = report_sheet(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    try:
        require_writer(request)
        _require_valid(form)
        photo = add_visit_photo(sheet=sheet, photo=Snapshot(**form.snapshot()), by=request.user)
    except PermissionDenied as error:
        return forbidden(request, error)
    except ValidationError as error:
        return _refused(request, sheet, error)
    if is_autosave(request):
        return render(request, "judging/visits/_visit_photo.html", {"photo": photo, "sheet": sheet, "may_fill": True})
    return redirect("judging:visit-detail", pk)


@require_POST
def visit_photo_delete(request: SignedInRequest, pk: int, key: UUID) -> HttpResponse:
    sheet = report_sheet(request, pk)
    try:
        require_writer(request)
        remove_visit_photo(sheet=sheet, key=key, by=request.user)
    except PermissionDenied as error:
        return forbidden(request, error)
    return HttpResponse() if is_autosave(request) else redirect("judging:visit-detail", pk)


@require_POST
def visit_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """The signature that was drawn; without one, that which is there goes."""
    sheet = report_sheet(request, pk)
    form = SignatureForm(request.POST, request.FILES)
    try:
        require_writer(request)
        _require_valid(form)
        visit = sign_visit(sheet=sheet, png=form.cleaned_data["image"], by=request.user)
    except PermissionDenied as error:
        return forbidden(request, error)
    except ValidationError as error:
        return _refused(request, sheet, error)
    if is_autosave(request):
        return render(request, "judging/visits/_visit_signed.html", {"visit": visit, "sheet": sheet, "may_fill": True})
    return redirect("judging:visit-detail", pk)


@require_safe
def visit_photo_detail(request: SignedInRequest, pk: int, key: UUID) -> HttpResponseBase:
    assignment = report_sheet(request, pk).assignment
    photos = VisitPhoto.objects.filter(visit__stage=assignment.stage_id, visit__proposal=assignment.proposal_id)
    photo = get_object_or_404(photos, visit__juror=assignment.juror_id, key=key)
    return _picture(request, photo.image, photo.sha256, "image/jpeg")


@require_safe
def visit_signature(request: SignedInRequest, pk: int) -> HttpResponseBase:
    visit = visit_of(report_sheet(request, pk))
    if not visit.signature:
        raise Http404
    return _picture(request, visit.signature, visit.signature_sha256, "image/png")


def _require_valid(form: forms.Form) -> None:
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.as_data().values() for error in errors])


def _refused(request: SignedInRequest, sheet: ScoreSheet, error: ValidationError) -> HttpResponse:
    sentence = in_words(error)
    if is_autosave(request):
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=422)
    return report_page(request, sheet, photo_problem=sentence)


def _picture(request: SignedInRequest, picture: ImageFieldFile, digest: str, content_type: str) -> HttpResponseBase:
    """A picture of ours, never as a page, and kept by no proxy. 404 when the storage lost it."""
    etag = f'"{digest}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(picture.open("rb"), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404 from error
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    return response

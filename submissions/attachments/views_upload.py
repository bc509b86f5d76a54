"""A file that comes in pieces, by the tus protocol 1.0 (https://tus.io): core, creation and termination.

A browser asks with its CSRF token as for every other act. What is refused is told in one sentence as plain text.
"""

import re
import tempfile
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.http import Http404, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from submissions.loading import get_proposal, require_changeable
from submissions.models import Proposal, Upload
from submissions.upload_pieces import copy

from .actions_upload import OffsetError, begin_upload, discard_upload, receive_piece
from .forms import PlaceForm

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
NUMBER = re.compile(r"\d{1,18}", re.ASCII)  # fits PostgreSQL's bigint
MOST_METADATA = 8_000

View = Callable[..., HttpResponse]


class BadRequestError(Exception):
    """What was sent is not of the protocol; only a program that errs sees this."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def by_tus(view: View) -> View:
    """Answer in the protocol's own way: 401 instead of the sign-in page, every refusal as a sentence."""

    @wraps(view)
    def answer(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            response = _sentence(_("Sesi Anda berakhir. Masuk lagi, lalu unggahan ini dilanjutkan."), 401)
        elif request.headers.get("Tus-Resumable") != VERSION:
            response = _sentence(_("Muat ulang halaman ini, lalu unggah sekali lagi."), 412)
            response["Tus-Version"] = VERSION
        else:
            response = _answered(view, request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return login_not_required(answer)


def _answered(view: View, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except BadRequestError as error:
        return _sentence(str(error), error.status)
    except Http404:
        return _sentence(_("Unggahan ini tidak ada lagi. Pilih berkasnya sekali lagi."), 404)
    except PermissionDenied as error:
        return _sentence(str(error) or _("Usulan ini sedang tidak dapat diubah."), 403)
    except OffsetError:
        return _sentence(_("Potongan ini tidak menyambung dengan yang sudah diterima."), 409)
    except ValidationError as error:
        return _sentence(" ".join(error.messages), 413 if getattr(error, "code", "") == "too_big" else 422)


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@by_tus
@require_POST
def upload_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Announce a file: its size and name, and the place it is for."""
    proposal = get_proposal(request, pk)
    require_changeable(request, proposal)
    told = _metadata(request)
    form = PlaceForm(told, edition=proposal.edition)
    if not form.is_valid():
        raise ValidationError([str(sentence) for sentences in form.errors.values() for sentence in sentences])
    upload = begin_upload(
        proposal=proposal,
        name=told.get("filename", ""),
        size=_number(request, "Upload-Length"),
        by=request.user,
        **form.cleaned_data,
    )
    response = HttpResponse(status=201)
    response["Location"] = reverse("submissions:upload-detail", args=[upload.token])
    response["Upload-Offset"] = "0"
    return response


@by_tus
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload_detail(request: SignedInRequest, token: str) -> HttpResponse:
    """How far a file came (HEAD), its next piece (PATCH), or its end (DELETE)."""
    upload = get_upload(request, token)
    if request.method == "PATCH":
        upload = _received(request, upload)
    elif request.method == "DELETE":
        discard_upload(upload=upload, by=request.user)
        return HttpResponse(status=204)
    response = HttpResponse(status=200 if request.method == "HEAD" else 204)
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Length"] = str(upload.size)
    return response


@require_POST
def upload_delete(request: SignedInRequest, token: str) -> HttpResponse:
    """Give up an unfinished file from the list of the page."""
    upload = get_upload(request, token)
    anchor = f"bagian-{upload.section_id}" if upload.section_id else f"dokumen-{upload.requirement_id}"
    discard_upload(upload=upload, by=request.user)
    if request.htmx:
        return redirect("submissions:attachment-list", upload.proposal_id, anchor)
    return redirect(f"{upload.proposal.get_absolute_url()}#{anchor}")


def get_upload(request: SignedInRequest, token: str) -> Upload:
    """Only anyone who began it knows of it, for as long as the proposal is theirs to see (else 404)."""
    own = Upload.objects.filter(uploaded_by=request.user, proposal__in=Proposal.objects.visible_to(request.user))
    return get_object_or_404(own.select_related("proposal"), token=token)


def _received(request: SignedInRequest, upload: Upload) -> Upload:
    """The piece waits in a temporary file until all of it is here: no row is locked for a slow sender."""
    if request.content_type != PIECE:
        raise BadRequestError(f"Content-Type: {PIECE}", 415)
    offset, left = _number(request, "Upload-Offset"), upload.size - upload.received
    if offset != upload.received:
        raise OffsetError
    with tempfile.TemporaryFile() as kept:
        came = copy(Body(request), kept, left + 1)
        if came > left:
            raise BadRequestError(_("Yang dikirim lebih besar daripada yang diumumkan."), 413)
        kept.seek(0)
        if not came:
            return upload
        piece = File(kept, name=upload.name)
        piece.size = came
        return receive_piece(upload=upload, offset=offset, piece=piece, by=request.user)


class Body:
    """The request as it comes in. One that is cut off ends there: what came before the cut is kept."""

    def __init__(self, request: SignedInRequest) -> None:
        self.request = request

    def read(self, size: int) -> bytes:
        try:
            return self.request.read(size)
        except UnreadablePostError:
            return b""


def _number(request: SignedInRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not NUMBER.fullmatch(text):
        raise BadRequestError(f"{header}: 0-999999999999999999")
    return int(text)


def _metadata(request: SignedInRequest) -> dict[str, str]:
    """Pairs of a key and a Base64 value, parted by commas; a value may be missing."""
    told, header = {}, request.headers.get("Upload-Metadata", "")
    if len(header) > MOST_METADATA:
        raise BadRequestError("Upload-Metadata")
    for pair in filter(None, map(str.strip, header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            told[key] = b64decode(value, validate=True).decode()
        except (Base64Error, ValueError) as error:
            raise BadRequestError("Upload-Metadata") from error
    return told

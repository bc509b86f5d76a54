"""Handing out an attachment, after the caller has checked the right to read it."""

import re
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User

from .file_inspection.kinds import JPG, PDF, PNG
from .models import Attachment, Scan

SHOWN = {PDF.content_type, PNG.content_type, JPG.content_type}
# A sandboxed document does not get Chromium's PDF viewer; the viewer itself runs no script of the page.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def why_closed(attachment: Attachment, user: User) -> str:
    """Why a file that this person knows of stays shut: the NIP in a signed statement, or the virus scanner."""
    if attachment.requirement and attachment.requirement.letter and not _may_open_letter(user, attachment):
        return _("Surat ini memuat NIP dan hanya dibuka OPD pemilik utama dan pemeriksa.")
    if attachment.scan == Scan.INFECTED:
        return _("Berkas ini terinfeksi (%(threat)s) dan tidak dapat dibuka siapa pun.") % {"threat": attachment.threat}
    if attachment.scan == Scan.WAITING and attachment.uploaded_by_id != user.pk:
        return _("Berkas ini sedang dipindai. Buka kembali beberapa saat lagi.")
    return ""


def _may_open_letter(user: User, attachment: Attachment) -> bool:
    return user.has_perm("submissions.open_signed_letter", attachment.proposal)


def attachment_response(request: SignedInRequest, attachment: Attachment) -> HttpResponseBase:
    """The file, or the part of it that was asked for, as what its content was found to be: never as a page,
    never kept by a proxy, and not at all while the scanner has it. FileNotFoundError when the storage lost it.
    """
    if sentence := why_closed(attachment, request.user):
        raise PermissionDenied(sentence)
    etag = f'"{attachment.sha256}"'
    response = get_conditional_response(request, etag=etag)
    return _with_headers(response or _whole_or_part(request, attachment, etag), attachment, etag)


def _whole_or_part(request: SignedInRequest, attachment: Attachment, etag: str) -> HttpResponseBase:
    file = attachment.file.open("rb")
    asked = _asked_range(request, attachment.size, etag)
    if asked is None:
        response: HttpResponseBase = FileResponse(file)
    elif not asked:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{attachment.size}"
        return response
    else:
        file.seek(asked.start)
        response = FileResponse(Part(file, len(asked)), status=206)
        response["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{attachment.size}"
        response["Content-Length"] = str(len(asked))
    if request.method == "HEAD":
        length = response["Content-Length"]
        response.close()
        response = HttpResponse(status=response.status_code, headers=dict(response.items()))
        response["Content-Length"] = length
    response["Content-Type"] = attachment.content_type
    return response


def _asked_range(request: SignedInRequest, size: int, etag: str) -> range | None:
    """The one range that was asked for, empty when it lies outside; None for the whole, as for all that is unclear."""
    match = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not match or match[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


class Part:
    """So many bytes of an open file from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(block)
        return block

    def close(self) -> None:
        self.file.close()


def _with_headers(response: HttpResponseBase, attachment: Attachment, etag: str) -> HttpResponseBase:
    sandbox = "" if attachment.content_type == PDF.content_type else "; sandbox"
    response["Content-Security-Policy"] = POLICY + sandbox
    is_kept = attachment.content_type not in SHOWN
    response["Content-Disposition"] = content_disposition_header(is_kept, attachment.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response

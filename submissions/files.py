"""Handing out an attachment, after the caller has checked the right to read it."""

import re
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from accounts.http import SignedInRequest

from .file_inspection.kinds import JPG, PDF, PNG
from .models import Attachment

SHOWN = {PDF.content_type, PNG.content_type, JPG.content_type}
# A sandboxed document does not get Chromium's PDF viewer; the viewer itself runs no script of the page.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def attachment_response(request: SignedInRequest, attachment: Attachment) -> HttpResponseBase:
    """The file, or the part of it that was asked for, as what its content was found to be: never as a page,
    never kept by a proxy. Http404 when the storage lost it.
    """
    etag = f'"{attachment.sha256}"'
    response = get_conditional_response(request, etag=etag)
    return _with_headers(response or _whole_or_part(request, attachment, etag), attachment, etag)


def _whole_or_part(request: SignedInRequest, attachment: Attachment, etag: str) -> HttpResponseBase:
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
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
        response = FileResponse(FileRange(file, len(asked)), status=206)
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


class FileRange:
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

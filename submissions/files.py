"""Handing out an attachment, after the caller has checked the right to read it."""

from django.http import FileResponse

from .models import Attachment
from .sniffing import JPG, PDF, PNG

SHOWN = {PDF.content_type, PNG.content_type, JPG.content_type}
# A sandboxed document does not get Chromium's PDF viewer; the viewer itself runs no script of the page.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def attachment_response(attachment: Attachment) -> FileResponse:
    """The file as what its content was found to be: never as a page, never kept by a proxy."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=attachment.content_type not in SHOWN,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    sandbox = "" if attachment.content_type == PDF.content_type else "; sandbox"
    response["Content-Security-Policy"] = POLICY + sandbox
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response

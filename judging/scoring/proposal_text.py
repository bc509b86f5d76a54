"""The left side of a sheet, what is judged: made once of what is stored in the database, then kept.

It is kept by the hash of its content, by whether the reader sees names, and by language, and only for the juror of
the sheet who holds no office: everybody else is shown more, or acts of their own, and gets it made again.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.http import SignedInRequest
from judging import anonymise
from judging.models import ScoreSheet
from judging.sheet_files import opened_from
from submissions.anonymise import veil
from submissions.content_digest import content_digest
from submissions.preflight.findings import names_in_text
from submissions.proposal_parts import proposal_parts

KEPT_SECONDS = 24 * 3600
ANY_SHEET = 918_273_645_546  # in the addresses of what is kept, until the sheet's own number takes its place


def proposal_text(request: SignedInRequest, sheet: ScoreSheet) -> dict[str, Any]:
    """The `head` and `body` of the proposal as this reader may see it, and what the page says of names."""
    stage = sheet.assignment.stage
    is_blind = anonymise.hides_from(request.user, stage)
    if sheet.assignment.juror_id == request.user.pk and not request.user.offices:
        return {**_kept(request, sheet, is_blind=is_blind), "is_blind": is_blind, "named": []}
    return {**_made(request, sheet, sheet.pk, is_blind=is_blind), "is_blind": is_blind}


def _kept(request: SignedInRequest, sheet: ScoreSheet, *, is_blind: bool) -> dict[str, SafeString]:
    digest = content_digest(sheet.assignment.proposal_id)
    key = f"judging.text:{template_digest()}:{digest}:{is_blind:d}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        made = _made(request, sheet, ANY_SHEET, is_blind=is_blind)
        kept = made["head"], made["body"]
        cache.set(key, kept, KEPT_SECONDS)
    head, body = (html.replace(f"/{ANY_SHEET}/", f"/{sheet.pk}/") for html in kept)
    return {"head": mark_safe(head), "body": mark_safe(body)}  # noqa: S308  templates rendered both


def _made(request: SignedInRequest, sheet: ScoreSheet, number: int, *, is_blind: bool) -> dict[str, Any]:
    proposal, stage = sheet.assignment.proposal, sheet.assignment.stage
    prefetch_related_objects([proposal], "innovation__partnerships__opd", "innovators")
    parts = proposal_parts(proposal, with_writers=False)
    named: list[str] = []
    if is_blind:
        parts = veil(proposal, parts)
    elif stage.is_blind:
        named = names_in_text(proposal, parts)
    context = {
        "proposal": proposal,
        "parts": opened_from(sheet, parts, number),
        "request": request,
    }
    return {
        "head": render_to_string("submissions/_proposal_head.html", context),
        "body": render_to_string("submissions/_proposal_body.html", context),
        "named": named,
    }


@lru_cache
def template_digest() -> str:
    """Over all templates of this installation: another one may make other HTML of the same content."""
    texts = (path.read_bytes() for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")))
    return sha256(b"\x00".join(texts)).hexdigest()[:16]

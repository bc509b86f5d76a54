"""Loading an edition is asking for it: what one cannot see does not exist."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.http import SignedInRequest
from competitions.models import Edition
from competitions.published import PUBLISHED, is_published


def get_edition(request: SignedInRequest, slug: str, *, right: str = "") -> Edition:
    """The edition if this person may see it (else 404), and may do with it what is asked (else 403)."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user).with_details(), slug=slug)
    if right and not request.user.has_perm(f"competitions.{right}", edition):
        if right == "change_edition" and is_published(edition):
            raise PermissionDenied(str(PUBLISHED))
        raise PermissionDenied
    return edition


def to_rules(edition: Edition, part: str) -> HttpResponse:
    """Back to where the edition's rules stand, at the part that was changed."""
    return redirect(f"{reverse('competitions:edition-rules', args=[edition.slug])}#{part}")

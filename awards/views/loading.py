"""Loading a row is authorising: what one cannot see does not exist."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.http import SignedInRequest
from competitions.loading import visible_edition
from competitions.models import Edition


def get_edition(request: SignedInRequest, slug: str, right: str) -> Edition:
    """The edition if this person may see it (else 404), and may do with it what is asked (else 403)."""
    edition = visible_edition(request.user, slug)
    if not request.user.has_perm(right, edition):
        raise PermissionDenied
    return edition


def typed(request: HttpRequest, name: str) -> str:
    """What the address says under a name. PostgreSQL takes no NUL, and nobody types one."""
    return request.GET.get(name, "").replace("\x00", "").strip()

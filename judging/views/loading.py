"""Loading is authorising: what you cannot see does not exist, what you may not do is refused."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404

from accounts.http import SignedInRequest
from competitions.models import Edition
from judging.http import require_own_pledge
from judging.models import ScoreSheet


def get_edition(request: SignedInRequest, slug: str, right: str) -> Edition:
    edition = get_object_or_404(Edition.objects.visible_to(request.user).with_phases(), slug=slug)
    if not request.user.has_perm(right, edition):
        raise PermissionDenied
    return edition


def get_sheet(request: SignedInRequest, pk: int, *, with_details: bool = False) -> ScoreSheet:
    """A sheet whose juror has a conflict is not there for that juror, although it was assigned."""
    sheets = ScoreSheet.objects.visible_to(request.user)
    sheets = sheets.with_details().with_marks() if with_details else sheets.select_related("assignment__stage__edition")
    sheet = get_object_or_404(sheets, pk=pk)
    require_own_pledge(request, sheet)
    return sheet


def in_words(error: ValidationError) -> str:
    return " ".join(error.messages)

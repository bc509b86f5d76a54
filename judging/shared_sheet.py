"""What jurors of one proposal share: their reports of a visit, and the talk about it."""

from django.http import Http404

from accounts.http import SignedInRequest

from .models import ScoreSheet
from .pledge_gate import require_pledge
from .rules import concerned


def shared_sheet(request: SignedInRequest, sheet: ScoreSheet, right: str) -> ScoreSheet:
    """The sheet, if this person may see what is asked of it; whoever judges here has pledged first."""
    if concerned.test(request.user, sheet):
        require_pledge(request, sheet.assignment.stage.edition)
    if not request.user.has_perm(right, sheet):
        raise Http404
    return sheet

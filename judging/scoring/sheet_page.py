"""The sheet's page: the proposal on the left, the instrument on the right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from judging.loading import get_sheet
from judging.models import ScoreSheet
from judging.rules import waits_for_phase_to_fill, waits_for_phase_to_reopen

from .forms import ReopeningForm
from .proposal_text import proposal_text
from .rubric_form import NOTHING, Shown, instrument

STALE = 409
WRONG = 422


def desk(
    request: SignedInRequest,
    sheet: ScoreSheet,
    shown: Shown = NOTHING,
    *,
    reopening: ReopeningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a sheet read with details; `reopening` is the chair's form as it was refused."""
    context = instrument(request, sheet, shown) | _proposal(request, sheet)
    may_reopen = sheet.is_final and request.user.has_perm("judging.reopen_scoresheet", sheet)
    context |= {
        "progress": context["way"]["strip"],
        "reopening": (reopening or ReopeningForm()) if may_reopen else None,
        "wish": _wish(request, sheet),
        "may_reschedule": request.user.has_perm("competitions.reschedule_edition", sheet.assignment.stage.edition),
    }
    return render(request, "judging/scoring/scoresheet_detail.html", context, status=status)


def _wish(request: SignedInRequest, sheet: ScoreSheet) -> str:
    """What the reader could do, were the phase of the stage opened again."""
    if sheet.is_final:
        return "reopen" if waits_for_phase_to_reopen.test(request.user, sheet) else ""
    return "fill" if waits_for_phase_to_fill.test(request.user, sheet) else ""


def desk_again(request: SignedInRequest, sheet: ScoreSheet, shown: Shown, *, status: int) -> HttpResponse:
    """The page as it is now, with what was refused."""
    return desk(request, get_sheet(request, sheet.pk, with_details=True), shown, status=status)


def _proposal(request: SignedInRequest, sheet: ScoreSheet) -> dict[str, Any]:
    proposal, edition = sheet.assignment.proposal, sheet.assignment.stage.edition
    proposal.edition = edition
    return {
        "edition": edition,
        "proposal": proposal,
        "is_sample": proposal.is_sample or edition.is_sample,
        **proposal_text(request, sheet),
    }

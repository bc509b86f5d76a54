"""The sheet's page: the proposal on the left, the instrument on the right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from judging import anonymise
from judging.loading import get_sheet
from judging.models import ScoreSheet
from judging.sheet_files import opened_from
from submissions.anonymise import veil
from submissions.preflight.findings import names_in_text
from submissions.proposal_parts import proposal_parts

from .forms import ReopeningForm
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
    }
    return render(request, "judging/scoring/scoresheet_detail.html", context, status=status)


def desk_again(request: SignedInRequest, sheet: ScoreSheet, shown: Shown, *, status: int) -> HttpResponse:
    """The page as it stands now, with what was refused."""
    return desk(request, get_sheet(request, sheet.pk, with_details=True), shown, status=status)


def _proposal(request: SignedInRequest, sheet: ScoreSheet) -> dict[str, Any]:
    proposal, stage = sheet.assignment.proposal, sheet.assignment.stage
    proposal.edition = stage.edition
    parts = proposal_parts(proposal, with_writers=False)
    named: list[str] = []
    if is_blind := anonymise.hides_from(request.user, stage):
        parts = veil(proposal, parts)
    elif stage.is_blind:
        named = names_in_text(proposal, parts)
    return {
        "edition": proposal.edition,
        "proposal": proposal,
        "parts": opened_from(sheet, parts),
        "is_blind": is_blind,
        "named": named,
        "is_sample": proposal.is_sample or proposal.edition.is_sample,
    }

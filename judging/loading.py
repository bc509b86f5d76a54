"""Loading is authorising: what you cannot see does not exist, what you may not do is refused."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.http import SignedInRequest
from accounts.statements import built_once
from competitions.loading import read_phases, visible_edition
from competitions.models import Edition, Stage

from .models import ScoreSheet, conflicted_proposal_ids, has_pledged, note_pledge
from .models.sheet import ScoreSheetQuerySet
from .pledge_gate import PledgeMissing, require_own_pledge, require_pledge
from .rules import concerned, is_chair


def get_edition(request: SignedInRequest, slug: str, right: str) -> Edition:
    edition = visible_edition(request.user, slug)
    if not request.user.has_perm(right, edition):
        raise refusal(request, edition)
    return edition


def refusal(request: SignedInRequest, edition: Edition) -> PermissionDenied:
    """A chair who has not pledged yet is led to the pledge first; anyone who cannot pledge is refused."""
    user = request.user
    lacks = is_chair.test(user, edition) and not has_pledged(user, edition.pk)
    return PledgeMissing(edition) if lacks and user.has_perm("judging.accept_pledge", edition) else PermissionDenied()


def get_sheet(request: SignedInRequest, pk: int, *, with_details: bool = False) -> ScoreSheet:
    """The own sheet, any for those who watch, or a locked one of the stage that this person chairs.

    A sheet whose juror has a conflict is not there for that juror, although it was assigned.
    """
    sheet = _own_sheet(request, pk, with_details=with_details) or _watched_sheet(request, pk, with_details=with_details)
    if sheet is None:
        raise Http404
    if sheet.assignment.juror_id == request.user.pk:
        sheet.assignment.juror = request.user
    if sheet.is_pledged:  # type: ignore[attr-defined]  # annotated
        note_pledge(request.user, sheet.assignment.stage.edition_id)
    require_own_pledge(request, sheet)
    return sheet


def _own_sheet(request: SignedInRequest, pk: int, *, with_details: bool) -> ScoreSheet | None:
    """As `ScoreSheetQuerySet.of` has it."""
    conflicted = conflicted_proposal_ids(request.user)
    own = own_desk if with_details else own_sheet
    for sheet in own(user=request.user.pk, pk=pk):
        if sheet.assignment.proposal_id not in conflicted:
            read_phases(sheet.assignment.stage.edition)
            return sheet
    return None


@built_once(user=int, pk=int)
def own_desk(user: int, pk: int) -> ScoreSheetQuerySet:
    own = ScoreSheet.objects.active().filter(assignment__juror=user, pk=pk)
    return own.with_desk().with_pledge_of(user).prefetch_related(None)


@built_once(user=int, pk=int)
def own_sheet(user: int, pk: int) -> ScoreSheetQuerySet:
    own = ScoreSheet.objects.active().filter(assignment__juror=user, pk=pk)
    return own.with_rights().with_pledge_of(user).prefetch_related(None)


def _watched_sheet(request: SignedInRequest, pk: int, *, with_details: bool) -> ScoreSheet | None:
    for readable in (ScoreSheet.objects.visible_to, ScoreSheet.objects.overseen_by):
        found = readable(request.user)
        read = found.with_desk() if with_details else found.with_rights()
        if sheet := read.with_pledge_of(request.user).filter(pk=pk).first():
            return sheet
    return None


def shared_sheet(request: SignedInRequest, sheet: ScoreSheet, right: str) -> ScoreSheet:
    """The sheet, if this person may see what is asked of it; anyone who judges here has pledged first."""
    if concerned.test(request.user, sheet):
        require_pledge(request, sheet.assignment.stage.edition)
    if not request.user.has_perm(right, sheet):
        raise Http404
    return sheet


def get_stage(request: SignedInRequest, slug: str, stage_pk: int) -> Stage:
    """A stage of an edition that this person may see, with what the rules ask."""
    editions = Edition.objects.visible_to(request.user).prefetch_related("phases", "stages")
    edition = get_object_or_404(editions, slug=slug)
    stage = next((one for one in edition.stages.all() if one.pk == stage_pk), None)
    if stage is None:
        raise Http404
    stage.edition = edition
    return stage

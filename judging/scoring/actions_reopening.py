"""Opening a locked sheet again: the chair of the panel says why, and what was stored is kept."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import clock, ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from judging.locks import lock_sheet
from judging.models import Reopening, ScoreSheet
from judging.ranking_build import ask_for_ranking

from .actions import in_ledger
from .mail import send_reopened


@transaction.atomic
def reopen_scoresheet(*, sheet: ScoreSheet, reason: str, by: User) -> ScoreSheet:
    """Give a locked sheet back to its juror; its marks and comments stay in their fields and in the `Reopening`.

    Refused once the phase of the stage is over or a ranking is confirmed: both hold the edition's row as well, so
    that nothing is confirmed from a sheet that is being taken out.
    """
    lock_edition(sheet.assignment.stage.edition_id)
    sheet = lock_sheet(sheet.pk)
    if not by.has_perm("judging.reopen_scoresheet", sheet):
        raise PermissionDenied

    before = _content(sheet)
    reopening = Reopening.objects.create(
        sheet=sheet, reason=reason, before=before, reopened_at=clock.now(), reopened_by=by
    )
    sheet.total = sheet.finalised_at = None
    sheet.save(update_fields=["total", "finalised_at"])

    edition = sheet.assignment.stage.edition
    ledger.record("scoresheet.reopen", sheet, by=by, chain=edition.ledger_chain, before=before, note=reason)
    ask_for_ranking(edition.pk)
    enqueue(send_reopened, reopening.pk)
    return sheet


def _content(sheet: ScoreSheet) -> dict[str, object]:
    """All that the sheet says, as JSON: points and comments by criterion, the overall comment beside them."""
    comments: dict[int | None, str] = dict(sheet.comments.values_list("criterion", "text"))
    return {
        "total": in_ledger(sheet.total),
        "finalised_at": sheet.finalised_at.isoformat() if sheet.finalised_at else None,
        "points": {str(pk): in_ledger(points) for pk, points in sheet.scores.values_list("criterion", "points")},
        "overall": comments.pop(None, ""),
        "comments": {str(pk): text for pk, text in comments.items()},
    }

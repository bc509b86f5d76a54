"""Opening a filed visit report again: who found the mistake says why, and what was filed is kept."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from judging.locks import lock_sheet
from judging.models import ScoreSheet, Visit, VisitQuestion, VisitReopening

from .actions import sealed
from .mail import send_visit_reopened


@transaction.atomic
def reopen_visit(*, sheet: ScoreSheet, reason: str, by: User) -> Visit:
    """Give a filed report back to its juror, who files it anew; all that was filed stays in the `VisitReopening`.

    Refused once the phase of the stage is over or a ranking is confirmed; a second press finds it open.
    """
    edition = lock_edition(sheet.assignment.stage.edition_id)
    sheet = lock_sheet(sheet.pk)
    if not by.has_perm("judging.reopen_visit", sheet):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    place = {"stage": sheet.assignment.stage_id, "proposal": sheet.assignment.proposal_id}
    visit = Visit.objects.get(**place, juror=sheet.assignment.juror_id)
    questions = list(sheet.assignment.stage.visit_questions.all())
    reopening = VisitReopening.objects.create(
        visit=visit, reason=reason.strip(), before=_content(visit, questions), reopened_at=clock.now(), reopened_by=by
    )
    before = sealed(visit, questions)
    visit.filed_at = None
    visit.save(update_fields=["filed_at"])

    ledger.record("visit.reopen", visit, by=by, chain=edition.ledger_chain, before=before, note=reopening.reason)
    enqueue(send_visit_reopened, reopening.pk)
    return visit


def _content(visit: Visit, questions: list[VisitQuestion]) -> dict[str, Any]:
    """All that was filed, as JSON; photos and signature by the names of their files."""
    return {
        "filed_at": visit.filed_at.isoformat() if visit.filed_at else None,
        "visited_at": visit.visited_at.isoformat() if visit.visited_at else None,
        "received_by": visit.received_by,
        "is_signed_on_paper": visit.is_signed_on_paper,
        "findings": visit.findings,
        "answers": [[question.text, visit.answers.get(str(question.pk))] for question in questions],
        "photos": [[photo.image.name, photo.caption, photo.sha256] for photo in visit.photos.all()],
        "signature": [visit.signature.name or "", visit.signature_sha256],
    }

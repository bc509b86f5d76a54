"""A proposal moves to the body that it belongs to, with all that is on it; conflicts are found anew."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import OPD, User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from judging.assigning.actions_excuse import excuse_held, restore_held
from judging.locks import lock_assignments
from judging.models import Assignment, OwnerMove
from judging.ranking_build import ask_for_ranking
from submissions.locks import lock_proposal, lock_titles
from submissions.models import Proposal
from submissions.proposal_parts import proposal_parts
from submissions.versions import freeze_moved

from .effects import TouchedSheet, effects_of, touched_sheets
from .mail import send_moved_mail
from .reassigning import reassign

MOST_CHARACTERS = 300
Act = Callable[..., object]


@transaction.atomic
def move_proposal(*, proposal: Proposal, to: OPD, reason: str, by: User, seen: str = "") -> OwnerMove:
    """Put a proposal under another body; `seen` is the token of the effects that were shown.

    Evidence, history and innovators go along. Jurors who are in conflict now lose their sheet, a locked one leaves the
    mean; moved back, they get it back. Both bodies are told. Refused once the ranking is confirmed or published.
    """
    lock_edition(proposal.edition_id)
    proposal = lock_proposal(proposal.pk)
    if not by.has_perm("judging.move_proposal", proposal):
        raise PermissionDenied(_("Pemilik usulan dipindahkan Bagian Organisasi."))
    reason = _reason(reason)
    held = {one.pk: one for one in lock_assignments(Assignment.objects.filter(proposal=proposal).order_by("pk"))}
    lock_titles()
    effects = effects_of(proposal, to)
    if effects.blocking:
        raise ValidationError(effects.blocking)
    if seen and seen != effects.token:
        raise ValidationError(_("Yang terdampak berubah sementara itu. Baca lagi, lalu tegaskan."), code="changed")

    owners = [opd.pk for opd in proposal.innovation.owners()]
    source, stood = proposal.innovation.opd, proposal.stands_as_sent()
    moved, dropped = reassign(proposal, to)
    freed, back = touched_sheets(moved, to)
    why = _("Benturan kepentingan: usulan ini milik %(opd)s.") % {"opd": to}
    _by_stage(excuse_held, freed, held, why, by)
    _by_stage(restore_held, back, held, reason, by)
    version = freeze_moved(moved, proposal_parts(moved), by, clock.now()) if stood and moved.was_sent else None
    move = OwnerMove.objects.create(
        proposal=moved,
        from_opd=source,
        to_opd=to,
        reason=reason,
        excused=[one.assignment.pk for one in freed],
        dropped=dropped,
        moved_at=clock.now(),
        moved_by=by,
    )
    after = {"owners": [opd.pk for opd in moved.innovation.owners()]}
    ledger.record(
        "proposal.move",
        moved,
        by=by,
        chain=moved.ledger_chain,
        before={"owners": owners},
        after=after | ({"fingerprint": version.sha256} if version else {}),
        note=reason,
    )
    ask_for_ranking(moved.edition_id)
    enqueue(send_moved_mail, move.pk)
    return move


def _reason(typed: str) -> str:
    reason = typed.strip()
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    if len(reason) > MOST_CHARACTERS:
        raise ValidationError({"reason": _("Alasan paling panjang %(most)d huruf.") % {"most": MOST_CHARACTERS}})
    return reason


def _by_stage(act: Act, sheets: list[TouchedSheet], held: dict[int, Assignment], reason: str, by: User) -> None:
    rows = [held[one.assignment.pk] for one in sheets]
    for stage in dict.fromkeys(one.stage_id for one in rows):
        act([one for one in rows if one.stage_id == stage], reason=reason, by=by)

"""Which innovation stands behind a proposal once another body leads it (docs/adr/0032)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.keys import reading
from accounts.locks import lock, lock_all
from accounts.models import OPD
from judging.models import OwnerMove
from submissions.models import Innovation, Partnership, Proposal

OF_PARTNER = ("part", "is_confirmed", "reason")


def reassign(proposal: Proposal, to: OPD) -> tuple[Proposal, dict[str, Any] | None]:
    """Put the proposal under another body, and say what that body had answered as a partner before.

    An innovation that was entered nowhere else goes along. One with a past stays where that was published, and the
    proposal gets one of its own; a body that runs one of this title already enters that.
    """
    innovation = lock(Innovation.objects.all(), proposal.innovation_id, no_key=True)
    lock_all(Partnership.objects.filter(innovation=innovation))
    known = reading(Innovation.objects.filter(opd=to), "title", innovation.title).exclude(pk=innovation.pk).first()
    if known and known.proposals.filter(edition=proposal.edition_id).exists():
        raise ValidationError(
            _("%(opd)s sudah mengusulkan inovasi dengan judul ini dalam edisi ini."), params={"opd": to}, code="title"
        )
    if known or innovation.proposals.exclude(pk=proposal.pk).exists():
        target = known or _copied(innovation, to)
        _carry(innovation, target)
        Proposal.objects.filter(pk=proposal.pk).update(innovation=target)
    else:
        target = innovation
        Innovation.objects.filter(pk=innovation.pk).update(opd=to)
    dropped = _drop(target, to)
    _take_up(proposal, target, to)
    return Proposal.objects.with_details().get(pk=proposal.pk), dropped


def _copied(innovation: Innovation, to: OPD) -> Innovation:
    """One of its own for this entry, with all that is said of it."""
    return Innovation.objects.create(
        opd=to,
        title=innovation.title,
        long_title=innovation.long_title,
        started_on=innovation.started_on,
        past_award=innovation.past_award,
    )


def _carry(innovation: Innovation, target: Innovation) -> None:
    """Partners and stated conflicts go along; what the target has already stays as it is."""
    has = set(target.partnerships.values_list("opd", flat=True))
    for row in innovation.partnerships.exclude(opd__in=has):
        row.pk, row.innovation = None, target
        row.save(force_insert=True)
    knows = set(target.conflicts.values_list("user", flat=True))
    for conflict in innovation.conflicts.exclude(user__in=knows):
        conflict.pk, conflict.innovation = None, target
        conflict.save(force_insert=True)


def _drop(target: Innovation, to: OPD) -> dict[str, Any] | None:
    """Who leads is no partner; what it had answered is kept for the way back."""
    row = target.partnerships.filter(opd=to).first()
    if row is None:
        return None
    answer = {name: getattr(row, name) for name in OF_PARTNER}
    kept = {
        **answer,
        "opd": to.pk,
        "answered_at": row.answered_at and row.answered_at.isoformat(),
        "answered_by": row.answered_by_id,
    }
    row.delete()
    return kept


def _take_up(proposal: Proposal, target: Innovation, to: OPD) -> None:
    """Moved back, the body that led meanwhile is the partner again that it was."""
    last = latest_move(proposal)
    if last is None or last.from_opd_id != to.pk or not last.dropped:
        return
    values = {**last.dropped}
    opd = values.pop("opd")
    if opd != to.pk and not target.partnerships.filter(opd=opd).exists():
        answered_by = values.pop("answered_by")
        Partnership.objects.create(innovation=target, opd_id=opd, answered_by_id=answered_by, **values)


def latest_move(proposal: Proposal) -> OwnerMove | None:
    return OwnerMove.objects.filter(proposal=proposal.pk).order_by("pk").last()

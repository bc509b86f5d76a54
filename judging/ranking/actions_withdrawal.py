"""A promotion taken back: what was judged in the stage is put away and kept, what is blank goes."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Stage
from judging.assigning.actions_excuse import excuse_held
from judging.entrants import rank_of
from judging.locks import lock_assignments
from judging.models import PROMOTION_WITHDRAWN, Assignment, Promotion, ScoreSheet, Slot, Visit
from judging.presentations.actions import close_ranks
from judging.ranking_build import ask_for_ranking

from .actions_promotion import TOO_LONG, as_data
from .mail import send_promotion_withdrawn


@transaction.atomic
def withdraw_promotion(*, promotion: Promotion, reason: str, by: User) -> None:
    """Take a promotion back. Sheets that say something are put away: they count no more, and come back with it.

    Refused while the proposal went on from here. Jurors are told, and the agency where it had been told.
    """
    edition = lock_edition(promotion.stage.edition_id)
    if not by.has_perm("judging.promote", promotion.stage):
        raise PermissionDenied
    if not Promotion.objects.filter(pk=promotion.pk).exists():
        return  # a second press
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    _refuse_gone_on(promotion)
    reason = reason.strip()[:TOO_LONG]

    blank = _put_away(promotion, reason, by)
    events = [ledger.Event("assignment.delete", one, by, before=one.as_data()) for one in blank]
    ScoreSheet.objects.filter(assignment__in=blank).delete()
    Assignment.objects.filter(pk__in=[one.pk for one in blank]).delete()
    events += _undo_slot(promotion, by)
    events.append(ledger.Event("promotion.delete", promotion, by, before=as_data(promotion), note=reason))
    entries = ledger.record_all(events, chain=edition.ledger_chain)
    if promotion.told_at:
        enqueue(send_promotion_withdrawn, entries[-1].pk, promotion.stage_id, promotion.proposal_id)
    promotion.delete()
    ask_for_ranking(edition.pk)


def standing_on(stage: Stage, promotions: Iterable[Promotion]) -> dict[int, list[str]]:
    """By proposal what was done in the stage already, in words; in three queries however many there are."""
    proposals = [one.proposal_id for one in promotions]
    found: dict[int, list[str]] = defaultdict(list)
    place = {"stage": stage, "proposal__in": proposals}
    for proposal, is_locked in _judged(stage, proposals):
        found[proposal].append(_("lembar terkunci") if is_locked else _("lembar yang sudah diisi"))
    told = {proposal: _counted(names) for proposal, names in found.items()}
    for proposal in Visit.objects.filter(**place).order_by().values_list("proposal", flat=True).distinct():
        told.setdefault(proposal, []).append(_("laporan kunjungan"))
    for proposal in Slot.objects.filter(**place, began_at__isnull=False).values_list("proposal", flat=True):
        told.setdefault(proposal, []).append(_("paparan yang sudah berlangsung"))
    return told


def _judged(stage: Stage, proposals: list[int]) -> Iterable[tuple[int, bool]]:
    says = Q(sheet__scores__isnull=False) | Q(sheet__comments__isnull=False) | Q(sheet__finalised_at__isnull=False)
    rows = Assignment.objects.active().filter(says, stage=stage, proposal__in=proposals).order_by("pk").distinct()
    return [(row.proposal_id, row.sheet.is_final) for row in rows.select_related("sheet")]


def _counted(names: list[str]) -> list[str]:
    return [f"{names.count(name)} {name}" for name in dict.fromkeys(names)]


def _refuse_gone_on(promotion: Promotion) -> None:
    """What stands on it: another promotion, from this stage to a later one."""
    others = Promotion.objects.filter(proposal=promotion.proposal_id, stage__edition=promotion.stage.edition_id)
    for other in others.exclude(pk=promotion.pk).select_related("stage"):
        if rank_of(other.stage) > rank_of(promotion.stage):
            raise ValidationError(
                _("Usulan ini sudah naik ke tahap “%(stage)s”. Tarik dahulu kenaikannya dari sana.")
                % {"stage": other.stage}
            )


def _put_away(promotion: Promotion, reason: str, by: User) -> list[Assignment]:
    """Excuse what says something, and all once the stage has begun; returns what is blank and goes."""
    stage = promotion.stage
    rows = Assignment.objects.filter(stage=stage, proposal=promotion.proposal_id)
    held = list(lock_assignments(rows))
    keeps = {one.pk for one in held} if stage.edition.has_begun(stage.kind) else _saying(promotion)
    kept = [one for one in held if one.pk in keeps and one.excused_at is None]
    if kept:
        excuse_held(kept, reason=f"{PROMOTION_WITHDRAWN} {reason}"[:TOO_LONG], by=by)
    return [one for one in rows if one.pk not in keeps]


def _saying(promotion: Promotion) -> set[int]:
    says = Q(sheet__scores__isnull=False) | Q(sheet__comments__isnull=False) | Q(sheet__reopenings__isnull=False)
    visits = Visit.objects.filter(stage=promotion.stage_id, proposal=promotion.proposal_id).values("juror")
    says |= Q(sheet__finalised_at__isnull=False) | Q(juror__in=visits)
    rows = Assignment.objects.filter(says, stage=promotion.stage_id, proposal=promotion.proposal_id)
    return set(rows.values_list("pk", flat=True))


def _undo_slot(promotion: Promotion, by: User) -> list[ledger.Event]:
    """A turn that was held stays as a record of the day."""
    slot = Slot.objects.filter(stage=promotion.stage_id, proposal=promotion.proposal_id, began_at=None).first()
    if slot is None:
        return []
    before = {"session": slot.session_id, "proposal": slot.proposal_id, "number": slot.number}
    event = ledger.Event("slot.delete", slot, by, before=before)
    session = slot.session
    slot.delete()
    close_ranks(session)
    return [event]

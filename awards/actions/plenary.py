"""The plenary: it orders the ties that a cut-off would tear apart, confirms the ranking, and may withdraw that."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock_all
from accounts.models import User
from accounts.queue import enqueue
from awards.mail import send_plenary_withdrawn
from awards.models import Decision, Plenary
from awards.plenary import PlenaryAgenda, tie_key
from competitions.locks import lock_edition
from competitions.models import Edition
from competitions.published import refuse_published
from judging import ranking_build
from judging.models import Ranking
from submissions.models import Proposal


@transaction.atomic
def open_plenary(*, edition: Edition, by: User) -> Plenary:
    """The plenary at work; the first call opens it."""
    edition = lock_edition(edition.pk)
    if not by.has_perm("awards.hold_plenary", edition):
        raise PermissionDenied
    plenary, is_new = Plenary.objects.get_or_create(edition=edition, confirmed_at=None)
    if is_new:
        ledger.record("plenary.open", plenary, by=by, chain=edition.ledger_chain)
    return plenary


@transaction.atomic
def decide_tie(*, edition: Edition, order: Sequence[Proposal], reason: str, by: User) -> list[Decision]:
    """Order equals whom a cut-off would tear apart, and say why. A later decision on the same tie replaces it."""
    plenary = open_plenary(edition=edition, by=by)
    _check_tie(PlenaryAgenda(plenary.edition), order)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasan keputusan.")})

    former = {decision.proposal_id: decision.order for decision in plenary.decisions.filter(proposal__in=order)}
    plenary.decisions.filter(proposal__in=order).delete()
    now = clock.now()  # the same for all of them: it tells one decision from another
    decisions = Decision.objects.bulk_create(
        Decision(plenary=plenary, proposal=proposal, order=turn, reason=reason, decided_at=now, decided_by=by)
        for turn, proposal in enumerate(order, start=1)
    )
    after = {decision.proposal_id: decision.order for decision in decisions}
    ledger.record(
        "plenary.decide",
        plenary,
        by=by,
        chain=plenary.edition.ledger_chain,
        before={str(key): value for key, value in former.items()} or None,
        after={str(key): value for key, value in after.items()},
        note=reason,
    )
    return decisions


def _check_tie(agenda: PlenaryAgenda, order: Sequence[Proposal]) -> None:
    key = tie_key(proposal.pk for proposal in order)
    if not any(tie.key == key for tie in agenda.ties):
        raise ValidationError(
            _("Usulan ini tidak seri pada batas jenjang menurut peringkat terbaru; muat ulang halaman pleno.")
        )


@transaction.atomic
def confirm_plenary(
    *, edition: Edition, by: User, minutes_number: str = "", held_on: date | None = None, venue: str = ""
) -> Plenary:
    """Freeze the ranking. Nobody may be late, and no tie may be left at a cut-off."""
    plenary = open_plenary(edition=edition, by=by)
    ranking = next(iter(lock_all(Ranking.objects.in_the_making().filter(edition=plenary.edition))), None)
    agenda = PlenaryAgenda(plenary.edition)
    if problems := agenda.obstacles():
        raise ValidationError(problems)
    assert ranking is not None  # its absence is an obstacle

    ranking.confirmed_at = clock.now()
    ranking.save(update_fields=["confirmed_at"])
    plenary.minutes_number, plenary.venue = minutes_number, venue
    plenary.held_on = held_on or clock.today()
    plenary.ranking, plenary.confirmed_at, plenary.confirmed_by = ranking, ranking.confirmed_at, by
    plenary.save(update_fields=["minutes_number", "venue", "held_on", "ranking", "confirmed_at", "confirmed_by"])
    ledger.record(
        "plenary.confirm",
        plenary,
        by=by,
        chain=plenary.edition.ledger_chain,
        after={"ranking": ranking.pk, "placed": agenda.placed_count, "sheets": ranking.sheet_count},
        note=minutes_number,
    )
    return plenary


@transaction.atomic
def withdraw_plenary(*, edition: Edition, reason: str, by: User) -> Plenary:
    """Take a confirmed ranking back before it is published; the plenary that goes on from there comes back.

    What was confirmed stays as a row with its ranking and decisions. The next plenary begins with the same decisions,
    which hold for ties that are still the same, and a ranking in the making is built from the sheets as they are now.
    """
    edition = lock_edition(edition.pk)
    if by.has_perm("awards.view_certificates", edition):
        refuse_published(edition)
    if not by.has_perm("awards.withdraw_plenary", edition):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasannya.")})

    (former,) = lock_all(Plenary.objects.confirmed().filter(edition=edition))
    _withdraw(former, reason, by)
    rebuilt = ranking_build.build(edition, by=by)
    plenary = _go_on_from(former)

    before, after = {"ranking": former.ranking_id}, {"ranking": rebuilt.pk, "placed": rebuilt.places.placed().count()}
    events = [
        ledger.Event("plenary.withdraw", former, by, before=before, after=after, note=reason),
        ledger.Event("plenary.open", plenary, by, after=_orders(plenary) or None),
    ]
    ledger.record_all(events, chain=edition.ledger_chain)
    enqueue(send_plenary_withdrawn, former.pk)
    return plenary


def _withdraw(former: Plenary, reason: str, by: User) -> None:
    former.withdrawn_at, former.withdrawn_by, former.withdrawal_reason = clock.now(), by, reason
    former.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    Ranking.objects.filter(plenary=former).update(withdrawn_at=former.withdrawn_at)


def _go_on_from(former: Plenary) -> Plenary:
    """A plenary at work that knows what the former one decided, by whom and when."""
    plenary = Plenary.objects.create(edition=former.edition)
    for decision in former.decisions.all():
        decision.pk, decision._state.adding, decision.plenary = None, True, plenary  # noqa: SLF001  a copy
        decision.save()
    return plenary


def _orders(plenary: Plenary) -> dict[str, int]:
    return {str(decision.proposal_id): decision.order for decision in plenary.decisions.all()}

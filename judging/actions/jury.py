"""Making up the jury: panels, seats, and declared conflicts of interest."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock, ledger
from accounts.models import OPD, User
from competitions.models import Edition, Stage
from judging.models import Assignment, Conflict, Panel, Seat, SeatRole
from judging.tasks import ask_for_ranking
from submissions.models import Proposal

from .assigning import held_with_sheets
from .ranking import lock_edition


@transaction.atomic
def create_panel(*, stage: Stage, name: str, by: User) -> Panel:
    edition = _held(stage.edition, by)
    if stage.panels.filter(name=name).exists():
        raise ValidationError({"name": _("Tahap ini sudah punya panel bernama “%(name)s”.") % {"name": name}})

    panel = Panel.objects.create(stage=stage, name=name)

    ledger.record("panel.create", panel, by=by, chain=edition.ledger_chain, after={"name": name, "stage": stage.kind})
    return panel


@transaction.atomic
def delete_panel(*, panel: Panel, by: User) -> None:
    """Take away a panel in which nobody sits."""
    edition = _held(panel.stage.edition, by)
    if panel.seats.exists():
        raise ValidationError(_("Panel “%(panel)s” masih berisi juri. Keluarkan mereka dahulu.") % {"panel": panel})
    if _is_gone(panel):
        return

    ledger.record("panel.delete", panel, by=by, chain=edition.ledger_chain, before={"name": panel.name})
    panel.delete()


@transaction.atomic
def seat_juror(*, panel: Panel, user: User, body: str, role: str = SeatRole.MEMBER, by: User) -> Seat:
    edition = _held(panel.stage.edition, by)
    if panel.seats.filter(user=user).exists():
        raise ValidationError({"user": _("%(user)s sudah duduk di panel ini.") % {"user": user}})
    if role == SeatRole.CHAIR and (chair := panel.seats.filter(role=SeatRole.CHAIR).first()):
        raise ValidationError({"role": _("Panel ini sudah dipimpin %(chair)s.") % {"chair": chair.user}})

    seat = Seat(panel=panel, user=user, role=role, body=body)
    seat.full_clean(validate_unique=False, validate_constraints=False)
    seat.save()

    ledger.record("seat.create", seat, by=by, chain=edition.ledger_chain, after=_as_data(seat))
    return seat


@transaction.atomic
def unseat_juror(*, seat: Seat, by: User) -> None:
    """Take a juror out of a panel; what is locked stays, what is open must be excused first."""
    edition = _held(seat.panel.stage.edition, by)
    open_sheets = Assignment.objects.unfinished().filter(stage=seat.panel.stage, juror=seat.user).count()
    if seat.role == SeatRole.MEMBER and open_sheets:
        raise ValidationError(
            _("%(user)s masih memegang %(count)d lembar. Bebaskan dahulu di halaman penugasan.")
            % {"user": seat.user, "count": open_sheets}
        )
    if _is_gone(seat):
        return

    ledger.record("seat.delete", seat, by=by, chain=edition.ledger_chain, before=_as_data(seat))
    seat.delete()


@transaction.atomic
def declare_conflict(*, edition: Edition, user: User, opd: OPD, reason: str, by: User) -> Conflict:
    """From here on the juror touches nothing of this body; open sheets are excused, locked ones stay counted."""
    edition = _held(edition, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    if user.conflicts.filter(opd=opd).exists():
        raise ValidationError({"opd": _("Benturan ini sudah dicatat.")})

    conflict = Conflict.objects.create(user=user, opd=opd, reason=reason.strip(), created_by=by)
    touched = Assignment.objects.in_edition(edition).unfinished().filter(juror=user)
    excused = list(held_with_sheets(touched.filter(proposal__in=Proposal.objects.of_bodies([opd.pk]))))
    why = f"Benturan kepentingan dengan {opd}."  # what is stored is Indonesian
    for assignment in excused:
        assignment.excused_at, assignment.excuse = clock.now(), why[:300]
    Assignment.objects.bulk_update(excused, ["excused_at", "excuse"])

    after = {"user": user.pk, "opd": opd.pk}
    events = [ledger.Event("conflict.create", conflict, by, after=after, note=conflict.reason)]
    events += [ledger.Event("assignment.excuse", assignment, by, note=why) for assignment in excused]
    ledger.record_all(events, chain=edition.ledger_chain)
    ask_for_ranking(edition.pk)
    return conflict


@transaction.atomic
def remove_conflict(*, edition: Edition, conflict: Conflict, by: User) -> None:
    """The conflict was recorded in error. Who was excused for it stays excused."""
    edition = _held(edition, by)
    if _is_gone(conflict):
        return
    before = {"user": conflict.user_id, "opd": conflict.opd_id, "reason": conflict.reason}
    ledger.record("conflict.delete", conflict, by=by, chain=edition.ledger_chain, before=before)
    conflict.delete()


def locked_despite(conflict: Conflict, edition: Edition) -> str:
    """A sentence about sheets that were locked before the conflict was declared, or nothing."""
    proposals = Proposal.objects.of_bodies([conflict.opd_id])
    mine = Assignment.objects.in_edition(edition).active().filter(juror=conflict.user, proposal__in=proposals)
    count = mine.filter(sheet__finalised_at__isnull=False).count()
    sentence = ngettext(
        "%(count)d lembar sudah dikunci sebelum benturan ini dinyatakan dan tetap dihitung; pleno yang menimbangnya.",
        "%(count)d lembar sudah dikunci sebelum benturan ini dinyatakan dan tetap dihitung; pleno yang menimbangnya.",
        count,
    )
    return sentence % {"count": count} if count else ""


def _is_gone(row: models.Model) -> bool:
    """Whether the same act was done already, by a second press perhaps; ask while the edition is held."""
    return not type(row)._default_manager.filter(pk=row.pk).exists()


def _held(edition: Edition, by: User) -> Edition:
    edition = lock_edition(edition.pk)
    if not by.has_perm("judging.manage_panel", edition):
        raise PermissionDenied
    return edition


def _as_data(seat: Seat) -> dict[str, object]:
    return {"panel": seat.panel_id, "user": seat.user_id, "role": seat.role, "body": seat.body}

"""Making up the jury: panels and seats."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from competitions.models import Edition, Stage
from judging.models import Assignment, Panel, Seat, SeatRole

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

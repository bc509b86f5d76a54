"""Making up the jury: its panels."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from competitions.models import Edition, Stage
from judging.models import Panel
from judging.ranking_build import lock_edition


@transaction.atomic
def create_panel(*, stage: Stage, name: str, by: User) -> Panel:
    edition = held(stage.edition, by)
    if stage.panels.filter(name=name).exists():
        raise ValidationError({"name": _("Tahap ini sudah punya panel bernama “%(name)s”.") % {"name": name}})

    panel = Panel.objects.create(stage=stage, name=name)

    ledger.record("panel.create", panel, by=by, chain=edition.ledger_chain, after={"name": name, "stage": stage.kind})
    return panel


@transaction.atomic
def delete_panel(*, panel: Panel, by: User) -> None:
    """Take away a panel in which nobody sits."""
    edition = held(panel.stage.edition, by)
    if panel.seats.standing().exists():
        raise ValidationError(_("Panel “%(panel)s” masih berisi juri. Keluarkan mereka dahulu.") % {"panel": panel})
    if panel.seats.exists():
        raise ValidationError(_("Panel “%(panel)s” mencatat undangan yang ditolak dan tetap ada.") % {"panel": panel})
    if is_gone(panel):
        return

    ledger.record("panel.delete", panel, by=by, chain=edition.ledger_chain, before={"name": panel.name})
    panel.delete()


def is_gone(row: models.Model) -> bool:
    """Whether the same act was done already, by a second press perhaps; ask while the edition is held."""
    return not type(row)._default_manager.filter(pk=row.pk).exists()


def held(edition: Edition, by: User) -> Edition:
    edition = lock_edition(edition.pk)
    if not by.has_perm("judging.manage_panel", edition):
        raise PermissionDenied
    return edition

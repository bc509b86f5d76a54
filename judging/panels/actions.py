"""Making up the jury: its panels."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from competitions.models import Stage
from judging.locks import is_gone, lock_panels
from judging.models import Panel


@transaction.atomic
def create_panel(*, stage: Stage, name: str, by: User) -> Panel:
    edition = lock_panels(stage.edition, by)
    if stage.panels.filter(name=name).exists():
        raise ValidationError({"name": _("Tahap ini sudah punya panel bernama “%(name)s”.") % {"name": name}})

    panel = Panel.objects.create(stage=stage, name=name)

    ledger.record("panel.create", panel, by=by, chain=edition.ledger_chain, after={"name": name, "stage": stage.kind})
    return panel


@transaction.atomic
def delete_panel(*, panel: Panel, by: User) -> None:
    """Take away a panel in which nobody sits."""
    edition = lock_panels(panel.stage.edition, by)
    if panel.seats.standing().exists():
        raise ValidationError(_("Panel “%(panel)s” masih berisi juri. Keluarkan mereka dahulu.") % {"panel": panel})
    if panel.seats.exists():
        raise ValidationError(_("Panel “%(panel)s” mencatat undangan yang ditolak dan tetap ada.") % {"panel": panel})
    if is_gone(panel):
        return

    ledger.record("panel.delete", panel, by=by, chain=edition.ledger_chain, before={"name": panel.name})
    panel.delete()

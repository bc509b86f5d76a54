"""What an act of judging holds until it is through: the edition, a sheet, assignments with their sheets."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.locks import lock
from accounts.models import User
from competitions.locks import lock_edition
from competitions.models import Edition, Stage

from .models import Assignment, ScoreSheet


def lock_sheet(sheet_id: int) -> ScoreSheet:
    """Sheet and assignment as they are: one after the other writes to a sheet, to a report, to a discussion."""
    return lock(ScoreSheet.objects.with_rights(), sheet_id, also="assignment")


def lock_assignments(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Assignments with their sheets, so that none is locked by its juror meanwhile.

    The sheet first, as its juror holds them: in another order each could wait for the other.
    """
    with_sheet = assignments.filter(sheet__isnull=False).select_related("stage__edition", "sheet")
    return with_sheet.select_for_update(of=("sheet", "self"))


def lock_panels(edition: Edition, by: User) -> Edition:
    """The edition; refused to anyone who may not make up its jury."""
    edition = lock_edition(edition.pk)
    if not by.has_perm("judging.manage_panel", edition):
        raise PermissionDenied
    return edition


def lock_stage(stage: Stage, by: User) -> Edition:
    """The edition of the stage; refused to anyone who may not assign, and once the stage is over."""
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.assign", edition):
        raise PermissionDenied
    if edition.has_ended(stage.kind):
        raise ValidationError(_("Tahap “%(stage)s” sudah ditutup.") % {"stage": stage})
    return edition


def is_gone(row: Model) -> bool:
    """Whether the same act was done already, by a second press perhaps; ask while the edition is held."""
    return not type(row)._default_manager.filter(pk=row.pk).exists()

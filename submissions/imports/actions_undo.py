"""What an import brought, taken back row by row until something stands on it."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock_names
from accounts.models import OPD, Delivery, Membership, User
from submissions.models import ImportBatch, ImportedKind, ImportedRow, Innovation

MODELS: dict[str, type[models.Model]] = {
    ImportedKind.INNOVATION: Innovation,
    ImportedKind.MEMBERSHIP: Membership,
    ImportedKind.USER: User,
    ImportedKind.OPD: OPD,
}
ORDER = list(MODELS)  # what leans on others goes first


@transaction.atomic
def undo_rows(*, batch: ImportBatch, rows: Collection[int], reason: str, by: User) -> list[ImportedRow]:
    """Take these rows of an import back, all or none; each refusal names the row and what stands on it.

    What the file made is removed, what it changed is as it was before. Who got an invitation keeps an inactive account.
    """
    lock_names("submissions.import")
    if not by.has_perm("submissions.import_register"):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    wanted = list(batch.rows.filter(pk__in=rows, undone_at=None))
    if not wanted:
        raise ValidationError(_("Pilih dahulu baris yang belum ditarik kembali."), code="nothing")
    refused, events = [], []
    for row in sorted(wanted, key=lambda row: (ORDER.index(row.kind), -row.pk)):
        try:
            with transaction.atomic():
                events.append(_undo(row, by))
        except ValidationError as error:
            refused.append(f"{row}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError(refused)
    for row in wanted:
        row.undone_at, row.undone_by, row.undo_reason = clock.now(), by, reason.strip()
    ImportedRow.objects.bulk_update(wanted, ["undone_at", "undone_by", "undo_reason"])
    counts = Counter(row.kind for row in wanted)
    summary = ledger.Event("register.undo", batch, by, after={"counts": dict(counts)}, note=reason.strip())
    ledger.record_all([summary, *events])
    return wanted


def _undo(row: ImportedRow, by: User) -> ledger.Event:
    model = MODELS[row.kind]
    target = model._default_manager.select_for_update().filter(pk=row.key).first()
    if target is None:
        raise ValidationError(_("sudah tidak ada."))
    return _remove(row, target, by) if row.is_new else _revert(row, target, by)


def _remove(row: ImportedRow, target: Any, by: User) -> ledger.Event:
    if isinstance(target, User):
        if target.last_login:
            raise ValidationError(_("orang ini sudah pernah masuk."))
        if Delivery.objects.filter(reader=target).exists():  # what was sent to somebody is kept
            target.is_active = False
            target.save(update_fields=["is_active"])
            return ledger.Event("user.deactivate", target, by, after={"name": target.name})
    event = ledger.Event(f"{row.kind}.delete", target, by, before={"name": row.name})
    try:
        with transaction.atomic():
            target.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        raise ValidationError(_("dipakai oleh %(what)s.") % {"what": _named(error)}) from error
    target.pk = row.key
    return event


def _named(error: Any) -> str:
    """What stands on it, by kind and number: “2 usulan, 1 keanggotaan OPD”."""
    found: Any = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", ())
    counts = Counter(str(one._meta.verbose_name) for one in found)
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _revert(row: ImportedRow, target: Any, by: User) -> ledger.Event:
    """Only what still is as the file set it: what somebody changed since is theirs."""
    for name, value in row.after.items():
        field = target._meta.get_field(name)
        if getattr(target, field.attname) != field.to_python(value):
            raise ValidationError(_("sudah diubah lagi sejak impor itu."))
    names = list(row.before)
    for name in names:
        field = target._meta.get_field(name)
        setattr(target, field.attname, field.to_python(row.before[name]))
    target.save(update_fields=names)
    return ledger.Event(f"{row.kind}.update", target, by, after={"name": row.name})

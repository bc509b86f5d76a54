"""More time for one agency."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.formats import wib
from accounts.locks import lock
from accounts.models import OPD, User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Edition, PhaseKind
from submissions.models import Extension

from .mail import send_extension_ended_mail, send_extension_mail

ONLY_NOW = _("Perpanjangan diberikan sejak pendaftaran dibuka sampai seleksi administrasi usai.")


@transaction.atomic
def extend(*, edition: Edition, opd: OPD, until: datetime, reason: str, by: User) -> Extension:
    """Let one agency enter, write and send until a moment after the registration's close, and tell it so.

    Granted again, the latest counts: longer, or shorter as long as it lies ahead.
    """
    edition = lock_edition(edition.pk)
    if not by.has_perm("submissions.extend_entry", edition):
        raise PermissionDenied(ONLY_NOW)
    if not edition.participants.filter(opd=opd).exists():
        raise ValidationError(_("%(opd)s bukan peserta edisi ini; jadikan peserta dahulu."), params={"opd": opd})
    if problem := why_not(edition, until):
        raise ValidationError({"until": problem})
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    former = edition.extensions.filter(opd=opd).last()

    extension = Extension.objects.create(
        edition=edition, opd=opd, until=until, reason=reason.strip(), granted_at=clock.now(), granted_by=by
    )
    ledger.record(
        "extension.grant",
        extension,
        by=by,
        chain=edition.ledger_chain,
        before={"until": former.until.isoformat()} if former else None,
        after={"opd": opd.pk, "until": until.isoformat()},
        note=extension.reason,
    )
    enqueue(send_extension_mail, extension.pk)
    return extension


@transaction.atomic
def end_extension(*, extension: Extension, reason: str, by: User) -> Extension:
    """End an agency's extra time now, and tell it so. It may be granted again."""
    edition = lock_edition(extension.edition_id)
    if not by.has_perm("submissions.extend_entry", edition):
        raise PermissionDenied(ONLY_NOW)
    extension = lock(Extension.objects.select_related("edition", "opd"), extension.pk)
    latest = edition.extensions.filter(opd=extension.opd_id).last()
    if latest != extension or not extension.is_running:
        raise ValidationError(_("Perpanjangan ini sudah tidak berlaku."), code="over")
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    before = {"until": extension.until.isoformat()}

    extension.was_until, extension.until = extension.until, clock.now()
    extension.ended_by, extension.end_reason = by, reason.strip()
    extension.save(update_fields=["was_until", "until", "ended_by", "end_reason"])
    after = {"opd": extension.opd_id, "until": extension.until.isoformat()}
    ledger.record(
        "extension.end",
        extension,
        by=by,
        chain=edition.ledger_chain,
        before=before,
        after=after,
        note=extension.end_reason,
    )
    enqueue(send_extension_ended_mail, extension.pk)
    return extension


def why_not(edition: Edition, until: datetime) -> str:
    """Why an extension cannot end at this moment, or nothing if it can."""
    registration, check = edition.phase(PhaseKind.REGISTRATION), edition.phase(PhaseKind.ADMINISTRATION)
    if until <= clock.now():
        return str(_("Pilih waktu yang akan datang."))
    if registration and until <= registration.closes_at:
        return str(_("Pilih waktu sesudah pendaftaran ditutup, %(close)s.") % {"close": wib(registration.closes_at)})
    if check and until >= check.closes_at:
        return str(_("Pilih waktu sebelum seleksi administrasi ditutup, %(close)s.") % {"close": wib(check.closes_at)})
    return ""

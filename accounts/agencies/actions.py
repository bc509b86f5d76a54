"""What Bagian Organisasi does with agencies: new, corrected, renamed with a date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.formats import tanggal
from accounts.locks import lock, lock_names
from accounts.models import OPD, FormerName, User

CORRECTED = ("name", "abbr", "kind", "parent", "is_participant")


@transaction.atomic
def add_agency(*, values: Mapping[str, Any], by: User) -> OPD:
    _require(by)
    opd = OPD()
    _fill(opd, values)
    ledger.record("opd.create", opd, by=by, after=_plain(values))
    return opd


@transaction.atomic
def correct_agency(*, opd: OPD, values: Mapping[str, Any], by: User) -> OPD:
    """Mend what was written wrongly; a new name of the agency itself is `rename_agency`."""
    lock_names("accounts opd tree")
    opd = held(opd, by)
    before = {name: getattr(opd, name) for name in values}
    changed = [name for name in values if before[name] != values[name]]
    if not changed:
        return opd
    _fill(opd, {name: values[name] for name in changed})
    was, now = ({name: side[name] for name in changed} for side in (before, values))
    ledger.record("opd.update", opd, by=by, before=_plain(was), after=_plain(now))
    return opd


@transaction.atomic
def rename_agency(*, opd: OPD, name: str, abbr: str, on: date, by: User, reason: str) -> OPD:
    """Call it otherwise from a day on; what is older than that day keeps the name that it had."""
    opd = held(opd, by)
    reason = reasoned(reason)
    refuse_closed(opd)
    refuse_later(on)
    if (opd.name, opd.abbr) == (name, abbr):
        raise ValidationError({"name": _("Nama dan singkatannya masih sama.")})
    last = opd.former_names.order_by("-until").first()
    if last and on <= last.until:
        raise ValidationError(
            {"on": _("Nama yang sekarang baru berlaku sejak %(day)s.") % {"day": tanggal(last.until)}}
        )
    before = {"name": opd.name, "abbr": opd.abbr}
    FormerName.objects.create(opd=opd, until=on, **before)
    _fill(opd, {"name": name, "abbr": abbr})
    after = {"name": opd.name, "abbr": opd.abbr, "starts_on": on.isoformat()}
    ledger.record("opd.rename", opd, by=by, before=before, after=after, note=reason)
    return opd


@transaction.atomic
def take_back_name(*, opd: OPD, by: User, reason: str) -> OPD:
    """Undo the last renaming, as if it had not been."""
    opd = held(opd, by)
    reason = reasoned(reason)
    if not (last := opd.former_names.order_by("-until").first()):
        raise ValidationError(_("OPD ini belum pernah berganti nama."))
    before = {"name": opd.name, "abbr": opd.abbr}
    last.delete()
    _fill(opd, {"name": last.name, "abbr": last.abbr})
    after = {"name": opd.name, "abbr": opd.abbr}
    ledger.record("opd.name_back", opd, by=by, before=before, after=after, note=reason)
    return opd


def held(opd: OPD, by: User) -> OPD:
    opd = lock(OPD.objects.select_related("parent", "successor"), opd.pk, no_key=True)
    _require(by)
    return opd


def reasoned(reason: str) -> str:
    if not (reason := reason.strip()):
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    return reason


def refuse_closed(opd: OPD) -> None:
    if opd.closed_on is not None:
        raise ValidationError(_("OPD ini ditutup sejak %(day)s.") % {"day": tanggal(opd.closed_on)})


def refuse_later(on: date) -> None:
    if on > clock.today():
        raise ValidationError({"on": _("Tanggal ini belum tiba. Catat perubahannya bila sudah berlaku.")})


def _require(by: User) -> None:
    if not by.has_perm("accounts.manage_register"):
        raise PermissionDenied


def _fill(opd: OPD, values: Mapping[str, Any]) -> None:
    """Store what is in order; each refusal at its field, also that of somebody who took the name in this instant."""
    for name, value in values.items():
        setattr(opd, name, value)
    if "parent" in values:
        _refuse_circle(opd)
    opd.full_clean()
    try:
        with transaction.atomic():
            opd.save()
    except IntegrityError:
        opd.validate_constraints()
        raise


def _refuse_circle(opd: OPD) -> None:
    above = opd.parent
    if above and above.closed_on:
        raise ValidationError({"parent": _("OPD induk ini sudah ditutup.")})
    while above:
        if above.pk == opd.pk:
            raise ValidationError({"parent": _("Susunan induk berputar: OPD ini membawahi induk itu sendiri.")})
        above = above.parent


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.pk if isinstance(value, OPD) else value for name, value in values.items()}

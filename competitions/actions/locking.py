"""The first steps of every act on an edition: lock it, ask the right; and its last: leave a trace."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from competitions.models import Edition


def locked(edition: Edition, right: str, by: User) -> Edition:
    """The edition as it is now, kept from others until the transaction ends."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not by.has_perm(f"competitions.{right}", edition):
        if right == "change_edition" and edition.is_open:
            raise PermissionDenied(_("Edisi sudah dibuka; aturannya tidak dapat diubah lagi."))
        raise PermissionDenied
    return edition


def plain(values: object) -> Any:
    """Values as the ledger's JSON holds them."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def rows_of(queryset: models.QuerySet, fields: Iterable[str]) -> Any:
    return plain(list(queryset.values(*fields)))


def record_change(action: str, edition: Edition, *, by: User, before: Any, after: Any, note: str = "") -> None:
    """One entry, unless nothing changed."""
    if before != after:
        ledger.record(action, edition, by=by, chain=edition.ledger_chain, before=before, after=after, note=note)


def changed_only(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}

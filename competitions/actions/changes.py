"""What an act on an edition changed, as its ledger keeps it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts import ledger
from accounts.models import AuditEntry, User
from competitions.models import Edition


def plain(values: object) -> Any:
    """Values as the ledger's JSON holds them."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def rows_of(queryset: models.QuerySet, fields: Iterable[str]) -> Any:
    return plain(list(queryset.values(*fields)))


def record_change(
    action: str, edition: Edition, *, by: User, before: Any, after: Any, note: str = ""
) -> AuditEntry | None:
    """One entry, unless nothing changed."""
    if before == after:
        return None
    return ledger.record(action, edition, by=by, chain=edition.ledger_chain, before=before, after=after, note=note)


def changed_only(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}

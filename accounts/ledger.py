"""The ledger: who did what, when, from what to what, chained by hashes.

An entry's hash covers all its fields and the hash of the entry before it, so that a row that was changed,
removed, inserted or moved behind the application's back breaks the chain at its place (`breaks`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, models, transaction

from . import clock
from .models import AuditEntry, User
from .rehearsal import named
from .statements import built_once

GENERAL = "general"
NO_HASH = "0" * 64
BATCH = 5_000


@dataclass(frozen=True)
class Event:
    """What is to be written; its place in the chain is found when it is."""

    action: str
    target: models.Model
    by: User | None
    before: Any = None
    after: Any = None
    note: str = ""
    at: datetime = field(default_factory=clock.now)


def name_of(target: models.Model) -> str:
    return f"{target._meta.label_lower}:{target.pk}"


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of an entry and its predecessor's hash."""
    content = [
        entry.chain,
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.target,
        entry.before,
        entry.after,
        entry.note,
        entry.previous_hash,
    ]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def head(chain: str) -> AuditEntry | None:
    return AuditEntry.objects.filter(chain=chain).order_by("-number").first()


def record(
    action: str, target: models.Model, *, by: User | None, chain: str = GENERAL, note: str = "", **change: Any
) -> AuditEntry:
    """Append one entry; `change` may hold `before` and `after`, both JSON. Call it inside the act's transaction."""
    return record_all([Event(action, target, by, note=note, **change)], chain=chain)[0]


@built_once(chain=str)
def last_links(chain: str) -> "models.QuerySet[AuditEntry, tuple[int, str]]":
    return AuditEntry.objects.filter(chain=chain).order_by("-number").values_list("number", "hash")[:1]


@transaction.atomic(savepoint=False)  # an act whose entry fails fails with it
def record_all(events: Iterable[Event], *, chain: str = GENERAL) -> list[AuditEntry]:
    """Append entries in their order. Writers of one chain queue up until the other's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [named(f"ledger:{chain}")])
    ((length, previous),) = last_links(chain=chain) or [(0, NO_HASH)]
    entries = []
    for number, event in enumerate(events, start=length + 1):
        entry = AuditEntry(
            chain=chain,
            number=number,
            at=event.at,
            actor=event.by,
            action=event.action,
            target=name_of(event.target),
            before=event.before,
            after=event.after,
            note=event.note,
            previous_hash=previous,
        )
        previous = entry.hash = entry_hash(entry)
        entries.append(entry)
    return AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def breaks(chain: str) -> Iterator[str]:
    """Where the chain does not hold, in words; nothing when it does."""
    previous, expected = NO_HASH, 1
    for entry in AuditEntry.objects.filter(chain=chain).order_by("number").iterator(BATCH):
        if entry.number != expected:
            yield f"#{expected}: missing, found #{entry.number}"
        if entry.previous_hash != previous:
            yield f"#{entry.number}: does not follow the entry before it"
        if entry_hash(entry) != entry.hash:
            yield f"#{entry.number}: content was changed"
        previous, expected = entry.hash, entry.number + 1

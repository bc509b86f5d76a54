"""The ledger in words: who did what to what, and what changed.

The rows of a page are told together, so that a page costs one query for each kind of thing it names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.formats import NOTHING, figure, tanggal, wib_short
from accounts.ledger import GENERAL
from accounts.models import AuditEntry
from competitions.models import JuryBody
from submissions.models import Proposal

from .terms import ACTIONS, ANY_FIELD, CHOICES, FIELDS, NAMES, REFERENCES, RELATED, RULES

LONGEST = 160
BODY_KEYS = {"body", "required_bodies"}  # what goes by the code of a juror's body
NUMBER = re.compile(r"-?\d{1,12}\.\d{1,4}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


@dataclass
class LedgerChange:
    """What one value was and is; `before` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass
class LedgerLine:
    """One entry as people read it."""

    entry: AuditEntry
    action: str
    target: str
    changes: list[LedgerChange]

    @property
    def chain_of_deleted(self) -> str:
        """The key of the edition whose chain the general ledger leads to: it has no page of its own any more."""
        entry = self.entry
        is_one = entry.action == "edition.delete" and entry.chain == GENERAL
        return entry.target.partition(":")[2] if is_one else ""


@dataclass
class Names:
    """The names of the rows that a page of entries speaks of."""

    wanted: dict[type[models.Model], set[int]] = field(default_factory=dict)
    found: dict[type[models.Model], dict[Any, Any]] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)

    def want(self, model: type[models.Model], pk: int) -> None:
        self.wanted.setdefault(model, set()).add(pk)

    def read(self) -> None:
        for model, keys in self.wanted.items():
            if model in RELATED:
                rows = model._default_manager.all()
                if RELATED[model]:  # without a name select_related would follow every relation
                    rows = rows.select_related(*RELATED[model])
                self.found[model] = rows.in_bulk(list(keys))

    def read_bodies(self, entries: Iterable[AuditEntry]) -> None:
        """What the bodies of jurors are called that these entries name by their codes; asked only where some do."""
        chains = {one.chain for one in entries if BODY_KEYS & {*keys_of(one.before), *keys_of(one.after)}}
        editions = [int(chain.rpartition("-")[2]) for chain in chains if chain.rpartition("-")[2].isdecimal()]
        if editions:
            rows = JuryBody.objects.filter(edition__in=editions).order_by("pk")
            self.bodies = dict(rows.values_list("code", "name"))

    def of(self, model: type[models.Model], pk: int) -> str | None:
        row = self.found.get(model, {}).get(pk)
        return None if row is None else str(row)


def tell(entries: Iterable[AuditEntry]) -> list[LedgerLine]:
    """Put a page of entries in words."""
    entries, names = list(entries), Names()
    for entry in entries:
        if target := parse(entry.target):
            names.want(*target)
        for model, pk in references("", [entry.before, entry.after]):
            names.want(model, pk)
    names.read()
    names.read_bodies(entries)
    return [
        LedgerLine(
            entry, str(ACTIONS.get(entry.action, entry.action)), name_of(entry.target, names), changes(entry, names)
        )
        for entry in entries
    ]


def keys_of(said: object) -> Iterable[str]:
    return said if isinstance(said, Mapping) else ()


def parse(target: str) -> tuple[type[models.Model], int] | None:
    """The model and the key behind “submissions.proposal:12”."""
    label, _colon, pk = target.partition(":")
    try:
        return apps.get_model(label), int(pk)
    except (LookupError, ValueError):
        return None


def name_of(target: str, names: Names) -> str:
    parsed = parse(target)
    if not parsed:
        return target
    model, pk = parsed
    kind = str(model._meta.verbose_name)
    kind = kind[:1].upper() + kind[1:]
    name = names.of(model, pk)
    return f"{kind} {pk}" if name is None else f"{kind} “{name}”"


def references(key: str, value: object) -> Iterator[tuple[type[models.Model], int]]:
    """The rows that a value of an entry points to."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name.isdigit():
                yield Proposal, int(name)
            yield from references(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from references(key, part)
    elif isinstance(value, int) and not isinstance(value, bool) and key in REFERENCES:
        yield REFERENCES[key], value


def changes(entry: AuditEntry, names: Names) -> list[LedgerChange]:
    """What differs between before and after; what stayed the same is left out."""
    before, after = entry.before, entry.after
    if isinstance(before or after, Mapping) and isinstance(after or before, Mapping):
        before, after = before or {}, after or {}
        if criterion := after.get("criterion"):
            mark = sides("points", before.get("points"), after.get("points"), names)
            return [LedgerChange(words("criterion", criterion, names), *mark)]
        return [
            LedgerChange(label_of(key, entry, names), *sides(key, before.get(key), after.get(key), names))
            for key in dict.fromkeys([*before, *after])
            if before.get(key) != after.get(key)
        ]
    return [] if before == after else [LedgerChange("", *sides("", before, after, names))]


def sides(key: str, before: object, after: object, names: Names) -> tuple[str, str]:
    """Both sides in words; of two lists only what one has and the other has not."""
    if isinstance(before, list) and isinstance(after, list) and any(isinstance(row, Mapping) for row in before + after):
        before, after = [row for row in before if row not in after], [row for row in after if row not in before]
    return "" if before is None else words(key, before, names), words(key, after, names)


def words(key: str, value: object, names: Names) -> str:
    """A value as it is printed on other pages."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return ("; " if any(isinstance(part, Mapping) for part in value) else ", ").join(
            words(key, part, names) for part in value
        )
    if isinstance(value, Mapping):
        return ", ".join(f"{called(name)} {words(name, part, names)}" for name, part in value.items())
    if isinstance(value, int) and key in REFERENCES:
        return names.of(REFERENCES[key], value) or str(value)
    body = names.bodies.get(str(value)) if key in BODY_KEYS else None
    return body or text(key, str(value))


def text(key: str, value: str) -> str:
    if (key, value) in CHOICES:
        return str(CHOICES[key, value])
    if MOMENT.fullmatch(value):
        return wib_short(datetime.fromisoformat(value))
    if DAY.fullmatch(value):
        return tanggal(date.fromisoformat(value))
    if NUMBER.fullmatch(value):
        return figure(Decimal(value))
    if FINGERPRINT.fullmatch(value):
        return f"{value[:12]}…"
    return Truncator(value).chars(LONGEST)


def label_of(key: str, entry: AuditEntry, names: Names) -> str:
    """What a value is called: as the field of what was changed, else as any field of ours, else as it is."""
    if key.isdigit():
        return names.of(Proposal, int(key)) or key
    if entry.action == "edition.entry_rules" and key in RULES:
        return str(RULES[key])
    parsed = parse(entry.target)
    own = FIELDS.get((parsed[0], key)) if parsed else None
    return str(own or called(key))


def called(key: str) -> str:
    return str(NAMES.get(key) or ANY_FIELD.get(key) or key)

"""A new edition from an earlier one: its rows are written again, each pointing to the copies of what it pointed to.

A later app names what it keeps for an edition when Django starts (ADR 0004): a `part` is always taken over, an `offer`
when the secretariat wants it. A test holds that every model that hangs on an edition is one of these, or neither and
said so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import User

from .models import (
    Band,
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    EntryRule,
    JuryBody,
    Participant,
    Phase,
    PhaseKind,
    Rubric,
    SectionTemplate,
    Stage,
    Tier,
)

Model = type[models.Model]
Copies = dict[Model, dict[int, Any]]
# In this order: what is pointed to comes first.
_parts: list[Model] = [
    *(Category, SectionTemplate, DocumentRequirement, EntryRule, Tier, Participant, JuryBody),
    *(Rubric, Criterion, Band, Stage),
]


@dataclass(frozen=True)
class Offer:
    """What may be taken over as well: what there is of it, and how it is written again.

    `describe` says it in a few words, or nothing where the earlier edition has none.
    """

    key: str
    label: str | Promise
    describe: Callable[[Edition], str]
    copy: Callable[[Edition, Edition, Copies, User], None]


_offers: list[Offer] = []


def part(model: Model) -> Model:
    """Have the rows of a model taken over with those that they hang on."""
    if model not in _parts:
        _parts.append(model)
    return model


def parts() -> tuple[Model, ...]:
    return tuple(_parts)


def offer(new: Offer) -> Offer:
    if new.key not in {known.key for known in _offers}:
        _offers.append(new)
    return new


def offers(source: Edition) -> list[tuple[Offer, str]]:
    """What this edition has to offer beyond its parts, each with the words that say how much."""
    described = ((one, one.describe(source)) for one in _offers)
    return [(one, words) for one, words in described if words]


def counted(source: Edition) -> list[tuple[Model, int]]:
    """How many rows of each part would be taken over; what there is none of is left out."""
    counts = ((model, rows_of(model, source).count()) for model in _parts)
    return [(model, count) for model, count in counts if count]


def copy_parts(source: Edition, target: Edition) -> Copies:
    """Write all parts of an edition again for another that has none yet."""
    copies: Copies = {Edition: {source.pk: target}}
    for model in _parts:
        copies[model] = copy_rows(rows_of(model, source), copies)
        for field in model._meta.many_to_many:
            through: Any = field.remote_field.through
            copy_rows(rows_of(through, source), copies)
    return copies


def copy_rows(rows: Iterable[Any], copies: Copies) -> dict[int, Any]:
    """Write rows again, pointing to the copies of what they pointed to; the new ones by the keys of the old."""
    old = list(rows)
    new = [_again(row, copies) for row in old]
    if old:
        type(old[0])._default_manager.bulk_create(new)
    return {row.pk: copy for row, copy in zip(old, new, strict=True)}


def _again(row: Any, copies: Copies) -> Any:
    values = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.generated:
            continue
        value = getattr(row, field.attname)
        known = copies.get(field.related_model) if field.is_relation else None
        values[field.attname] = known[value].pk if known and value is not None else value
    return type(row)(**values)


def rows_of(model: Model, edition: Edition) -> models.QuerySet[Any]:
    """The rows of a part that hang on an edition, in the order in which they came."""
    return model._default_manager.filter(**{_path(model): edition}).order_by("pk")


def _path(model: Model) -> str:
    """How a part leads to its edition: “edition”, “rubric__edition”."""
    owner = next(
        field
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and field.related_model in {Edition, *_parts}
    )
    above: Any = owner.related_model
    return owner.name if above is Edition else f"{owner.name}__{_path(above)}"


def copy_calendar(source: Edition, target: Edition, first_day: date) -> bool:
    """The phases of an edition, moved by whole days so that the registration begins on this day; false if it has none.

    Each keeps its hours, its length and its distance from the others.
    """
    phases = list(source.phases.all())
    if not phases:
        return False
    first = source.phase(PhaseKind.REGISTRATION) or phases[0]
    move = timedelta((first_day - timezone.localdate(first.opens_at)).days)
    Phase.objects.bulk_create(
        Phase(edition=target, kind=phase.kind, opens_at=phase.opens_at + move, closes_at=phase.closes_at + move)
        for phase in phases
    )
    return True

"""A change of the rules in words: what was, what is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import NOTHING, figure, tanggal

from .effects import Change, RuleFieldChange
from .fairness import ADDED, REMOVED
from .models import (
    Band,
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    EntryRule,
    Rubric,
    SectionTemplate,
    Stage,
    Tier,
)

LONGEST = 160
MODELS: dict[str, type[models.Model]] = {
    "edition": Edition,
    "category": Category,
    "section": SectionTemplate,
    "document": DocumentRequirement,
    "rule": EntryRule,
    "rubric": Rubric,
    "criterion": Criterion,
    "band": Band,
    "stage": Stage,
    "tier": Tier,
}
NOUNS = {
    "category": gettext_lazy("Kategori"),
    "section": gettext_lazy("Bagian"),
    "document": gettext_lazy("Dokumen"),
    "rule": gettext_lazy("Aturan"),
    "rubric": gettext_lazy("Rubrik"),
    "criterion": gettext_lazy("Kriteria"),
    "band": gettext_lazy("Rentang nilai"),
    "stage": gettext_lazy("Tahap"),
    "tier": gettext_lazy("Jenjang"),
}
# What is said of a row that comes or goes, beside its name.
MATTERS = {
    "section": ("max_words",),
    "document": ("is_required",),
    "criterion": ("weight",),
    "stage": ("share", "quorum"),
    "tier": ("up_to_place",),
}


@dataclass(frozen=True)
class ChangeLine:
    """One value as people read it; `before` is empty of what is new, `after` of what goes."""

    label: str
    before: str
    after: str


def in_words(change: Change) -> list[ChangeLine]:
    return [_line(one) for one in change.fields]


def _line(one: RuleFieldChange) -> ChangeLine:
    if one.field == "number":
        label = _("Urutan %(noun)s") % {"noun": str(NOUNS[one.part]).lower()}
        return ChangeLine(label, ", ".join(one.before), ", ".join(one.after))
    if one.field in {ADDED, REMOVED}:
        return ChangeLine(_name(one), *(_facts(one.part, values) for values in (one.before, one.after)))
    label = str(_field(one.part, one.field).verbose_name)
    label = f"{_name(one)}: {label}" if one.part in NOUNS else capfirst(label)
    return ChangeLine(
        label, value_in_words(one.part, one.field, one.before), value_in_words(one.part, one.field, one.after)
    )


def _name(one: RuleFieldChange) -> str:
    return f"{NOUNS[one.part]} “{one.name}”"


def _field(part: str, name: str) -> Any:
    return MODELS[part]._meta.get_field(name)


def _facts(part: str, values: Mapping[str, Any] | None) -> str:
    """Of a row that is there: what matters of it, or just that it is."""
    if values is None:
        return ""
    facts = [
        f"{_field(part, name).verbose_name} {value_in_words(part, name, values[name])}"
        for name in MATTERS.get(part, ())
    ]
    return ", ".join(facts) or _("ada")


def value_in_words(part: str, name: str, value: Any) -> str:
    """A value, as JSON holds it, as it is printed on the pages."""
    field = _field(part, name)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, ArrayField):
        choices = dict(field.base_field.choices or ())
        return ", ".join(str(choices.get(one, one)) for one in value)
    if isinstance(field, models.ForeignKey):
        rows: Any = field.related_model
        return str(rows._default_manager.filter(pk=value).first() or value)
    if field.choices:
        return str(dict(field.choices).get(value, value))
    return _plainly(field, value)


def _plainly(field: Any, value: Any) -> str:
    if isinstance(field, models.DecimalField):
        return figure(Decimal(str(value)))
    if isinstance(field, models.DateField):
        return tanggal(field.to_python(value))
    return Truncator(str(value)).chars(LONGEST)

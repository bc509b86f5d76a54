"""Say which rules an edition asks of an entry."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from competitions.effects import Consent, Snapshot
from competitions.models import Edition, EntryRule, RuleKind, RuleLevel, entry_rules

from .changes import RuleAct, carry_out, changed_only

Levels = Mapping[str, tuple[str, int | None]] | Mapping[RuleKind, tuple[RuleLevel, int | None]]


@transaction.atomic
def update_rules(*, edition: Edition, rules: Levels, by: User, consent: Consent | None = None) -> Edition:
    """Give each rule that is named its level, and its number where it counts something (years, per cent, proposals)."""

    def apply(edition: Edition) -> None:
        EntryRule.objects.bulk_create(
            [EntryRule(edition=edition, kind=kind, level=level, value=value) for kind, (level, value) in rules.items()],
            update_conflicts=True,
            unique_fields=["edition", "kind"],
            update_fields=["level", "value"],
        )

    return carry_out(RuleAct("edition.entry_rules", _read, apply, _differing), edition, by=by, consent=consent)


def _read(edition: Edition) -> Snapshot:
    """The level of each rule, and its number where it has one."""
    stored = entry_rules(Edition(pk=edition.pk)).items()
    return {
        "rule": {
            str(kind): {"label": str(RuleKind(kind).label), "level": str(rule.level), "value": rule.value}
            for kind, rule in stored
        }
    }


def _differing(before: Snapshot, after: Snapshot) -> tuple[Any, Any]:
    return changed_only(_summary(before), _summary(after))


def _summary(rules: Snapshot) -> dict[str, list[Any]]:
    return {
        str(kind): [rule["level"], *([rule["value"]] if rule["value"] else [])] for kind, rule in rules["rule"].items()
    }

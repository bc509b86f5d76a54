"""Say which rules an edition asks of an entry, as long as the edition is not open."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from competitions.locks import lock_edition_for
from competitions.models import Edition, EntryRule, RuleKind, RuleLevel, entry_rules

from .changes import changed_only, record_change

Levels = Mapping[str, tuple[str, int | None]] | Mapping[RuleKind, tuple[RuleLevel, int | None]]


@transaction.atomic
def update_rules(*, edition: Edition, rules: Levels, by: User) -> Edition:
    """Give each rule that is named its level, and its number where it counts something (years, per cent, proposals)."""
    edition = lock_edition_for(edition, "change_edition", by)
    before = _summary(edition)
    EntryRule.objects.bulk_create(
        [EntryRule(edition=edition, kind=kind, level=level, value=value) for kind, (level, value) in rules.items()],
        update_conflicts=True,
        unique_fields=["edition", "kind"],
        update_fields=["level", "value"],
    )
    was, now = changed_only(before, _summary(edition))
    record_change("edition.entry_rules", edition, by=by, before=was, after=now)
    return edition


def _summary(edition: Edition) -> dict[str, list[str | int]]:
    """The level of each rule, and its number where it has one."""
    return {
        str(kind): [str(rule.level), *([rule.value] if rule.value else [])]
        for kind, rule in entry_rules(edition).items()
    }

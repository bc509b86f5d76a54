"""Say how a stage is judged and what points mean, as long as the edition is not open."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.locks import lock_edition_for
from competitions.models import Band, Criterion, Rubric, Stage

from .changes import changed_only, plain, record_change

STAGE_RULES = (
    "jurors_per_proposal",
    "required_bodies",
    "calibration_size",
    "promotes",
    "is_blind",
    "has_discussion",
    "comment_below",
    "comment_above",
    "needs_overall_comment",
    "spread_limit",
)
# A suggestion of ours: no source prints bands for KOVABLIK. What is stored is Indonesian.
BANDS = (
    (Decimal(0), "Kurang", "Belum menjawab kriteria, atau tanpa bukti."),
    (Decimal(61), "Cukup", "Menjawab sebagian; buktinya lemah."),
    (Decimal(71), "Baik", "Menjawab kriteria dengan bukti yang memadai."),
    (Decimal(81), "Sangat baik", "Kuat dan terukur, dengan bukti yang dapat diperiksa."),
    (Decimal(91), "Istimewa", "Patut menjadi rujukan daerah lain."),
)


@transaction.atomic
def update_stage_rules(*, stage: Stage, rules: Mapping[str, Any], by: User) -> Stage:
    """Give a stage the values for the fields of STAGE_RULES that are named."""
    edition = lock_edition_for(stage.edition, "change_edition", by)
    found = edition.stages.filter(pk=stage.pk).first()
    if found is None:
        raise ValidationError(_("Tahap ini sudah dihapus orang lain."))
    before = _rules_of(found)
    for field in STAGE_RULES:
        if field in rules:
            setattr(found, field, rules[field])
    found.full_clean(validate_unique=False)
    found.save(update_fields=STAGE_RULES)
    was, now = changed_only(before, _rules_of(found))
    record_change(
        "edition.stage_rules", edition, by=by, before={"stage": found.kind, **was}, after={"stage": found.kind, **now}
    )
    return found


def _rules_of(stage: Stage) -> dict[str, Any]:
    return plain({field: getattr(stage, field) for field in STAGE_RULES})


@transaction.atomic
def update_bands(*, rubric: Rubric, rows: Sequence[Mapping[str, Any]], by: User) -> None:
    """Give the criteria of a rubric these bands and no others: `criterion_id`, `lower`, `name` and `text` each."""
    edition = lock_edition_for(rubric.edition, "change_edition", by)
    criteria = {criterion.pk: criterion for criterion in rubric.criteria.all()}
    if any(row["criterion_id"] not in criteria for row in rows):
        raise ValidationError(_("Salah satu kriteria sudah dihapus orang lain. Muat ulang halaman ini."))
    before = _bands_of(rubric)
    Band.objects.filter(criterion__rubric=rubric).delete()
    Band.objects.bulk_create(
        Band(criterion=criteria[row["criterion_id"]], lower=row["lower"], name=row["name"], text=row["text"])
        for row in rows
    )
    record_change("edition.bands", edition, by=by, before=before, after=_bands_of(rubric))


def _bands_of(rubric: Rubric) -> Any:
    """Criterion by criterion, so that two lists compare however they were typed."""
    bands = Band.objects.filter(criterion__rubric=rubric).order_by("criterion__number", "lower")
    return plain(list(bands.values("criterion", "lower", "name", "text")))


def suggest_bands(criteria: Iterable[Criterion]) -> None:
    """Give new criteria the bands that every edition starts with."""
    Band.objects.bulk_create(
        Band(criterion=criterion, lower=lower, name=name, text=text)
        for criterion in criteria
        for lower, name, text in BANDS
    )

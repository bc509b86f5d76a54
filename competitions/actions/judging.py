"""Say how a stage is judged and what points mean."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.effects import Consent, Snapshot
from competitions.models import Band, Criterion, Edition, Rubric, Stage, StageKind
from competitions.presets import StageRubric

from .changes import RuleAct, carry_out, changed_only, plain, rows_of, whole

STAGE_RULES = (
    "jurors_per_proposal",
    "required_bodies",
    "calibration_size",
    "promotes",
    "passing_grade",
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
def update_stage_rules(*, stage: Stage, rules: Mapping[str, Any], by: User, consent: Consent | None = None) -> Stage:
    """Give a stage the values for the fields of STAGE_RULES that are named."""

    def apply(edition: Edition) -> None:
        found = _still(edition, stage)
        for field in STAGE_RULES:
            if field in rules:
                setattr(found, field, rules[field])
        _refuse_unknown_bodies(edition, found.required_bodies)
        found.full_clean(validate_unique=False)
        found.save(update_fields=STAGE_RULES)

    act = RuleAct("edition.stage_rules", lambda edition: _read_rules(edition, stage), apply, _differing_rules, stage)
    return _still(carry_out(act, stage.edition, by=by, consent=consent), stage)


def _refuse_unknown_bodies(edition: Edition, codes: Iterable[str]) -> None:
    """The form offers those of the edition only; one of them may have been taken away since."""
    known = set(edition.jury_bodies.values_list("code", flat=True))
    if unknown := sorted(set(codes) - known):
        sentence = _("Unsur juri ini tidak ada di edisi ini: %(codes)s. Muat ulang halaman ini.")
        raise ValidationError({"required_bodies": sentence % {"codes": ", ".join(unknown)}})


def _still(edition: Edition, stage: Stage) -> Stage:
    found = edition.stages.filter(pk=stage.pk).first()
    if found is None:
        raise ValidationError(_("Tahap ini sudah dihapus orang lain."))
    return found


def _read_rules(edition: Edition, stage: Stage) -> Snapshot:
    rows = rows_of(Stage.objects.filter(edition=edition, pk=stage.pk), ("kind", *STAGE_RULES))
    return {"stage": {pk: {"label": str(StageKind(row["kind"]).label), **row} for pk, row in rows.items()}}


def _differing_rules(before: Snapshot, after: Snapshot) -> tuple[Any, Any]:
    (was,), (now,) = before["stage"].values(), after["stage"].values()
    kind = {"stage": now["kind"]}
    differing = changed_only(was, now)
    return kind | differing[0], kind | differing[1]


@transaction.atomic
def update_bands(
    *, rubric: Rubric, rows: Sequence[Mapping[str, Any]], by: User, consent: Consent | None = None
) -> None:
    """Give the criteria of a rubric these bands and no others: `criterion_id`, `lower`, `name` and `text` each."""

    def apply(_edition: Edition) -> None:
        criteria = {criterion.pk: criterion for criterion in Criterion.objects.filter(rubric=rubric)}
        if any(row["criterion_id"] not in criteria for row in rows):
            raise ValidationError(_("Salah satu kriteria sudah dihapus orang lain. Muat ulang halaman ini."))
        Band.objects.filter(criterion__rubric=rubric).delete()
        Band.objects.bulk_create(
            Band(criterion=criteria[row["criterion_id"]], lower=row["lower"], name=row["name"], text=row["text"])
            for row in rows
        )

    act = RuleAct("edition.bands", lambda _edition: _read_bands(rubric), apply, whole("band"), rubric)
    carry_out(act, rubric.edition, by=by, consent=consent)


def _read_bands(rubric: Rubric) -> Snapshot:
    """Criterion by criterion, so that two lists compare however they were typed. A band is known by where it begins."""
    bands = Band.objects.filter(criterion__rubric=rubric).order_by("criterion__number", "lower")
    rows = plain(list(bands.values("criterion", "lower", "name", "text")))
    return {"band": {f"{row['criterion']}:{row['lower']}": row for row in rows}}


def fill_rubric(rubric: Rubric, preset: StageRubric) -> None:
    """Give a rubric that is still empty the criteria of a preset."""
    criteria = Criterion.objects.bulk_create(
        Criterion(rubric=rubric, number=number, **one._asdict()) for number, one in enumerate(preset.criteria, start=1)
    )
    suggest_bands(criteria)


def suggest_bands(criteria: Iterable[Criterion]) -> None:
    """Give new criteria the bands that every edition starts with."""
    Band.objects.bulk_create(
        Band(criterion=criterion, lower=lower, name=name, text=text)
        for criterion in criteria
        for lower, name, text in BANDS
    )

"""Change the parts of an edition: each act takes the whole list as it shall be.

A row is a dict of fields; with an `id` it changes the row of that number, without one it is new, and rows that
are not named any more are removed. The order of the list is the order on the pages.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.effects import Consent, Snapshot, refuse_removal
from competitions.locks import lock_edition_for
from competitions.models import Criterion, Edition, Rubric, Stage, StageKind
from competitions.presets import presets

from .changes import RuleAct, carry_out, record_change, rows_of, whole
from .judging import fill_rubric

Row = Mapping[str, Any]
CATEGORY = ("number", "name")
SECTION = ("number", "name", "prompt", "min_words", "max_words", "evidence_required")
DOCUMENT = ("number", "name", "help_text", "is_required", "letter")
CRITERION = ("number", "aspect", "name", "guidance", "weight", "section")
STAGE = ("kind", "rubric", "share", "quorum")
TIER = ("name", "up_to_place", "prints_place")
NO_RUBRIC: Snapshot = {"rubric": {}, "criterion": {}}


def update_categories(*, edition: Edition, rows: Sequence[Row], by: User, consent: Consent | None = None) -> Edition:
    return _update("categories", "category", CATEGORY, edition=edition, rows=rows, by=by, consent=consent)


def update_sections(*, edition: Edition, rows: Sequence[Row], by: User, consent: Consent | None = None) -> Edition:
    return _update("section_templates", "section", SECTION, edition=edition, rows=rows, by=by, consent=consent)


def update_documents(*, edition: Edition, rows: Sequence[Row], by: User, consent: Consent | None = None) -> Edition:
    return _update("document_requirements", "document", DOCUMENT, edition=edition, rows=rows, by=by, consent=consent)


def update_tiers(*, edition: Edition, rows: Sequence[Row], by: User, consent: Consent | None = None) -> Edition:
    return _update("tiers", "tier", TIER, edition=edition, rows=rows, by=by, consent=consent)


@transaction.atomic
def _update(
    name: str,
    part: str,
    fields: Sequence[str],
    *,
    edition: Edition,
    rows: Sequence[Row],
    by: User,
    consent: Consent | None,
) -> Edition:
    act = RuleAct(
        f"edition.{name}",
        lambda edition: {part: rows_of(getattr(edition, name).all(), fields)},
        lambda edition: _replace(getattr(edition, name).all(), {"edition": edition}, fields, rows),
        whole(part),
    )
    return carry_out(act, edition, by=by, consent=consent)


@transaction.atomic
def update_stages(*, edition: Edition, rows: Sequence[Row], by: User, consent: Consent | None = None) -> Edition:
    """Give an edition these stages. What a stage keeps from its own page must still fit."""

    def apply(edition: Edition) -> None:
        kept = {stage.pk: stage for stage in edition.stages.all()}
        for row in rows:
            if stage := kept.get(row.get("id") or 0):
                _refuse_misfit(stage, row)
        _replace(edition.stages.all(), {"edition": edition}, STAGE, rows)

    act = RuleAct("edition.stages", _read_stages, apply, _stage_rows)
    return carry_out(act, edition, by=by, consent=consent)


def _read_stages(edition: Edition) -> Snapshot:
    rows = rows_of(edition.stages.order_by("pk"), STAGE)
    return {"stage": {pk: {"label": str(StageKind(row["kind"]).label), **row} for pk, row in rows.items()}}


def _stage_rows(before: Snapshot, after: Snapshot) -> tuple[Any, Any]:
    """Without the label, which follows from the kind."""
    was, now = ([{name: row[name] for name in STAGE} for row in side["stage"].values()] for side in (before, after))
    return was, now


def _refuse_misfit(stage: Stage, row: Row) -> None:
    jurors, quorum = stage.jurors_per_proposal, row.get("quorum", stage.quorum)
    if jurors is not None and quorum > jurors:
        raise ValidationError(
            _("Kuorum %(quorum)d lembar melebihi %(jurors)d juri per usulan di tahap “%(stage)s”."),
            params={"quorum": quorum, "jurors": jurors, "stage": stage},
        )
    if stage.is_blind and row.get("kind", stage.kind) != StageKind.DESK:
        raise ValidationError(_("Tahap “%(stage)s” tanpa nama; matikan dahulu di aturannya."), params={"stage": stage})


@transaction.atomic
def update_rubric(
    *, rubric: Rubric, name: str, rows: Sequence[Row], by: User, consent: Consent | None = None
) -> Rubric:
    """Give a rubric its name and its criteria."""

    def apply(edition: Edition) -> None:
        found = _still(edition, rubric)
        found.name = name
        found.save(update_fields=["name"])
        _replace(found.criteria.all(), {"rubric": found}, CRITERION, rows)

    act = RuleAct("edition.rubric", lambda _edition: _read_rubric(rubric), apply, _rubric_rows, rubric)
    return _still(carry_out(act, rubric.edition, by=by, consent=consent), rubric)


def _still(edition: Edition, rubric: Rubric) -> Rubric:
    found = edition.rubrics.filter(pk=rubric.pk).first()
    if found is None:
        raise ValidationError(_("Rubrik ini sudah dihapus orang lain."))
    return found


def _read_rubric(rubric: Rubric) -> Snapshot:
    return {
        "rubric": rows_of(Rubric.objects.filter(pk=rubric.pk), ("name",)),
        "criterion": rows_of(Criterion.objects.filter(rubric=rubric.pk).order_by("number"), CRITERION),
    }


def _rubric_rows(before: Snapshot, after: Snapshot) -> tuple[Any, Any]:
    """What the ledger keeps of a rubric; nothing of one that is not there."""

    def kept(side: Snapshot) -> Any:
        return next(
            ({**row, "criteria": list(side["criterion"].values())} for row in side["rubric"].values()),
            None,
        )

    return kept(before), kept(after)


@transaction.atomic
def add_rubric(*, edition: Edition, stage_rubric: str, by: User) -> Rubric:
    """Add a rubric for a later stage from a preset. Until a stage uses it, it touches nobody."""
    edition = lock_edition_for(edition, "change_edition", by)
    preset = presets().stage_rubric(stage_rubric)
    if edition.rubrics.filter(name=preset.name).exists():
        raise ValidationError(_("Rubrik “%(name)s” sudah ada."), params={"name": preset.name})
    rubric = Rubric.objects.create(edition=edition, name=preset.name)
    fill_rubric(rubric, preset)
    _before, after = _rubric_rows(NO_RUBRIC, _read_rubric(rubric))
    record_change("edition.rubric", edition, by=by, before=None, after=after)
    return rubric


@transaction.atomic
def remove_rubric(*, rubric: Rubric, by: User) -> None:
    """Remove a rubric that no stage uses."""
    edition = lock_edition_for(rubric.edition, "change_edition", by)
    if not edition.rubrics.filter(pk=rubric.pk).exists():
        return  # anyone who comes second finds it gone
    if rubric.stages.exists():
        raise ValidationError(_("Rubrik “%(name)s” dipakai sebuah tahap."), params={"name": rubric.name})
    refuse_removal([rubric])
    before, _after = _rubric_rows(_read_rubric(rubric), NO_RUBRIC)
    rubric.delete()
    record_change("edition.rubric", edition, by=by, before=before, after=None)


def _replace(part: models.QuerySet, owner: Row, fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Remove, change in one UPDATE (so that two rows may swap names), then add."""
    gone = {row.pk: row for row in part.all()}
    kept, new = [], []
    for number, values in enumerate(rows, start=1):
        if values.get("id"):
            row = gone.pop(values["id"], None)
            kept.append(row)
        else:
            row = part.model(**owner)
            new.append(row)
        if row is None:
            raise ValidationError(_("Salah satu baris sudah dihapus orang lain. Muat ulang halaman ini."))
        for field, value in values.items():
            setattr(row, field, value)
        if "number" in fields:
            row.number = number
    refuse_removal(list(gone.values()))
    part.filter(pk__in=list(gone)).delete()
    part.bulk_update([row for row in kept if row], fields)
    part.bulk_create(new)

"""Change the parts of an edition that is not open: each act takes the whole list as it shall be.

A row is a dict of fields; with an `id` it changes the row of that number, without one it is new, and rows that
are not named any more are removed. The order of the list is the order on the pages.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.locks import lock_edition_for
from competitions.models import Criterion, Edition, Rubric, Stage, StageKind
from competitions.presets import presets

from .changes import record_change, rows_of
from .judging import suggest_bands

Row = Mapping[str, Any]
CATEGORY = ("number", "name")
SECTION = ("number", "name", "prompt", "min_words", "max_words", "evidence_required")
DOCUMENT = ("number", "name", "help_text", "is_required", "letter")
CRITERION = ("number", "name", "guidance", "weight", "section")
STAGE = ("kind", "rubric", "share", "quorum")
TIER = ("name", "up_to_place", "prints_place")


def update_categories(*, edition: Edition, rows: Sequence[Row], by: User) -> Edition:
    return _update("categories", CATEGORY, edition=edition, rows=rows, by=by)


def update_sections(*, edition: Edition, rows: Sequence[Row], by: User) -> Edition:
    return _update("section_templates", SECTION, edition=edition, rows=rows, by=by)


def update_documents(*, edition: Edition, rows: Sequence[Row], by: User) -> Edition:
    return _update("document_requirements", DOCUMENT, edition=edition, rows=rows, by=by)


@transaction.atomic
def update_stages(*, edition: Edition, rows: Sequence[Row], by: User) -> Edition:
    """Give an edition these stages. What a stage keeps from its own page must still fit."""
    edition = lock_edition_for(edition, "change_edition", by)
    kept = {stage.pk: stage for stage in edition.stages.all()}
    for row in rows:
        if stage := kept.get(row.get("id") or 0):
            _refuse_misfit(stage, row)
    return _update("stages", STAGE, edition=edition, rows=rows, by=by)


def _refuse_misfit(stage: Stage, row: Row) -> None:
    jurors, quorum = stage.jurors_per_proposal, row.get("quorum", stage.quorum)
    if jurors is not None and quorum > jurors:
        raise ValidationError(
            _("Kuorum %(quorum)d lembar melebihi %(jurors)d juri per usulan di tahap “%(stage)s”."),
            params={"quorum": quorum, "jurors": jurors, "stage": stage},
        )
    if stage.is_blind and row.get("kind", stage.kind) != StageKind.DESK:
        raise ValidationError(_("Tahap “%(stage)s” tanpa nama; matikan dahulu di aturannya."), params={"stage": stage})


def update_tiers(*, edition: Edition, rows: Sequence[Row], by: User) -> Edition:
    return _update("tiers", TIER, edition=edition, rows=rows, by=by)


@transaction.atomic
def _update(name: str, fields: Sequence[str], *, edition: Edition, rows: Sequence[Row], by: User) -> Edition:
    edition = lock_edition_for(edition, "change_edition", by)
    part = getattr(edition, name).all()
    before = rows_of(part, fields)
    _replace(part, {"edition": edition}, fields, rows)
    record_change(f"edition.{name}", edition, by=by, before=before, after=rows_of(part, fields))
    return edition


@transaction.atomic
def update_rubric(*, rubric: Rubric, name: str, rows: Sequence[Row], by: User) -> Rubric:
    """Give a rubric its name and its criteria."""
    edition = lock_edition_for(rubric.edition, "change_edition", by)
    found = edition.rubrics.filter(pk=rubric.pk).first()
    if found is None:
        raise ValidationError(_("Rubrik ini sudah dihapus orang lain."))
    rubric = found
    part = rubric.criteria.all()
    before = {"name": rubric.name, "criteria": rows_of(part, CRITERION)}
    rubric.name = name
    rubric.save(update_fields=["name"])
    _replace(part, {"rubric": rubric}, CRITERION, rows)
    after = {"name": rubric.name, "criteria": rows_of(part, CRITERION)}
    record_change("edition.rubric", edition, by=by, before=before, after=after)
    return rubric


@transaction.atomic
def add_rubric(*, edition: Edition, stage_rubric: str, by: User) -> Rubric:
    """Add a rubric for a later stage from a preset."""
    edition = lock_edition_for(edition, "change_edition", by)
    preset = presets().stage_rubric(stage_rubric)
    if edition.rubrics.filter(name=preset.name).exists():
        raise ValidationError(_("Rubrik “%(name)s” sudah ada."), params={"name": preset.name})
    rubric = Rubric.objects.create(edition=edition, name=preset.name)
    criteria = Criterion.objects.bulk_create(
        Criterion(rubric=rubric, number=number, name=name, weight=weight)
        for number, (name, weight) in enumerate(preset.criteria, start=1)
    )
    suggest_bands(criteria)
    after = {"name": rubric.name, "criteria": rows_of(rubric.criteria.all(), CRITERION)}
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
    before = {"name": rubric.name, "criteria": rows_of(rubric.criteria.all(), CRITERION)}
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
    part.filter(pk__in=list(gone)).delete()
    part.bulk_update([row for row in kept if row], fields)
    part.bulk_create(new)

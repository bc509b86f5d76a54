"""Rubrics and proposal templates that are in use elsewhere, to start an edition from (data/rubrics.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DESK_ALONE = ({"kind": "judging", "share": 100},)
SOURCE = Path(__file__).parent / "data" / "rubrics.toml"


@dataclass(frozen=True)
class SectionPreset:
    """A part of the proposal. Its weight is None where none was published, and 0 where jurors do not mark it."""

    name: str
    prompt: str
    max_words: int
    weight: Decimal | None
    evidence_required: bool

    @property
    def is_judged(self) -> bool:
        return self.weight != 0


@dataclass(frozen=True)
class StagePreset:
    """A round of judging: by which rubric (that of the sections where none is named), and which score passes it.

    A share of None was not published: the organiser sets it before the edition can open.
    """

    kind: str
    rubric: str = ""
    share: Decimal | None = None
    passing_grade: Decimal | None = None


@dataclass(frozen=True)
class Template:
    """A whole form: its sections and what each weighs, and the stages in which it is judged."""

    key: str
    name: str
    note: str
    is_default: bool
    sections: tuple[SectionPreset, ...]
    stages: tuple[StagePreset, ...]

    @property
    def criteria(self) -> tuple[SectionPreset, ...]:
        return tuple(section for section in self.sections if section.is_judged)

    @property
    def has_weights(self) -> bool:
        return all(section.weight is not None for section in self.sections)


class CriterionPreset(NamedTuple):
    name: str
    weight: Decimal | None
    aspect: str = ""
    guidance: str = ""


@dataclass(frozen=True)
class StageRubric:
    """A rubric for a stage: its criteria with their weights, None where none was published; perhaps none at all."""

    key: str
    name: str
    note: str
    criteria: tuple["CriterionPreset", ...]


@dataclass(frozen=True)
class Presets:
    templates: tuple[Template, ...]
    stage_rubrics: tuple[StageRubric, ...]
    categories: tuple[str, ...]

    def template(self, key: str) -> Template:
        return next(template for template in self.templates if template.key == key)

    def stage_rubric(self, key: str) -> StageRubric:
        return next(rubric for rubric in self.stage_rubrics if rubric.key == key)

    @property
    def default(self) -> Template:
        return next(template for template in self.templates if template.is_default)


@cache
def presets() -> Presets:
    return read(SOURCE)


def read(path: Path) -> Presets:
    raw = tomllib.loads(path.read_text())
    return Presets(
        templates=tuple(_template(row, raw["templates"]) for row in raw["templates"]),
        stage_rubrics=tuple(_stage_rubric(row) for row in raw["stage_rubrics"]),
        categories=tuple(raw["categories_jatim"]["names"]),
    )


def _template(row: Mapping[str, Any], others: list[Mapping[str, Any]]) -> Template:
    """A template with sections of its own, or those of the one that it is `like`."""
    sections = row if "sections" in row else next(one for one in others if one["key"] == row["like"])
    return Template(
        key=row["key"],
        name=row["name"],
        note=row.get("note", ""),
        is_default=row.get("default", False),
        sections=tuple(_section(section) for section in sections["sections"]),
        stages=tuple(_stage(stage) for stage in row.get("stages", DESK_ALONE)),
    )


def _section(row: Mapping[str, Any]) -> SectionPreset:
    return SectionPreset(
        name=row["name"],
        prompt=row.get("prompt", ""),
        max_words=row["max_words"],
        weight=Decimal(row["weight"]) if "weight" in row else None,
        evidence_required=row.get("evidence_required", False),
    )


def _stage(row: Mapping[str, Any]) -> StagePreset:
    return StagePreset(
        kind=row["kind"],
        rubric=row.get("rubric", ""),
        share=Decimal(row["share"]) if "share" in row else None,
        passing_grade=Decimal(row["passing_grade"]) if "passing_grade" in row else None,
    )


def _criterion(row: Mapping[str, Any]) -> CriterionPreset:
    weight = Decimal(row["weight"]) if "weight" in row else None
    return CriterionPreset(row["name"], weight, row.get("aspect", ""), row.get("guidance", ""))


def _stage_rubric(row: Mapping[str, Any]) -> StageRubric:
    return StageRubric(
        key=row["key"],
        name=row["name"],
        note=row.get("note", ""),
        criteria=tuple(_criterion(criterion) for criterion in row["criteria"]),
    )

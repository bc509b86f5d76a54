import tomllib
from decimal import Decimal

import pytest

from competitions.presets import SOURCE, presets


def test_every_template_of_the_facts_is_read_whole():
    raw = tomllib.loads(SOURCE.read_text())["templates"]

    read = [(template.key, [section.name for section in template.sections]) for template in presets().templates]

    own = {row["key"]: [section["name"] for section in row["sections"]] for row in raw if "sections" in row}
    assert read == [(row["key"], own[row.get("like", row["key"])]) for row in raw]
    assert [len(names) for _key, names in read] == [8, 7, 9, 8]


@pytest.mark.parametrize("key", ["kovablik-jatim-2023", "kipp-2021"])
def test_published_weights_sum_to_hundred(key):
    assert sum(criterion.weight for criterion in presets().template(key).criteria) == 100


def test_unpublished_weights_are_none_and_not_nought():
    template = presets().template("kovablik-jatim-2025")

    assert {section.weight for section in template.sections} == {None}
    assert not template.has_weights
    assert len(template.criteria) == 9


def test_a_section_that_weighs_nothing_is_not_judged():
    template = presets().default

    assert template.sections[0].name == "Ringkasan"
    assert template.criteria[0].name == "Latar Belakang dan Tujuan"
    assert len(template.criteria) == 7


def test_the_rubric_of_the_presentation_sums_to_hundred():
    rubric = presets().stage_rubric("presentasi-jatim")

    assert [one.weight for one in rubric.criteria] == [Decimal(30), Decimal(50), Decimal(10), Decimal(10)]


def test_categories_come_from_the_facts():
    assert len(presets().categories) == 11


def test_kipp_2025_has_three_stages_and_a_passing_grade_at_the_desk_alone():
    stages = presets().template("kipp-2025").stages

    assert [(stage.kind, stage.passing_grade) for stage in stages] == [
        ("judging", Decimal(85)),
        ("presentation", None),
        ("visit", None),
    ]
    assert {stage.share for stage in stages} == {None}


def test_other_templates_are_judged_at_the_desk_alone():
    others = [template for template in presets().templates if template.key != "kipp-2025"]

    assert {tuple((stage.kind, stage.share) for stage in template.stages) for template in others} == {
        (("judging", Decimal(100)),)
    }


def test_the_observation_is_in_two_levels_and_its_weights_are_left_to_the_organiser():
    rubric = presets().stage_rubric("observasi")

    assert list(dict.fromkeys(one.aspect for one in rubric.criteria)) == ["Pelaksanaan", "Manfaat", "Keberlanjutan"]
    assert {one.weight for one in rubric.criteria} == {None}


def test_the_empty_rubric_is_empty():
    assert presets().stage_rubric("kosong").criteria == ()

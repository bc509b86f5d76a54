"""Two levels: criteria under the heading of their aspect, whose weights are summed; the marks know nothing of it."""

from decimal import Decimal

import pytest

from competitions.actions.parts import update_rubric
from competitions.forms.parts import CriterionFormSet
from tests.competitions.conftest import fields_of, url
from tests.factories import CriterionFactory, RubricFactory

pytestmark = pytest.mark.django_db


def criterion(name, aspect, weight):
    return {"name": name, "aspect": aspect, "guidance": "", "section_id": None, "weight": Decimal(weight)}


def test_the_weights_of_an_aspect_are_summed():
    rubric = RubricFactory()
    for aspect, weight in (("Isi", 20), ("Isi", 30), ("", 10), ("Manfaat", 40)):
        CriterionFactory(rubric=rubric, aspect=aspect, weight=weight)

    assert [(one.name, len(one.criteria), one.weight) for one in rubric.aspects()] == [
        ("Isi", 2, Decimal(50)),
        ("", 1, Decimal(10)),
        ("Manfaat", 1, Decimal(40)),
    ]


def test_an_aspect_with_a_weight_missing_has_no_sum():
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, aspect="Isi", weight=20)
    CriterionFactory(rubric=rubric, aspect="Isi", weight=None)

    assert [one.weight for one in rubric.aspects()] == [None]


def test_the_form_puts_criteria_of_one_aspect_together(edition, secretary):
    rubric = edition.rubrics.get()
    rows = [criterion("a", "Isi", 40), criterion("b", "Manfaat", 30), criterion("c", "Isi", 30)]
    data = {"kriteria-TOTAL_FORMS": 3, "kriteria-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"kriteria-{number}-{name}": value or "" for name, value in row.items()}
    formset = CriterionFormSet(data, rows=[], prefix="kriteria", form_kwargs={"sections": []})

    assert formset.is_valid(), formset.errors
    update_rubric(rubric=rubric, name=rubric.name, rows=formset.rows(), by=secretary)

    assert list(rubric.criteria.values_list("name", "aspect")) == [("a", "Isi"), ("c", "Isi"), ("b", "Manfaat")]


def test_the_pages_of_the_rubric_show_them(browse, edition):
    rubric = edition.rubrics.get()
    rubric.criteria.filter(number__lte=2).update(aspect="Gagasan")

    page = browse.get(url("edition-rules", edition)).text
    assert page.count("Gagasan") == 1
    form = fields_of(browse.get(url("rubric-update", edition, rubric.pk)))
    assert [form[f"kriteria-{number}-aspect"] for number in range(3)] == ["Gagasan", "Gagasan", ""]

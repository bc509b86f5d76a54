"""How a stage is judged and what points mean: the acts and their pages."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import ledger
from competitions.actions.edition import open_edition
from competitions.actions.judging import BANDS, update_bands, update_stage_rules
from competitions.actions.parts import update_stages
from competitions.models import Band, Stage, UsualBody
from tests.competitions.conftest import fields_of
from tests.factories import BandFactory, StageFactory, UserFactory

RULES = {
    "jurors_per_proposal": "4",
    "required_bodies": ["academic", "inspectorate"],
    "calibration_size": "2",
    "promotes": "30",
    "is_blind": "on",
    "has_discussion": "on",
    "comment_below": "60,5",
    "comment_above": "90",
    "needs_overall_comment": "on",
    "spread_limit": "20",
}


@pytest.fixture
def stage(edition):
    return edition.stages.get()


@pytest.fixture
def page(edition, stage):
    return reverse("competitions:stage-rules", args=[edition.slug, stage.pk])


@pytest.fixture
def bands_page(edition):
    return reverse("competitions:band-update", args=[edition.slug, edition.rubrics.get().pk])


def test_the_rules_of_a_stage_are_stored_and_on_the_ledger(browse, edition, stage, page):
    response = browse.post(page, RULES)

    assert response.url == reverse("competitions:edition-rules", args=[edition.slug]) + "#tahap"
    stage = Stage.objects.get(pk=stage.pk)
    assert (stage.jurors_per_proposal, stage.calibration_size, stage.promotes) == (4, 2, 30)
    assert stage.required_bodies == [UsualBody.ACADEMIC, UsualBody.INSPECTORATE]
    assert (stage.comment_below, stage.comment_above, stage.spread_limit) == (Decimal("60.5"), 90, 20)
    assert (stage.is_blind, stage.has_discussion, stage.needs_overall_comment) == (True, True, True)
    entry = ledger.head(edition.ledger_chain)
    assert (entry.action, entry.before["jurors_per_proposal"]) == ("edition.stage_rules", None)
    assert entry.after["jurors_per_proposal"] == 4


def test_a_page_that_nobody_touched_changes_nothing(browse, edition, page, bands_page):
    before = ledger.head(edition.ledger_chain).number

    browse.post(page, {**fields_of(browse.get(page)), "required_bodies": []})
    browse.post(bands_page, fields_of(browse.get(bands_page)))

    assert ledger.head(edition.ledger_chain).number == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("jurors_per_proposal", "2", "Kurang dari kuorum"),
        ("jurors_per_proposal", "0", "Kurang dari kuorum"),
        ("comment_below", "101", "lebih kecil dari atau sama dengan 100"),
        ("comment_below", "enam puluh", "Masukkan sebuah bilangan."),
        ("comment_above", "60", "Tidak boleh lebih kecil daripada batas bawahnya."),
        ("spread_limit", "0", "Isi angka di atas 0"),
        ("required_bodies", "lain", "bukan salah satu dari pilihan"),
        ("promotes", "-1", "lebih besar dari atau sama dengan"),
    ],
)
def test_a_wrong_rule_is_refused_at_its_field_and_all_else_stays(browse, edition, stage, page, field, value, said):
    response = browse.post(page, {**RULES, field: value})

    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert 'value="30"' in response.text or field == "promotes"
    assert Stage.objects.get(pk=stage.pk).jurors_per_proposal is None


def test_only_the_desk_can_be_blind(browse, edition):
    other = StageFactory(edition=edition, kind="presentation", share=50)
    path = reverse("competitions:stage-rules", args=[edition.slug, other.pk])

    page = browse.get(path)
    browse.post(path, {**RULES, "jurors_per_proposal": "4"})

    assert "is_blind" not in page.context["form"].fields
    assert Stage.objects.get(pk=other.pk).is_blind is False


@pytest.mark.parametrize(
    ("kept", "row", "said"),
    [
        ({"jurors_per_proposal": 3}, {"quorum": 4}, "melebihi 3 juri"),
        ({"is_blind": True}, {"kind": "presentation"}, "tanpa nama"),
    ],
)
def test_the_list_of_stages_refuses_what_a_stages_own_rules_forbid(edition, stage, secretary, kept, row, said):
    Stage.objects.filter(pk=stage.pk).update(**kept)
    rows = [{"id": stage.pk, "kind": stage.kind, "rubric_id": stage.rubric_id, "share": 100, "quorum": 3, **row}]

    with pytest.raises(ValidationError, match=said):
        update_stages(edition=edition, rows=rows, by=secretary)


def test_every_criterion_starts_with_bands(edition):
    for criterion in edition.rubrics.get().criteria.all():
        assert [band.lower for band in criterion.bands.all()] == [lower for lower, _name, _text in BANDS]


def test_bands_are_stored_and_on_the_ledger(browse, edition, bands_page):
    data = fields_of(browse.get(bands_page))

    response = browse.post(bands_page, data | {"rentang-0-name": "Sangat kurang", "rentang-1-lower": "55,5"})

    assert response.url == reverse("competitions:edition-rules", args=[edition.slug]) + "#tahap"
    first = edition.rubrics.get().criteria.first()
    assert [(band.lower, band.name) for band in first.bands.all()][:2] == [
        (0, "Sangat kurang"),
        (Decimal("55.5"), "Cukup"),
    ]
    assert ledger.head(edition.ledger_chain).action == "edition.bands"


def test_two_bands_that_start_alike_are_refused_and_stay_as_typed(browse, edition, bands_page):
    data = fields_of(browse.get(bands_page))

    response = browse.post(bands_page, data | {"rentang-1-lower": "0", "rentang-2-name": "Lumayan"})

    assert "Kriteria ini sudah punya rentang mulai nilai itu." in response.text
    assert 'value="Lumayan"' in response.text
    assert not Band.objects.filter(name="Lumayan").exists()


def test_bands_of_another_rubric_are_refused(edition, secretary):
    other = BandFactory()
    row = {"criterion_id": other.criterion_id, "lower": Decimal(0), "name": "Curi", "text": ""}

    with pytest.raises(ValidationError, match="sudah dihapus"):
        update_bands(rubric=edition.rubrics.get(), rows=[row], by=secretary)


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: update_stage_rules(stage=e.stages.get(), rules={"promotes": 3}, by=by),
        lambda e, by: update_bands(rubric=e.rubrics.get(), rows=[], by=by),
    ],
)
def test_the_rules_of_a_stage_are_the_secretariats(edition, secretary, act):
    with pytest.raises(PermissionDenied):
        act(edition, UserFactory())
    open_edition(edition=edition, by=secretary)

    with pytest.raises(PermissionDenied):
        act(edition, UserFactory())


def test_a_body_that_the_edition_does_not_have_is_refused_by_the_act_too(edition, stage, secretary):
    with pytest.raises(ValidationError, match="tidak ada di edisi ini: lain"):
        update_stage_rules(stage=stage, rules={"required_bodies": ["academic", "lain"]}, by=secretary)

    assert Stage.objects.get(pk=stage.pk).required_bodies == stage.required_bodies

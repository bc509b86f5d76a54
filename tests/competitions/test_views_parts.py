import re

import pytest
from django.utils import translation

from accounts import clock, ledger
from competitions.actions.edition import update_edition
from competitions.models import Edition, PhaseKind, RuleKind
from tests.competitions.conftest import fields_of, queries, url

PARTS = {
    "category-update": ("kategori-0-name", "Kesehatan Ibu", "categories"),
    "section-update": ("bagian-0-max_words", "250", "section_templates"),
    "document-update": ("dokumen-0-help_text", "Bermeterai.", "document_requirements"),
    "tier-update": ("jenjang-2-up_to_place", "25", "tiers"),
    "stage-update": ("tahap-0-quorum", "5", "stages"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_page_that_nobody_touched_changes_nothing(browse, edition, name):
    before = ledger.head(edition.ledger_chain).number
    data = fields_of(browse.get(url(name, edition)))

    response = browse.post(url(name, edition), data)

    assert response.status_code == 302, response.context["formset"].errors
    assert ledger.head(edition.ledger_chain).number == before


@pytest.mark.parametrize("name", PARTS)
def test_a_change_is_stored_and_on_the_ledger(browse, edition, name):
    field, value, part = PARTS[name]
    data = fields_of(browse.get(url(name, edition)))

    response = browse.post(url(name, edition), data | {field: value})

    assert response.url.startswith(url("edition-rules", edition))
    entry = ledger.head(edition.ledger_chain)
    assert entry.action == f"edition.{part}"
    assert value in str(entry.after)


def test_a_refused_row_is_shown_with_its_reason_and_all_others_as_typed(browse, edition):
    data = fields_of(browse.get(url("tier-update", edition)))
    typed = {"jenjang-0-name": "Lima Besar", "jenjang-1-up_to_place": "4", "jenjang-3-name": "Separuh"}

    response = browse.post(url("tier-update", edition), data | typed)

    assert response.status_code == 200
    assert "Belum tersimpan" in response.text
    assert 'href="#id_jenjang-3-up_to_place"' in response.text
    for name, value in typed.items():
        assert re.search(rf'name="{name}" value="{value}"', response.text) or f'value="{value}"' in response.text
    assert edition.tiers.count() == 3


def test_categories_can_be_added_removed_and_put_in_order(browse, edition):
    data = fields_of(browse.get(url("category-update", edition)))
    changes = {"kategori-0-DELETE": "on", "kategori-10-ORDER": "0", "kategori-11-name": "Keamanan"}

    browse.post(url("category-update", edition), data | changes)

    names = [category.name for category in edition.categories.all()]
    assert (names[0], names[-1], len(names)) == ("Ketahanan Bencana", "Keamanan", 11)
    assert "Kesehatan" not in names


def test_the_rubric_page_stores_name_and_weights(browse, edition):
    path = url("rubric-update", edition, edition.rubrics.get().pk)
    data = fields_of(browse.get(path))

    response = browse.post(
        path, data | {"name": "Rubrik meja", "kriteria-0-weight": "12,5", "kriteria-1-weight": "12,5"}
    )

    assert response.url.startswith(url("edition-rules", edition))
    rubric = edition.rubrics.get()
    assert rubric.name == "Rubrik meja"
    assert str(rubric.criteria.all()[0].weight) == "12.50"


def test_the_rubric_page_refuses_a_wrong_sum_and_keeps_what_was_typed(browse, edition):
    path = url("rubric-update", edition, edition.rubrics.get().pk)
    data = fields_of(browse.get(path))

    response = browse.post(path, data | {"kriteria-0-weight": "12,5", "kriteria-1-name": "Kebaruan"})

    assert response.status_code == 200
    assert response.text.count("Bobot berjumlah 102,5, seharusnya 100.") == 2
    assert 'value="12,5"' in response.text
    assert 'value="Kebaruan"' in response.text
    assert edition.rubrics.get().criteria.all()[0].weight == 10


def test_a_rubric_is_added_from_a_preset_once_and_removed(browse, edition):
    browse.post(url("rubric-create", edition), {"stage_rubric": "presentasi-jatim"})
    again = browse.post(url("rubric-create", edition), {"stage_rubric": "presentasi-jatim"}, follow=True)
    rubric = edition.rubrics.last()

    assert "sudah ada" in again.text
    assert rubric.criteria.count() == 4
    assert "Hapus rubrik" in browse.get(url("rubric-update", edition, rubric.pk)).text
    browse.post(url("rubric-delete", edition, rubric.pk))
    assert edition.rubrics.count() == 1


def test_a_rubric_in_use_stays(browse, edition):
    rubric = edition.rubrics.get()

    response = browse.post(url("rubric-delete", edition, rubric.pk), follow=True)

    assert "dipakai sebuah tahap" in response.text
    assert edition.rubrics.count() == 1


@pytest.mark.parametrize("key", ["", "tidak-ada", "kipp-2021"])
def test_a_preset_that_is_none_is_not_found(browse, edition, key):
    assert browse.post(url("rubric-create", edition), {"stage_rubric": key}).status_code == 404


def test_the_calendar_page_stores_what_is_typed_in_wib(browse, edition):
    data = fields_of(browse.get(url("phase-update", edition)))

    response = browse.post(
        url("phase-update", edition),
        data | {"presentation-opens_at": "2026-04-01T16:00", "presentation-closes_at": "2026-04-02T16:00"},
    )

    assert response.status_code == 200
    assert "Tahapan ini dibuka sebelum “Presentasi dan wawancara” ditutup." in response.text
    assert 'value="2026-04-02T16:00"' in response.text

    browse.post(url("phase-update", edition), data | {"registration-opens_at": "2026-02-02T09:30"})
    assert Edition.objects.get(pk=edition.pk).phase(PhaseKind.REGISTRATION).opens_at.isoformat() == (
        "2026-02-02T02:30:00+00:00"
    )


def test_the_calendar_of_an_open_edition_moves_with_a_reason(browse, opened):
    with clock.at(opened.phase(PhaseKind.REGISTRATION).opens_at):
        data = fields_of(browse.get(url("phase-update", opened)))
        later = {"awarding-closes_at": "2026-06-01T16:00"}

        refused = browse.post(url("phase-update", opened), data | later)
        whole = data | later | {"reason": "Gedung dipakai."}
        shown = browse.post(url("phase-update", opened), whole)
        before = ledger.head(opened.ledger_chain).action
        done = browse.post(url("phase-update", opened), whole | {"step": "store"})

    assert "Tuliskan alasannya." in refused.text
    assert "Belum ada yang tersimpan" in shown.text
    assert (before, done.status_code) == ("edition.open", 302)
    assert ledger.head(opened.ledger_chain).note == "Gedung dipakai."


def test_the_preset_without_weights_walks_to_its_rubric_and_opens_in_no_other_way(browse, make_edition, secretary):
    edition = make_edition("kovablik-jatim-2025")
    overview = browse.get(edition.get_absolute_url())
    path = url("rubric-update", edition, edition.rubrics.get().pk)
    assert f'<a href="{path}">Rubrik proposal: 9 kriteria belum berbobot.</a>' in overview.text

    data = fields_of(browse.get(path))
    weights = {f"kriteria-{index}-weight": weight for index, weight in enumerate(["20", *["10"] * 8])}
    browse.post(path, data | weights)

    assert "belum berbobot" not in browse.get(edition.get_absolute_url()).text
    assert update_edition(edition=edition, identity={}, by=secretary) == edition


def test_whoever_reads_english_stores_the_same_words_and_figures(browse, make_edition):
    with translation.override("en"):
        edition = make_edition()
    path = url("rubric-update", edition, edition.rubrics.get().pk)
    browse.cookies["django_language"] = "en"
    data = fields_of(browse.get(path))

    response = browse.post(path, data | {"kriteria-0-weight": "12,5", "kriteria-1-weight": "12.5"})

    assert response.status_code == 302
    rubric = edition.rubrics.get()
    assert rubric.name == "Rubrik proposal"
    assert [str(criterion.weight) for criterion in rubric.criteria.all()[:2]] == ["12.50", "12.50"]


def test_rules_that_nobody_touched_change_nothing(browse, edition):
    before = ledger.head(edition.ledger_chain).number
    data = fields_of(browse.get(url("rule-update", edition)))

    response = browse.post(url("rule-update", edition), data)

    assert response.url.startswith(url("edition-rules", edition))
    assert ledger.head(edition.ledger_chain).number == before


def test_a_rule_is_stored_and_on_the_ledger(browse, edition):
    data = fields_of(browse.get(url("rule-update", edition)))

    browse.post(url("rule-update", edition), data | {"age-value": "2", "quota-level": "block", "agency-level": "warn"})

    assert edition.entry_rules.count() == len(RuleKind)
    assert edition.entry_rules.get(kind=RuleKind.AGE).value == 2
    entry = ledger.head(edition.ledger_chain)
    assert entry.action == "edition.entry_rules"
    assert entry.before == {"age": ["block", 1], "quota": ["off", 3], "agency": ["off"]}
    assert entry.after == {"age": ["block", 2], "quota": ["block", 3], "agency": ["warn"]}
    overview = browse.get(url("edition-rules", edition)).text
    assert "menghalangi · 2 tahun" in overview
    assert url("rule-update", edition) in overview


def test_rules_of_an_edition_without_rows_are_the_defaults_and_can_be_stored(browse, edition):
    edition.entry_rules.all().delete()
    data = fields_of(browse.get(url("rule-update", edition)))

    browse.post(url("rule-update", edition), data | {"title-level": "warn"})

    assert edition.entry_rules.get(kind=RuleKind.TITLE).level == "warn"
    assert edition.entry_rules.count() == len(RuleKind)


def test_a_refused_rule_is_shown_with_its_reason_and_all_others_as_typed(browse, edition):
    data = fields_of(browse.get(url("rule-update", edition)))

    response = browse.post(url("rule-update", edition), data | {"age-value": "nol", "quota-value": "7"})

    assert "Masukkan keseluruhan angka bilangan." in response.text or "id_age-value_error" in response.text
    assert 'href="#id_age-value"' in response.text
    assert 'value="nol"' in response.text
    assert 'value="7"' in response.text
    assert edition.entry_rules.get(kind=RuleKind.AGE).value == 1


def test_the_rules_page_costs_the_same_with_and_without_rows(browse, edition):
    with_rows = queries(browse, url("rule-update", edition))
    edition.entry_rules.all().delete()

    assert queries(browse, url("rule-update", edition)) == with_rows <= 16

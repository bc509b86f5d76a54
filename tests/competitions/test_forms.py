from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts import clock
from competitions.forms.edition import EditionForm
from competitions.forms.parts import (
    CategoryFormSet,
    CriterionFormSet,
    DocumentFormSet,
    RubricForm,
    SectionFormSet,
    StageFormSet,
    TierFormSet,
)
from competitions.forms.rules import RulesForm
from competitions.forms.schedule import CalendarForm
from competitions.models import RULE_DEFAULTS, Edition, PhaseKind, RuleKind
from tests.factories import EditionFactory

WIB = ZoneInfo("Asia/Jakarta")


def posted(prefix, *rows, initial=None):
    """What a browser sends for rows of fields."""
    data = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": len(rows) if initial is None else initial,
    }
    for index, row in enumerate(rows):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


def as_posted(formset):
    """The rows of a page that nobody touched."""
    return [
        {name: "" if form[name].value() is None else form[name].value() for name in form.fields if name != "DELETE"}
        for form in formset.initial_forms
    ]


def errors(formset):
    return [(index, name, list(found)) for index, row in enumerate(formset.errors) for name, found in row.items()]


def categories(edition, *rows, **more):
    return CategoryFormSet(posted("form", *rows, **more), rows=edition.categories.all())


@pytest.fixture
def two(edition):
    """An edition with two categories."""
    edition.categories.filter(number__gt=2).delete()
    return edition


@pytest.fixture
def rows(two):
    return [{"id": row.pk, "name": row.name, "ORDER": row.number} for row in two.categories.all()]


def test_rows_come_out_in_the_order_that_was_typed_and_blanks_are_left_out(two, rows):
    rows[0]["ORDER"] = 5

    formset = categories(two, *rows, {"name": "Baru", "ORDER": ""}, {"name": "", "ORDER": ""}, initial=2)

    assert formset.is_valid()
    assert [row["name"] for row in formset.rows()] == ["Pendidikan", "Kesehatan", "Baru"]


def test_a_row_that_is_ticked_goes(two, rows):
    formset = categories(two, rows[0] | {"DELETE": "on"}, rows[1])

    assert formset.is_valid()
    assert [row["id"] for row in formset.rows()] == [rows[1]["id"]]


def test_a_ticked_row_may_hold_anything(two, rows):
    formset = categories(two, rows[0] | {"DELETE": "on", "name": ""}, rows[1])

    assert formset.is_valid(), formset.errors


def test_a_name_used_twice_is_refused_at_the_second(two, rows):
    formset = categories(two, *rows, {"name": "KESEHATAN", "ORDER": ""}, initial=2)

    assert not formset.is_valid()
    assert errors(formset) == [(2, "name", ["Sudah dipakai di baris lain."])]


def test_a_page_that_someone_else_changed_meanwhile_is_refused(two, rows):
    assert not (formset := categories(two, rows[0])).is_valid()
    assert "diubah orang lain" in str(formset.non_form_errors())


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"form-TOTAL_FORMS": "x", "form-INITIAL_FORMS": "2"},
        posted("form", {"id": "x", "name": "a"}, {"id": "", "name": ""}),
        posted("form", {"id": "9" * 30, "name": "a"}),
        posted("form", {"id": "", "name": "a\x00b"}, initial=0),
        posted("form", *({"name": f"Kategori {number}"} for number in range(70)), initial=0),
    ],
)
def test_nonsense_is_refused_in_words(two, data):
    formset = CategoryFormSet(data, rows=two.categories.all())

    assert not formset.is_valid()


def sections(edition, **changes):
    """The sections as the page shows them, the first one with fields typed anew."""
    rows = as_posted(SectionFormSet(rows=edition.section_templates.all()))
    return SectionFormSet(posted("form", rows[0] | changes, *rows[1:]), rows=edition.section_templates.all())


@pytest.mark.parametrize(("least", "most", "kept"), [("0", "250", 0), ("", "250", 0), ("250", "250", 250)])
def test_a_section_may_ask_for_a_number_of_words(edition, least, most, kept):
    formset = sections(edition, min_words=least, max_words=most)

    assert formset.is_valid(), formset.errors
    assert formset.rows()[0]["min_words"] == kept


def test_a_section_that_asks_for_more_words_than_it_allows_is_refused_at_its_field(edition):
    formset = sections(edition, min_words="251", max_words="250")

    assert errors(formset) == [(0, "min_words", ["Tidak boleh lebih dari 250 kata, batas terbanyaknya."])]


@pytest.mark.parametrize("least", ["-1", "x", "99999999"])
def test_a_section_with_no_real_number_of_words_is_refused(edition, least):
    assert [(index, name) for index, name, _found in errors(sections(edition, min_words=least))] == [(0, "min_words")]


def test_a_document_may_be_a_letter_that_is_drawn(edition):
    rows = as_posted(DocumentFormSet(rows=edition.document_requirements.all()))
    options = {"rows": edition.document_requirements.all()}

    assert [row["letter"] for row in rows] == ["implementation", "innovator", "replication"]
    changed = DocumentFormSet(posted("form", rows[0] | {"letter": ""}, *rows[1:]), **options)
    wrong = DocumentFormSet(posted("form", rows[0] | {"letter": "lain"}, *rows[1:]), **options)

    assert changed.is_valid(), changed.errors
    assert [row["letter"] for row in changed.rows()] == ["", "innovator", "replication"]
    assert [name for _index, name, _found in errors(wrong)] == ["letter"]


def rules(edition, **changes):
    """The rules as the page shows them, some typed anew (`age__value`)."""
    page = RulesForm(edition=edition)
    typed = {name.replace("__", "-"): value for name, value in changes.items()}
    return RulesForm({name: page[name].value() for name in page.fields} | typed, edition=edition)


def test_rules_as_they_are_pass_and_none_is_forgotten(edition):
    form = rules(edition)

    assert form.is_valid(), form.errors
    assert form.rules() == {kind: (level, value) for kind, (level, value) in RULE_DEFAULTS.items()}
    assert [row["kind"] for row in form.rows()] == list(RuleKind)
    assert all(row["reckoned"] for row in form.rows())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age__value", "0"),
        ("age__value", "21"),
        ("age__value", ""),
        ("age__value", "dua"),
        ("similar__value", "39"),
        ("similar__value", "101"),
        ("quota__value", "0"),
        ("quota__value", "-1"),
        ("quota__value", "9" * 40),
        ("title__level", "lain"),
        ("title__level", ""),
    ],
)
def test_a_rule_that_is_none_is_refused_at_its_field(edition, field, value):
    form = rules(edition, **{field: value})

    assert list(form.errors) == [field.replace("__", "-")]


def tiers(edition, *pairs):
    stored = {row.name: row.pk for row in edition.tiers.all()}
    rows = [{"id": stored.get(name, ""), "name": name, "up_to_place": place} for name, place in pairs]
    return TierFormSet(posted("form", *rows, initial=3), rows=edition.tiers.all())


@pytest.mark.parametrize("place", [5, 4])
def test_a_tier_not_below_the_one_above_is_refused_at_its_place(edition, place):
    formset = tiers(edition, ("Top 5", 5), ("Top 10", place), ("Top 30", 30))

    assert errors(formset) == [
        (1, "up_to_place", ["Harus lebih jauh daripada “Top 5” di atasnya (peringkat 5)."]),
    ]


@pytest.mark.parametrize("place", ["0", "-1", "x", "", "1e9", "99999999"])
def test_a_tier_with_no_real_place_is_refused(edition, place):
    formset = tiers(edition, ("Top 5", 5), ("Top 10", 10), ("Top 30", place))

    assert [(index, name) for index, name, _found in errors(formset)] == [(2, "up_to_place")]


def criteria(edition, **changes):
    """The criteria of the rubric as the page shows them, with weights changed by their place in the list."""
    rubric = edition.rubrics.get()
    options = {"rows": rubric.criteria.all(), "form_kwargs": {"sections": edition.section_templates.all()}}
    rows = as_posted(CriterionFormSet(**options))
    for index, weight in changes.items():
        rows[int(index[1:])]["weight"] = weight
    return CriterionFormSet(posted("form", *rows), **options)


def test_weights_as_they_are_pass(edition):
    formset = criteria(edition)

    assert formset.is_valid(), formset.errors
    assert sum(row["weight"] for row in formset.rows()) == 100


def test_weights_that_are_not_hundred_are_refused_with_their_sum(edition):
    formset = criteria(edition, w0="5")

    assert formset.non_form_errors() == ["Bobot berjumlah 95, seharusnya 100."]


@pytest.mark.parametrize(("first", "second"), [("10,5", "14,5"), ("10.5", "14.5"), ("10,50", "14.5")])
def test_weights_may_be_typed_with_comma_or_point(edition, first, second):
    formset = criteria(edition, w0=first, w1=second)

    assert formset.is_valid(), (formset.errors, formset.non_form_errors())
    assert formset.rows()[0]["weight"] == Decimal("10.5")


@pytest.mark.parametrize("weight", ["0", "-5", "100,01", "10,555", "x", "NaN", "Infinity", "1e2e3"])
def test_a_weight_that_is_none_is_refused_at_its_field(edition, weight):
    assert [(index, name) for index, name, _found in errors(criteria(edition, w0=weight))] == [(0, "weight")]


def test_a_missing_weight_is_refused_at_its_field(make_edition):
    formset = criteria(make_edition("kovablik-jatim-2025"))

    assert errors(formset) == [(index, "weight", ["Bobot belum diisi."]) for index in range(9)]


def test_a_section_of_another_edition_is_refused(edition, make_edition):
    other = make_edition(short_name="Lain").section_templates.first()
    rubric = edition.rubrics.get()
    options = {"rows": rubric.criteria.all(), "form_kwargs": {"sections": edition.section_templates.all()}}
    rows = as_posted(CriterionFormSet(**options))
    rows[0]["section_id"] = other.pk

    assert [name for _index, name, _found in errors(CriterionFormSet(posted("form", *rows), **options))] == [
        "section_id"
    ]


def stages(edition, *rows):
    options = {"rows": edition.stages.all(), "form_kwargs": {"rubrics": edition.rubrics.all()}}
    return StageFormSet(posted("form", *rows, initial=1), **options)


def test_shares_that_are_not_hundred_are_refused_with_their_sum(edition):
    stage = edition.stages.get()
    row = {"kind": "judging", "rubric_id": stage.rubric_id, "quorum": 3}

    formset = stages(edition, row | {"id": stage.pk, "share": "70"}, row | {"kind": "presentation", "share": "20,5"})

    assert formset.non_form_errors() == ["Bobot semua tahap berjumlah 90,5, seharusnya 100."]


def test_a_stage_comes_once(edition):
    stage = edition.stages.get()
    row = {"kind": "judging", "rubric_id": stage.rubric_id, "quorum": 3, "share": "50"}

    assert errors(stages(edition, row | {"id": stage.pk}, row)) == [(1, "kind", ["Sudah dipakai di baris lain."])]


def test_a_rubrics_name_is_its_own(edition):
    other = edition.rubrics.create(name="Rubrik lain")

    form = RubricForm({"name": "Rubrik proposal"}, instance=other)

    assert form.errors == {"name": ["Rubrik lain sudah memakai nama ini."]}


def identity_errors(edition, **changes):
    form = EditionForm(instance=edition)
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return {name: len(found) for name, found in EditionForm(data | changes, instance=edition).errors.items()}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("short_name", ""),
        ("short_name", "★"),
        ("short_name", "KOVABLIK Terpakai"),
        ("short_name", "kovablik  terpakai!"),
        ("year", "1999"),
        ("year", "dua ribu"),
        ("awarded_on", "31/02/2026"),
        ("certificate_number", "188.45"),
        ("certificate_number", "{nomor}/{bulan}"),
        ("certificate_number", "{nomor"),
        ("signatory_nip", "123"),
        ("signatory_nip", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨"),
        ("winners_per_opd", "0"),
        ("max_file_mb", "101"),
        ("correction_days", "0"),
        ("correction_days", "61"),
        ("correction_days", "lima"),
        ("averaging", "modus"),
        ("year", "2062"),
        ("awarded_on", "2026-02-01"),
        ("awarded_on", "2062-12-17"),
        ("awarded_on", "2025-12-17"),
        ("signatory_name", "Dr. NAMA UJI, M.Si."),
    ],
)
def test_a_bad_identity_is_refused_once_at_its_field(edition, field, value):
    EditionFactory(short_name="KOVABLIK Terpakai", slug="kovablik-terpakai")

    assert identity_errors(edition, **{field: value}) == {field: 1}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("signatory_name", "Dr. NAMA UJI, M.Si.", "Tulis tanpa gelar akademik “Dr., M.Si.”: pada piagam gelar tidak"),
        ("awarded_on", "2026-02-01", "Tanggal piagam mendahului pendaftaran, yang dimulai 2 Februari 2026."),
        ("awarded_on", "2062-12-17", "Tanggal piagam edisi 2026 jatuh pada tahun 2026 atau 2027."),
        ("year", "2062", "Tahun ini terlalu jauh; paling jauh 2028."),
    ],
)
def test_what_makes_no_sense_on_a_piagam_is_said_at_its_field(edition, field, value, sentence):
    form = EditionForm(instance=edition)
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}

    (problem,) = EditionForm(data | {field: value}, instance=edition).errors[field]

    assert problem.startswith(sentence)


def test_an_identity_as_it_is_passes_and_a_nip_may_be_typed_with_spaces(edition):
    assert identity_errors(edition) == {}
    assert identity_errors(edition, signatory_nip="19800101 200501 1 001") == {}


def calendar_form(edition, **changes):
    """The calendar as the page shows it, with some fields typed anew."""
    edition = Edition.objects.get(pk=edition.pk)
    page = CalendarForm(edition=edition)
    typed = {name: field.widget.format_value(page[name].value()) or "" for name, field in page.fields.items()}
    names = {name.replace("__", "-"): value for name, value in changes.items()}
    return CalendarForm(typed | names, edition=edition)


def test_times_are_typed_in_wib(edition):
    form = calendar_form(edition, registration__opens_at="2026-02-02T09:30")

    assert form.is_valid(), form.errors
    assert form.calendar()[PhaseKind.REGISTRATION][0] == datetime(2026, 2, 2, 9, 30, tzinfo=WIB)


def test_phases_that_are_left_empty_are_left_out(edition):
    form = calendar_form(edition, socialisation__opens_at="", socialisation__closes_at="")

    assert form.is_valid(), form.errors
    assert PhaseKind.SOCIALISATION not in form.calendar()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("registration-closes_at", "2026-02-02T08:00", "Waktu tutup harus sesudah waktu buka."),
        ("administration-opens_at", "2026-03-04T15:59", "Tahapan ini dibuka sebelum “Pendaftaran” ditutup."),
        ("registration-closes_at", "", "Isi kedua waktunya, atau kosongkan keduanya."),
        ("registration-closes_at", "besok", "Masukkan tanggal/waktu yang valid."),
    ],
)
def test_a_calendar_is_refused_at_its_field(edition, field, value, sentence):
    form = calendar_form(edition, **{field.replace("-", "__"): value})

    assert form.errors[field] == [sentence]


def test_after_the_opening_each_change_needs_a_reason_and_none_pretends_a_past(opened):
    with clock.at(opened.phase(PhaseKind.REGISTRATION).opens_at + timedelta(days=1)):
        form = calendar_form(opened, registration__opens_at="2026-01-20T08:00", awarding__closes_at="2026-05-01T16:00")

        assert form.errors == {
            "reason": ["Tuliskan alasannya."],
            "registration-opens_at": ["Waktu ini sudah lewat; pilih waktu yang akan datang."],
        }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("registration-closes_at", "2026-02-02T09:00", "Waktu ini sudah lewat; pilih waktu yang akan datang."),
        ("judging-opens_at", "", "Tahapan ini tidak boleh dihapus."),
    ],
)
def test_after_the_opening_a_move_is_refused_at_its_field(opened, field, value, sentence):
    with clock.at(opened.phase(PhaseKind.REGISTRATION).opens_at + timedelta(days=1)):
        form = calendar_form(opened, reason="x", **{field.replace("-", "__"): value})

        assert form.errors[field] == [sentence]


def test_seconds_that_the_control_does_not_show_survive(opened):
    phase = opened.phase(PhaseKind.AWARDING)
    phase.closes_at += timedelta(seconds=7, microseconds=5)
    phase.save()

    form = calendar_form(opened, reason="x", socialisation__closes_at="2026-02-17T16:00")

    assert form.is_valid(), form.errors
    assert form.calendar()[PhaseKind.AWARDING][1] == phase.closes_at

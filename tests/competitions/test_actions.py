from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions import checklist
from competitions.actions.edition import create_edition, open_edition, update_edition
from competitions.actions.parts import (
    add_rubric,
    remove_rubric,
    update_categories,
    update_documents,
    update_rubric,
    update_sections,
    update_stages,
    update_tiers,
)
from competitions.actions.schedule import update_phases
from competitions.calendar import clashes
from competitions.models import Edition, PhaseKind, StageKind
from competitions.presets import presets
from tests.factories import AppointmentFactory
from tests.moments import START


def entries(edition):
    return list(AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", "note"))


def names(queryset):
    return [str(row) for row in queryset.all()]


@pytest.mark.parametrize("template", [template.key for template in presets().templates])
def test_create_edition_copies_the_preset(make_edition, template):
    preset = presets().template(template)

    edition = make_edition(template)

    assert names(edition.section_templates) == [section.name for section in preset.sections]
    criteria = edition.rubrics.get(name="Rubrik proposal").criteria.select_related("section")
    assert [(criterion.name, criterion.weight) for criterion in criteria] == [
        (wanted.name, wanted.weight) for wanted in preset.criteria
    ]
    assert [criterion.section.name for criterion in criteria] == [criterion.name for criterion in criteria]


def test_create_edition_with_the_stages_of_its_preset(make_edition):
    """Shares that were not published are left to the checklist; each later stage has its rubric and its phase."""
    edition = make_edition("kipp-2025")

    stages = list(edition.stages.values_list("kind", "passing_grade", "rubric__name"))
    assert stages == [
        (StageKind.DESK, Decimal(85), "Rubrik proposal"),
        (StageKind.PRESENTATION, None, "Kelayakan skala nasional (KIPP 2025, tahap 2)"),
        (StageKind.VISIT, None, "Kemanfaatan menurut warga (KIPP 2025, tahap 3)"),
    ]
    assert {PhaseKind.PRESENTATION, PhaseKind.VISIT} <= {phase.kind for phase in edition.phases.all()}
    assert list(clashes([phase.as_window() for phase in edition.phases.all()])) == []
    assert "Bobot semua tahap berjumlah 300" in str(list(checklist.stages_share_the_score(edition)))


@pytest.mark.parametrize("key", ["kosong", "observasi"])
def test_a_rubric_from_a_preset_without_weights(edition, secretary, key):
    rubric = add_rubric(edition=edition, stage_rubric=key, by=secretary)

    wanted = presets().stage_rubric(key).criteria
    assert list(rubric.criteria.values_list("name", "weight", "aspect", "guidance")) == [tuple(one) for one in wanted]


def test_create_edition_sets_up_all_the_rest(make_edition):
    edition = make_edition()

    assert not edition.is_open
    assert edition.slug == "kovablik-kota-uji-2026"
    assert names(edition.categories) == list(presets().categories)
    assert list(edition.tiers.values_list("name", "up_to_place", "prints_place")) == [
        ("Top 5", 5, True),
        ("Top 10", 10, False),
        ("Top 30", 30, False),
    ]
    assert list(edition.document_requirements.values_list("name", "is_required")) == [
        ("Surat Pernyataan Implementasi", True),
        ("Surat Pernyataan Inovator", True),
        ("Surat Kesediaan Replikasi", False),
    ]
    assert list(edition.stages.values_list("kind", "share")) == [(StageKind.DESK, Decimal(100))]
    assert entries(edition) == [("edition.create", "")]


def test_create_edition_suggests_a_calendar_without_clashes(make_edition):
    edition = make_edition()

    registration = edition.phase(PhaseKind.REGISTRATION)
    assert registration.opens_at == datetime(2026, 2, 2, 1, tzinfo=UTC)
    assert list(clashes([phase.as_window() for phase in edition.phases.all()])) == []
    assert edition.phase(PhaseKind.ADMINISTRATION).opens_at == registration.closes_at


@pytest.mark.parametrize("role", ["verifier", "leader", "auditor"])
def test_create_edition_is_the_secretariats(identity, role, db):
    by = AppointmentFactory(role=role).user

    with pytest.raises(PermissionDenied):
        create_edition(template="kipp-2021", identity=identity, first_day=date(2026, 2, 2), by=by)

    assert not Edition.objects.exists()


def test_create_edition_refuses_a_bad_identity_and_leaves_nothing(make_edition):
    with pytest.raises(ValidationError):
        make_edition(certificate_number="188.45")

    assert not Edition.objects.exists()


def test_create_edition_refuses_a_piagam_before_its_first_day(make_edition):
    with pytest.raises(ValidationError, match="mendahului pendaftaran, yang dimulai 2 Februari 2026"):
        make_edition(awarded_on=date(2026, 2, 1))

    assert not Edition.objects.exists()


def test_update_edition_tells_the_ledger_what_changed(edition, secretary):
    update_edition(edition=edition, identity={"city": "Kota Uji", "year": 2026}, by=secretary)

    entry = ledger.head(edition.ledger_chain)
    assert (entry.action, entry.before, entry.after) == ("edition.update", {"city": "Uji"}, {"city": "Kota Uji"})


def test_an_act_that_changes_nothing_leaves_no_entry(edition, secretary):
    update_edition(edition=edition, identity={"city": "Uji"}, by=secretary)

    assert entries(edition) == [("edition.create", "")]


def test_update_categories_adds_removes_sorts_and_swaps_names(edition, secretary):
    first, second, *_rest = edition.categories.all()
    rows = [{"name": "Baru"}, {"id": first.pk, "name": second.name}, {"id": second.pk, "name": first.name}]

    update_categories(edition=edition, rows=rows, by=secretary)

    assert names(edition.categories) == ["Baru", "Pendidikan", "Kesehatan"]
    entry = ledger.head(edition.ledger_chain)
    assert entry.action == "edition.categories"
    assert entry.after == [
        {"number": 1, "name": "Baru"},
        {"number": 2, "name": "Pendidikan"},
        {"number": 3, "name": "Kesehatan"},
    ]


@pytest.mark.parametrize(
    ("act", "part", "row"),
    [
        (update_sections, "section_templates", {"name": "Isi", "max_words": 9}),
        (update_documents, "document_requirements", {"name": "SK", "is_required": True}),
        (update_tiers, "tiers", {"name": "Juara I", "up_to_place": 1, "prints_place": True}),
    ],
)
def test_each_part_takes_the_whole_list(edition, secretary, act, part, row):
    act(edition=edition, rows=[row], by=secretary)

    assert list(getattr(edition, part).values(*row)) == [row]
    assert ledger.head(edition.ledger_chain).action == f"edition.{part}"


def test_update_stages_keeps_the_stage_that_has_its_jury(edition, secretary):
    stage = edition.stages.get()
    rubric = add_rubric(edition=edition, stage_rubric="presentasi-jatim", by=secretary)
    rows = [
        {"id": stage.pk, "kind": StageKind.DESK, "rubric_id": stage.rubric_id, "share": Decimal(70), "quorum": 3},
        {"kind": StageKind.PRESENTATION, "rubric_id": rubric.pk, "share": Decimal(30), "quorum": 2},
    ]

    update_stages(edition=edition, rows=rows, by=secretary)

    assert edition.stages.values_list("pk", "share")[0] == (stage.pk, Decimal(70))
    assert ledger.head(edition.ledger_chain).action == "edition.stages"


def test_a_row_of_another_edition_is_refused(edition, make_edition, secretary):
    other = make_edition(short_name="Lain")
    stolen = other.categories.first()

    with pytest.raises(ValidationError, match="dihapus orang lain"):
        update_categories(edition=edition, rows=[{"id": stolen.pk, "name": "x"}], by=secretary)

    assert names(edition.categories) == list(presets().categories)
    assert other.categories.filter(pk=stolen.pk, name=stolen.name).exists()


def test_update_rubric_changes_name_and_weights(edition, secretary):
    rubric = edition.rubrics.get()
    rows = [{"name": "Dampak", "weight": Decimal("60.5")}, {"name": "Kebaruan", "weight": Decimal("39.5")}]

    update_rubric(rubric=rubric, name="Rubrik baru", rows=rows, by=secretary)

    assert names(edition.rubrics.get().criteria) == ["Dampak", "Kebaruan"]
    after = ledger.head(edition.ledger_chain).after
    assert (after["name"], [row["weight"] for row in after["criteria"]]) == ("Rubrik baru", ["60.50", "39.50"])


def test_a_rubric_is_added_once_and_removed_when_no_stage_uses_it(edition, secretary):
    rubric = add_rubric(edition=edition, stage_rubric="presentasi-jatim", by=secretary)
    assert sum(criterion.weight for criterion in rubric.criteria.all()) == 100
    with pytest.raises(ValidationError, match="sudah ada"):
        add_rubric(edition=edition, stage_rubric="presentasi-jatim", by=secretary)

    remove_rubric(rubric=rubric, by=secretary)

    with pytest.raises(ValidationError, match="dipakai sebuah tahap"):
        remove_rubric(rubric=edition.rubrics.get(), by=secretary)
    assert [action for action, _note in entries(edition)] == ["edition.create", "edition.rubric", "edition.rubric"]


def test_open_edition_lets_it_be_seen_and_leaves_a_trace(edition, secretary):
    with clock.at(START):
        open_edition(edition=edition, by=secretary)

    edition.refresh_from_db()
    assert edition.opened_at == START
    assert entries(edition)[-1] == ("edition.open", "")
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_open_edition_names_all_that_is_missing(edition, secretary):
    edition.categories.all().delete()
    edition.tiers.all().delete()

    with pytest.raises(ValidationError) as refusal:
        open_edition(edition=edition, by=secretary)

    assert refusal.value.messages == ["Belum ada kategori.", "Belum ada jenjang penghargaan."]
    edition.refresh_from_db()
    assert not edition.is_open


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: update_phases(edition=e, calendar={}, by=by),
        lambda e, by: open_edition(edition=e, by=by),
    ],
)
def test_what_belongs_to_the_making_ends_with_the_opening(opened, secretary, act):
    before = AuditEntry.objects.count()

    with pytest.raises(PermissionDenied):
        act(opened, secretary)

    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: update_edition(edition=e, identity={"city": "x"}, by=by),
        lambda e, by: update_categories(edition=e, rows=[], by=by),
        lambda e, by: update_sections(edition=e, rows=[], by=by),
        lambda e, by: update_documents(edition=e, rows=[], by=by),
        lambda e, by: update_stages(edition=e, rows=[], by=by),
        lambda e, by: update_tiers(edition=e, rows=[], by=by),
        lambda e, by: update_rubric(rubric=e.rubrics.get(), name="x", rows=[], by=by),
        lambda e, by: add_rubric(edition=e, stage_rubric="presentasi-jatim", by=by),
        lambda e, by: remove_rubric(rubric=e.rubrics.get(), by=by),
    ],
)
def test_the_rules_are_the_secretariats(edition, opened, act):
    before = AuditEntry.objects.count()

    for role in ("auditor", "verifier", "leader"):
        with pytest.raises(PermissionDenied):
            act(opened, AppointmentFactory(role=role).user)

    assert AuditEntry.objects.count() == before

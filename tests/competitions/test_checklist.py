from datetime import timedelta
from decimal import Decimal

import pytest

from accounts import clock
from competitions import checklist
from competitions.models import ALWAYS_NEEDED, Edition, PhaseKind, StageKind
from tests.factories import RubricFactory


def texts(edition):
    return [gap.text for gap in checklist.gaps(Edition.objects.get(pk=edition.pk))]


def test_an_edition_from_the_default_preset_with_a_jury_lacks_nothing(edition):
    assert texts(edition) == []


def test_the_preset_without_weights_lacks_exactly_these(make_edition):
    edition = make_edition("kovablik-jatim-2025")

    assert [gap.text for gap in checklist.rubrics_weigh_hundred(edition)] == [
        "Rubrik proposal: 9 kriteria belum berbobot."
    ]


@pytest.mark.parametrize("kind", ALWAYS_NEEDED)
def test_a_phase_that_is_needed_is_missed(edition, kind):
    edition.phases.filter(kind=kind).delete()

    assert f"Jadwal “{kind.label}” belum diisi." in texts(edition)


@pytest.mark.parametrize("kind", [PhaseKind.SOCIALISATION, PhaseKind.AWARDING])
def test_other_phases_may_be_left_out(edition, kind):
    edition.phases.filter(kind=kind).delete()

    assert texts(edition) == []


def test_phases_that_clash_are_named(edition):
    administration = edition.phase(PhaseKind.ADMINISTRATION)
    administration.opens_at -= timedelta(hours=1)
    administration.save()

    assert texts(edition) == ["Jadwal “Seleksi administrasi” bertabrakan."]


def test_a_registration_that_has_gone_by_is_named(edition):
    with clock.at(edition.phase(PhaseKind.REGISTRATION).closes_at):
        assert texts(edition) == ["Pendaftaran sudah lewat menurut jadwal."]


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("categories", "Belum ada kategori."),
        ("section_templates", "Belum ada bagian proposal."),
        ("document_requirements", "Belum ada dokumen yang wajib dilampirkan."),
        ("tiers", "Belum ada jenjang penghargaan."),
        ("participants", "Belum ada OPD peserta."),
    ],
)
def test_an_empty_part_is_missed(edition, part, missing):
    getattr(edition, part).all().delete()

    assert texts(edition) == [missing]


def test_documents_that_are_all_optional_are_not_enough(edition):
    edition.document_requirements.update(is_required=False)

    assert texts(edition) == ["Belum ada dokumen yang wajib dilampirkan."]


def test_an_edition_without_stages_is_told(make_edition):
    edition = make_edition()
    edition.stages.all().delete()

    assert [gap.text for gap in checklist.stages_share_the_score(edition)] == ["Belum ada tahap penilaian."]


def test_shares_that_are_not_hundred_are_summed(edition):
    edition.stages.update(share=Decimal("99.5"))

    assert texts(edition) == ["Bobot semua tahap berjumlah 99,5, seharusnya 100."]


def test_a_stage_needs_its_phase(edition):
    edition.stages.update(kind=StageKind.PRESENTATION)

    assert "Tahap “Presentasi dan wawancara” belum punya jadwal." in texts(edition)


def test_a_rubric_is_summed(edition):
    edition.rubrics.get().criteria.filter(weight=30).update(weight=25)

    assert texts(edition) == ["Rubrik proposal: bobot berjumlah 95, seharusnya 100."]


def test_a_rubric_needs_criteria(edition):
    edition.rubrics.get().criteria.all().delete()

    assert texts(edition) == ["Rubrik proposal: belum ada kriteria."]


def test_a_rubric_that_no_stage_uses_is_not_asked(edition):
    RubricFactory(edition=edition)

    assert texts(edition) == []


def test_a_gap_leads_to_the_page_that_mends_it(edition, browse):
    edition.categories.all().delete()

    (gap,) = checklist.gaps(Edition.objects.get(pk=edition.pk))

    assert browse.get(gap.url).status_code == 200


def test_a_later_app_is_asked_too(edition, monkeypatch):
    monkeypatch.setattr(checklist, "_requirements", list(checklist._requirements))  # noqa: SLF001  put back afterwards

    @checklist.requirement
    def never(edition):
        return [checklist.Gap("Belum ada panel.", "/")]

    checklist.requirement(never)

    assert texts(edition) == ["Belum ada panel."]

"""What an edition lacks of its jury, each thing alone."""

import pytest

from competitions import checklist
from judging.checklist import stages_have_a_jury
from judging.models import SeatRole
from tests.factories import PanelFactory, SeatFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    """Two members, as the quorum asks, and a chair."""
    panel = PanelFactory(stage=StageFactory(quorum=2))
    SeatFactory(panel=panel, role=SeatRole.CHAIR)
    SeatFactory.create_batch(2, panel=panel)
    return panel


def texts(panel):
    return [gap.text for gap in stages_have_a_jury(panel.stage.edition)]


def test_a_whole_jury_lacks_nothing(panel):
    assert texts(panel) == []


def test_an_edition_asks_for_its_jury_before_it_opens(panel):
    panel.seats.all().delete()

    assert {gap.text for gap in checklist.gaps(panel.stage.edition)} >= set(texts(panel)) != set()


def test_without_members_the_stage_is_named(panel):
    panel.seats.filter(role=SeatRole.MEMBER).delete()

    assert texts(panel) == ["Tahap “Penilaian proposal” belum punya juri."]


def test_fewer_members_than_the_quorum_are_counted(panel):
    panel.seats.filter(role=SeatRole.MEMBER).first().delete()

    assert texts(panel) == ["Juri tahap “Penilaian proposal” baru 1, kuorumnya 2."]


def test_somebody_must_chair(panel):
    panel.seats.filter(role=SeatRole.CHAIR).delete()

    assert texts(panel) == ["Belum ada ketua panel."]


def test_a_person_in_two_panels_of_a_stage_counts_once(panel):
    member = panel.seats.filter(role=SeatRole.MEMBER).last()
    SeatFactory(panel=PanelFactory(stage=panel.stage), user=panel.seats.filter(role=SeatRole.MEMBER).first().user)
    member.delete()

    assert texts(panel) == ["Juri tahap “Penilaian proposal” baru 1, kuorumnya 2."]


def test_an_edition_without_stages_is_told_so_elsewhere(panel):
    edition = panel.stage.edition
    panel.seats.all().delete()
    panel.delete()
    edition.stages.all().delete()

    assert list(stages_have_a_jury(edition)) == []

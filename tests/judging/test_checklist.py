"""What an edition lacks of its jury, each thing alone."""

import pytest
from django.core.exceptions import ValidationError

from accounts import clock
from competitions import checklist
from competitions.actions.phase_now import start_phase_now
from competitions.models import Edition, PhaseKind
from competitions.unfinished import unfinished
from judging.assigning.actions import assign_all
from judging.checklist import stages_have_a_jury
from judging.models import SeatRole
from tests.factories import AppointmentFactory, PanelFactory, ProposalFactory, SeatFactory, StageFactory
from tests.moments import moment

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


def test_the_edition_opens_without_a_jury_and_the_stage_does_not_start_without(panel):
    edition = panel.stage.edition
    panel.seats.all().delete()

    assert not {gap.text for gap in checklist.blocking_gaps(edition)} & set(texts(panel))
    assert [gap.text for gap in checklist.gaps_of_phase(edition, panel.stage.kind)] == [
        "Tahap “Penilaian proposal” belum punya juri."
    ]
    assert checklist.gaps_of_phase(edition, "presentation") == []


def test_a_stage_begun_by_the_clock_without_a_jury_is_a_headline(panel):
    edition = panel.stage.edition
    ProposalFactory(edition=edition, verified=True)

    def keys():
        with clock.at(moment(PhaseKind.JUDGING)):
            return [one.key for one in unfinished(Edition.objects.with_phases().get(pk=edition.pk), PhaseKind.JUDGING)]

    assert keys() == ["unassigned"]
    panel.seats.all().delete()
    assert keys() == ["jury", "unassigned"]


def test_starting_a_stage_at_once_says_who_is_missing(panel):
    edition = panel.stage.edition
    panel.seats.filter(role=SeatRole.MEMBER).first().delete()
    by = AppointmentFactory().user

    def start():
        with clock.at(moment(PhaseKind.ADMINISTRATION)):
            start_phase_now(edition=edition, kind=PhaseKind.JUDGING, reason="Lanjut.", by=by)

    with pytest.raises(ValidationError, match="baru 1, kuorumnya 2"):
        start()
    SeatFactory(panel=panel)
    start()


def test_handing_out_without_a_jury_says_so(panel):
    panel.seats.all().delete()

    with clock.at(moment(PhaseKind.JUDGING)), pytest.raises(ValidationError, match="belum punya juri"):
        assign_all(stage=panel.stage, by=AppointmentFactory().user)


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

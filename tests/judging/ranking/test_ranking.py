"""From rows to a ranking: what counts, what does not, and what it costs."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from competitions.models import Averaging, StageKind
from judging import ranking_build
from judging.models import Assignment, Place, ScoreSheet
from tests.factories import (
    AssignmentFactory,
    CriterionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    StageFactory,
)


def final(stage, proposal, total, **points):
    sheet = ScoreSheetFactory(
        assignment=AssignmentFactory(stage=stage, proposal=proposal),
        total=Decimal(total),
        finalised_at=clock.now(),
    )
    for name, value in points.items():
        ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.get(name=name), points=Decimal(value))
    return sheet


@pytest.fixture
def proposals(edition):
    return ProposalFactory.create_batch(3, edition=edition, verified=True)


def built(edition):
    return {place.proposal_id: place for place in Place.objects.filter(ranking=ranking_build.build(edition))}


def test_the_score_is_the_mean_of_the_final_sheets(stage, edition, proposals):
    for total in ("80.00", "80.01"):
        final(stage, proposals[0], total)
    final(stage, proposals[1], "90.00")

    places = built(edition)

    assert [(places[one.pk].place, places[one.pk].score) for one in proposals] == [
        (2, Decimal("80.01")),
        (1, Decimal("90.00")),
        (None, None),
    ]
    assert places[proposals[0].pk].stage_scores == [{"score": "80.01", "final": 2, "asked": 2}]
    assert places[proposals[2].pk].stage_scores == [None]


def test_excused_leaves_the_mean_and_late_is_not_zero(stage, edition, proposals):
    final(stage, proposals[0], "80.00")
    excused = final(stage, proposals[0], "10.00")
    Assignment.objects.filter(pk=excused.assignment.pk).update(excused_at=clock.now(), excuse="Sakit.")
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposals[0]))

    place = built(edition)[proposals[0].pk]

    assert (place.score, place.sheet_count) == (Decimal("80.00"), 1)
    assert place.stage_scores == [{"score": "80.00", "final": 1, "asked": 2, "out": 1}]


def test_only_verified_proposals_of_the_edition_are_ranked(stage, edition, proposals):
    final(StageFactory(), ProposalFactory(verified=True), "99.00")
    ProposalFactory(edition=edition, sent=True)

    assert set(built(edition)) == {one.pk for one in proposals}


def test_a_tie_goes_to_the_heavier_criterion(stage, edition, proposals):
    final(stage, proposals[0], "86.00", Kebaruan=80, Dampak=90)
    final(stage, proposals[1], "86.00", Kebaruan=77, Dampak=92)

    places = built(edition)

    assert (places[proposals[0].pk].place, places[proposals[1].pk].place) == (2, 1)
    assert places[proposals[1].pk].tie_key == ["92.00", "77.00"]
    assert places[proposals[1].pk].tie_break == 0
    assert ranking_build.Ranking.objects.get().stages[0]["criteria"] == ["Dampak", "Kebaruan"]


def test_criteria_of_equal_weight_go_by_their_number(stage, edition, proposals):
    stage.rubric.criteria.update(weight=50)

    assert [one.name for one in ranking_build.by_weight(stage)] == ["Kebaruan", "Dampak"]


def test_the_means_of_the_chain_are_rounded_half_up(stage, edition, proposals):
    for points in ("80.00", "80.01"):
        final(stage, proposals[0], "80.00", Kebaruan=points, Dampak="33.33")

    assert built(edition)[proposals[0].pk].tie_key == ["33.33", "80.01"]


def test_the_median_is_a_setting_of_the_edition(stage, edition, proposals):
    edition.averaging = Averaging.MEDIAN
    edition.save()
    for total in ("60.00", "70.00", "100.00"):
        final(stage, proposals[0], total)

    assert built(edition)[proposals[0].pk].score == Decimal("70.00")


def test_stages_count_in_the_order_of_the_calendar(edition, proposals, judging):
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION, share=40)
    edition.stages.filter(kind=StageKind.DESK).delete()
    desk = StageFactory(edition=edition, kind=StageKind.DESK, share=60)
    final(desk, proposals[0], "80.00")
    final(later, proposals[0], "90.00")
    final(desk, proposals[1], "99.00")

    places = built(edition)

    assert places[proposals[0].pk].score == Decimal("84.00")
    assert (places[proposals[0].pk].place, places[proposals[1].pk].place) == (1, 2)
    assert [stage["score"] for stage in places[proposals[0].pk].stage_scores] == ["80.00", "90.00"]


def test_whoever_was_asked_in_a_stage_reached_it_even_if_all_are_excused(edition, stage, proposals):
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    final(stage, proposals[0], "80.00")
    AssignmentFactory(stage=later, proposal=proposals[0], excused_at=clock.now(), excuse="Sakit.")

    assert built(edition)[proposals[0].pk].place is None


def test_building_costs_the_same_for_one_and_for_many(stage, edition, proposals):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ranking_build.build(edition)
        return len(queries)

    ranking_build.build(edition)
    few = cost()
    for proposal in ProposalFactory.create_batch(5, edition=edition, verified=True):
        for _ in range(3):
            final(stage, proposal, "80.00", Kebaruan=80, Dampak=80)
    CriterionFactory(rubric=stage.rubric)

    assert cost() == few


def test_the_number_of_sheets_tells_whether_newer_ones_came_in(stage, edition, proposals):
    final(stage, proposals[0], "80.00")

    made = ranking_build.build(edition)

    assert made.sheet_count == ranking_build.final_sheet_count(edition) == 1
    ScoreSheet.objects.filter(finalised_at__isnull=False).update(total=None, finalised_at=None)
    assert ranking_build.final_sheet_count(edition) == 0

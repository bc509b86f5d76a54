"""What the database refuses, whoever asks."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts import clock
from judging.models import Assignment, Conflict, Place, Ranking, Score, ScoreSheet, Seat, SeatRole
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    PanelFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


def refused(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_a_panels_name_is_unique_in_its_stage():
    panel = PanelFactory()

    refused("judging_panel_name", lambda: PanelFactory(stage=panel.stage, name=panel.name))


def test_a_person_sits_once_in_a_panel_that_has_one_chair():
    chair = SeatFactory(role=SeatRole.CHAIR)

    refused("judging_seat_once", lambda: SeatFactory(panel=chair.panel, user=chair.user))
    refused("judging_seat_one_chair", lambda: SeatFactory(panel=chair.panel, role=SeatRole.CHAIR))
    refused("judging_seat_role_known", lambda: Seat.objects.update(role="raja"))


def test_a_conflict_stands_once_and_says_why():
    conflict = ConflictFactory()

    refused("judging_conflict_once", lambda: ConflictFactory(user=conflict.user, opd=conflict.opd))
    refused("judging_conflict_says_why", lambda: Conflict.objects.update(reason=""))


def test_an_assignment_stands_once_and_is_excused_with_a_reason():
    one = AssignmentFactory()

    refused(
        "judging_assignment_once",
        lambda: AssignmentFactory(stage=one.stage, proposal=one.proposal, juror=one.juror),
    )
    refused("judging_assignment_excused_with_reason", lambda: Assignment.objects.update(excused_at=clock.now()))
    refused("judging_assignment_excused_with_reason", lambda: Assignment.objects.update(excuse="Sakit."))


def test_a_sheet_has_a_total_exactly_when_it_is_final():
    sheet = ScoreSheetFactory()

    refused("judging_scoresheet_total_iff_final", lambda: ScoreSheet.objects.update(total=80))
    refused("judging_scoresheet_total_iff_final", lambda: ScoreSheet.objects.update(finalised_at=clock.now()))
    refused(
        "judging_scoresheet_total_iff_final",
        lambda: ScoreSheet.objects.update(total=Decimal("100.01"), finalised_at=clock.now()),
    )
    refused("unique", lambda: ScoreSheetFactory(assignment=sheet.assignment))


def test_a_mark_stands_once_and_lies_between_0_and_100():
    score = ScoreFactory()

    refused("judging_score_once", lambda: ScoreFactory(sheet=score.sheet, criterion=score.criterion))
    for points in ("-0.01", "100.01"):
        refused("judging_score_range", lambda points=points: Score.objects.update(points=Decimal(points)))


def test_an_edition_has_one_ranking_in_the_making():
    edition = ProposalFactory().edition
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)

    refused(
        "judging_ranking_one_in_the_making",
        lambda: Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0),
    )


def test_a_place_comes_with_its_score():
    proposal = ProposalFactory()
    ranking = Ranking.objects.create(edition=proposal.edition, built_at=clock.now(), sheet_count=0)

    def place(**figures):
        return lambda: Place.objects.create(ranking=ranking, proposal=proposal, **figures)

    refused("judging_place_iff_score", place(place=1))
    refused("judging_place_iff_score", place(score=80))
    refused("judging_place_iff_score", place(place=0, category_place=1, score=80))
    refused("judging_place_iff_score", place(place=1, category_place=1, score=Decimal("100.01")))
    place(place=1, category_place=1, score=80)()
    refused("judging_place_once", place())

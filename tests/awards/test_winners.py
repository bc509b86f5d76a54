"""What an innovation won in published results, as the pre-flight asks."""

import pytest

from submissions.preflight.awards import earlier_award
from tests.awards.ranked import make_edition, place_at, publish, rank
from tests.factories import EditionFactory, InnovationFactory

pytestmark = pytest.mark.django_db


def test_a_tier_counts_once_its_result_is_published_and_only_for_other_editions():
    innovation, coming = InnovationFactory(), EditionFactory()
    past = make_edition(tiers=[(1, True)])
    rank(past, [1], innovation=innovation)
    assert earlier_award(innovation, coming) == ""

    publish(past)

    assert earlier_award(innovation, coming) == f"Top 1 {past}"
    assert earlier_award(innovation, past) == ""


def test_a_place_below_every_tier_is_no_award():
    innovation, past = InnovationFactory(), make_edition(tiers=[(1, True)])
    rank(past, [1])
    ranking = past.rankings.get()
    place_at(ranking, 2, innovation=innovation)
    publish(past)

    assert earlier_award(innovation, EditionFactory()) == ""


def test_what_the_organiser_noted_comes_first_and_the_result_is_asked_else():
    innovation, coming = InnovationFactory(), EditionFactory()
    past = make_edition(tiers=[(1, True)])
    rank(past, [1], innovation=innovation)
    publish(past)

    assert earlier_award(innovation, coming) == f"Top 1 {past}"
    innovation.past_award = "Top 45 KIPP 2021"
    assert earlier_award(innovation, coming) == "Top 45 KIPP 2021"

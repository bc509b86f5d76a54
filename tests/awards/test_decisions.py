"""What the plenary decided of one tie says nothing of another."""

from datetime import timedelta

import pytest

from accounts import clock
from awards.actions.plenary import decide_tie
from awards.plenary import PlenaryAgenda
from competitions.models import PhaseKind
from judging.models import Place, Ranking
from tests.awards.ranked import make_edition, place_at, rank, secretary
from tests.factories import CategoryFactory, InnovationFactory, OPDFactory
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plenary():
    with clock.at(moment(PhaseKind.PLENARY)):
        yield


def decide(edition, *places):
    order = [place.proposal for place in places]
    return decide_tie(edition=edition, order=order, reason="Dampaknya lebih luas.", by=secretary())


def build_anew(edition, *rows):
    """The ranking is built again: other sheets, other places."""
    Ranking.objects.all().delete()
    ranking = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)
    for place, number in rows:
        Place.objects.create(
            ranking=ranking, proposal=place.proposal, place=number, category_place=number, score=100 - number
        )
    return PlenaryAgenda(edition)


def test_decisions_of_two_ties_order_no_third():
    edition = make_edition(tiers=[(1, True), (3, False)])
    first, second, third, fourth = rank(edition, [1, 1, 3, 3])
    decide(edition, first, second)
    with clock.at(moment(PhaseKind.PLENARY) + timedelta(minutes=5)):
        decide(edition, third, fourth)
    assert not PlenaryAgenda(edition).outcome.undecided

    agenda = build_anew(edition, (first, 1), (fourth, 1), (second, 3), (third, 3))

    assert [one.is_decided for one in agenda.outcome.contests] == [False, False]
    assert len(agenda.obstacles()) == 1


def test_a_decision_stands_when_the_same_tie_is_ranked_again():
    edition = make_edition(tiers=[(1, True)])
    first, second = rank(edition, [1, 1])
    decide(edition, second, first)

    agenda = build_anew(edition, (first, 1), (second, 1))

    assert not agenda.outcome.undecided
    assert [place.proposal for place in agenda.ties[0].places] == [second.proposal, first.proposal]


@pytest.mark.parametrize("per_category", [False, True])
@pytest.mark.parametrize("cap", [None, 1])
@pytest.mark.parametrize("numbers", [[1, 2, 3, 4, 5, 6], [1, 1, 3, 3, 3, 6], [1, 2, 2, 4, 4, 4]])
def test_a_page_that_reads_only_contenders_sees_the_same_winners_and_ties(numbers, cap, per_category):
    edition = make_edition(tiers=[(2, True), (4, False)], winners_per_opd=cap, tiers_per_category=per_category)
    opd = OPDFactory()
    for _category in range(2 if per_category else 1):
        category = CategoryFactory(edition=edition) if per_category else None
        ranking = Ranking.objects.filter(edition=edition).first()
        ranking = ranking or Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)
        for number in numbers:
            innovation = InnovationFactory(opd=opd if number < 3 else OPDFactory())
            place_at(ranking, number, innovation=innovation, category=category)

    whole, seen = PlenaryAgenda(edition), PlenaryAgenda(edition, reader=secretary())

    assert [(row.place.pk, row.standing) for row in seen.winners] == [
        (row.place.pk, row.standing) for row in whole.winners
    ]
    assert seen.outcome.contests == whole.outcome.contests
    assert (seen.placed_count, seen.obstacles()) == (len(whole.entries), whole.obstacles())
    assert len(seen.entries) < len(whole.entries) or cap or max(numbers) <= 4

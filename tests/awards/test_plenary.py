"""The acts of the plenary: order ties, confirm, give special awards."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock
from accounts.models import AuditEntry
from awards.actions.plenary import confirm_plenary, decide_tie, open_plenary
from awards.actions.publication import publish_result
from awards.actions.special import add_special_award, remove_special_award
from awards.models import Plenary, SpecialAward
from judging.models import Ranking
from tests.awards.ranked import make_edition, publish, rank, secretary, trace
from tests.factories import (
    OPDFactory,
    ScoreSheetFactory,
    StageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_decide_tie_orders_equals_and_leaves_a_trace(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4])
    order = [places[2].proposal, places[1].proposal]

    decide_tie(edition=edition, order=order, reason=" Dampak lebih luas. ", by=secretary())

    decisions = Plenary.objects.get().decisions.all()
    assert [(one.proposal, one.order, one.reason) for one in decisions] == [
        (order[0], 1, "Dampak lebih luas."),
        (order[1], 2, "Dampak lebih luas."),
    ]
    entry = AuditEntry.objects.get(action="plenary.decide")
    assert (entry.before, entry.after) == (None, {str(order[0].pk): 1, str(order[1].pk): 2})
    assert trace(edition) == ["plenary.open", "plenary.decide"]


def test_decide_tie_again_replaces_and_keeps_the_former_on_the_ledger(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])
    order = [places[1].proposal, places[2].proposal]
    decide_tie(edition=edition, order=order, reason="Pertama.", by=secretary())

    decide_tie(edition=edition, order=order[::-1], reason="Kedua.", by=secretary())

    assert [one.proposal for one in Plenary.objects.get().decisions.all()] == order[::-1]
    assert AuditEntry.objects.filter(action="plenary.decide").last().before == {
        str(order[0].pk): 1,
        str(order[1].pk): 2,
    }


@pytest.mark.parametrize("chosen", [(0, 1), (1,), (1, 2, 3), (0, 1, 2)])
def test_decide_tie_takes_nothing_but_a_whole_tie_at_a_cutoff(plenary_time, chosen):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4])

    with pytest.raises(ValidationError, match="tidak seri pada batas jenjang"):
        decide_tie(edition=edition, order=[places[turn].proposal for turn in chosen], reason="x", by=secretary())

    assert trace(edition) == []


def test_decide_tie_needs_a_reason(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])

    with pytest.raises(ValidationError, match="Tuliskan alasan"):
        decide_tie(edition=edition, order=[one.proposal for one in places[1:]], reason=" ", by=secretary())


def test_confirm_plenary_freezes_the_ranking(plenary_time):
    edition = make_edition()
    rank(edition, [1, 2, None])
    by = secretary()

    plenary = confirm_plenary(
        edition=edition, by=by, minutes_number="BA/1", held_on=date(2026, 2, 1), venue="Balai Kota"
    )

    ranking = Ranking.objects.get()
    assert (ranking.confirmed_at, plenary.ranking, plenary.confirmed_by) == (clock.now(), ranking, by)
    assert (plenary.minutes_number, plenary.venue, plenary.held_on) == ("BA/1", "Balai Kota", date(2026, 2, 1))
    assert AuditEntry.objects.get(action="plenary.confirm").after == {"ranking": ranking.pk, "placed": 2, "sheets": 0}


def test_confirm_plenary_names_who_is_late(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    juror = UserFactory(name="Ratna Juri")
    stage = StageFactory(edition=edition)
    ScoreSheetFactory.create_batch(2, assignment__stage=stage, assignment__juror=juror)

    with pytest.raises(ValidationError, match=r"Ratna Juri \(2\)"):
        confirm_plenary(edition=edition, by=secretary())

    assert not Ranking.objects.get().is_confirmed
    juror.assignments.update(excused_at=clock.now(), excuse="Sakit.")
    confirm_plenary(edition=edition, by=secretary())


def test_confirm_plenary_waits_for_ties_at_a_cutoff(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])

    with pytest.raises(ValidationError, match="1 seri pada batas jenjang"):
        confirm_plenary(edition=edition, by=secretary())

    decide_tie(edition=edition, order=[one.proposal for one in places[1:]], reason="x", by=secretary())
    confirm_plenary(edition=edition, by=secretary())


@pytest.mark.parametrize("places", [[], [None]])
def test_confirm_plenary_needs_somebody_with_a_place(plenary_time, places):
    edition = make_edition()
    rank(edition, places)

    with pytest.raises(ValidationError, match="Belum ada usulan yang mendapat peringkat"):
        confirm_plenary(edition=edition, by=secretary())


def test_confirm_plenary_refuses_a_ranking_older_than_its_sheets(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    ScoreSheetFactory(final=True, assignment__stage__edition=edition)

    with pytest.raises(ValidationError, match="hitung ulang peringkat"):
        confirm_plenary(edition=edition, by=secretary())


def test_nobody_else_holds_the_plenary_or_publishes(plenary_time):
    edition = make_edition()
    rank(edition, [1])

    for act in (open_plenary, confirm_plenary, publish_result):
        with pytest.raises(PermissionDenied):
            act(edition=edition, by=UserFactory())


def test_special_awards_come_and_go_until_publication(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    award = {"edition": edition, "name": "Best Support", "holder": OPDFactory(), "by": secretary()}
    first = add_special_award(**award)

    with pytest.raises(ValidationError, match="sudah tercatat"):
        add_special_award(**award)
    remove_special_award(award=first, by=secretary())
    kept = add_special_award(**award)
    publish(edition)

    for act in (
        lambda: add_special_award(**{**award, "name": "Lain", "by": secretary()}),
        lambda: remove_special_award(award=kept, by=secretary()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert SpecialAward.objects.count() == 1
    assert trace(edition)[:3] == ["specialaward.add", "specialaward.remove", "specialaward.add"]

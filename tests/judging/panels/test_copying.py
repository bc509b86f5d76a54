"""The panels of an earlier edition, taken over by the edition that is copied from it."""

from datetime import date

import pytest

from competitions.actions.copying import copy_edition
from competitions.actions.edition import IDENTITY
from competitions.copying import offers
from judging.models import Answer, Seat, SeatRole
from tests.factories import AppointmentFactory, CategoryFactory, PanelFactory, SeatFactory, StageFactory, UserFactory
from tests.moments import START

pytestmark = pytest.mark.django_db


def copied(source, **values):
    identity = {name: getattr(source, name) for name in IDENTITY} | {
        "short_name": "KOVABLIK lain",
        "year": 2027,
        "awarded_on": date(2027, 12, 1),
    }
    by = AppointmentFactory().user
    return copy_edition(source=source, identity=identity, first_day=date(2027, 2, 1), by=by, **values)


def test_panels_come_with_people_bodies_and_expertise_when_they_are_wanted():
    panel = PanelFactory(stage=StageFactory(quorum=1))
    source, category = panel.stage.edition, CategoryFactory(edition=panel.stage.edition)
    chair = SeatFactory(panel=panel, role=SeatRole.CHAIR)
    member = SeatFactory(panel=panel)
    member.expertise.set([category])
    SeatFactory(panel=panel, answer=Answer.DECLINED, answered_at=START, decline_reason="Sibuk")
    SeatFactory(panel=panel, user=UserFactory(is_active=False))

    ((offer, words),) = [pair for pair in offers(source) if pair[0].key == "jury"]
    assert words == "2 juri, diundang begitu tersusun"
    copy = copied(source, wanted=[offer.key])

    new = Seat.objects.filter(panel__stage__edition=copy).order_by("pk")
    assert [(seat.user, seat.role, seat.body.code) for seat in new] == [
        (seat.user, seat.role, seat.body.code) for seat in (chair, member)
    ]
    assert {seat.body.edition for seat in new} == {copy}
    assert [one.edition for seat in new for one in seat.expertise.all()] == [copy]


def test_without_being_wanted_nobody_is_asked():
    panel = PanelFactory()
    SeatFactory(panel=panel)

    copy = copied(panel.stage.edition)

    assert not Seat.objects.filter(panel__stage__edition=copy).exists()


def test_an_edition_without_jurors_offers_none():
    stage = StageFactory()

    assert "jury" not in {one.key for one, _words in offers(stage.edition)}

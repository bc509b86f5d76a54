"""The editions that are over, and what of them each person may open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from competitions.models import PhaseKind
from tests.awards.ranked import make_edition, publish, rank
from tests.factories import AppointmentFactory, EditionFactory, UserFactory
from tests.moments import AFTER, moment

pytestmark = pytest.mark.django_db
PAGE = reverse("archive-list")


def archived(client, user, at):
    client.force_login(user)
    with clock.at(moment(at)):
        response = client.get(PAGE)
    return response, list(response.context["page"])


def test_what_runs_is_not_in_the_archive_until_its_result_is_published(client):
    edition, user = make_edition(), AppointmentFactory().user
    rank(edition, [1])
    EditionFactory(opened_at=None)

    assert archived(client, user, PhaseKind.ANNOUNCEMENT)[1] == []
    publish(edition)
    assert archived(client, user, PhaseKind.ANNOUNCEMENT)[1] == [edition]


def test_what_ended_without_a_result_is_there_too(client):
    edition = EditionFactory()

    response, found = archived(client, AppointmentFactory().user, AFTER)

    assert found == [edition]
    assert "tidak terbit" in response.text


@pytest.mark.parametrize(
    ("make", "piagam", "ledger"),
    [
        (lambda: AppointmentFactory().user, True, True),
        (lambda: AppointmentFactory(role=Office.AUDITOR).user, True, True),
        (lambda: AppointmentFactory(role=Office.LEADER).user, True, False),
        (UserFactory, False, False),
    ],
    ids=["secretariat", "auditor", "leader", "nobody"],
)
def test_each_link_is_for_whom_it_opens(client, make, piagam, ledger):
    edition = EditionFactory()

    text = archived(client, make(), AFTER)[0].text

    assert (reverse("awards:certificate-list", args=[edition.slug]) in text) is piagam
    assert (reverse("ledger-list", args=[edition.slug]) in text) is ledger


def test_the_archive_costs_the_same_for_any_number(client):
    user = AppointmentFactory().user
    client.force_login(user)
    with clock.at(moment(AFTER)):
        EditionFactory()
        client.get(PAGE)
        one = count(client)
        EditionFactory.create_batch(2)

        assert count(client) == one <= 8


def count(client):
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    return len(captured)

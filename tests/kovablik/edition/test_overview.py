"""An edition's home, and who is led to its rules instead."""

import pytest
from django.urls import reverse

from competitions.models import Edition
from judging.models import SeatRole
from tests.factories import AppointmentFactory, EditionFactory, MembershipFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


def rules_of(edition):
    return reverse("competitions:edition-rules", args=[edition.slug])


def chair_of(edition):
    return SeatFactory(panel__stage__edition=edition, role=SeatRole.CHAIR).user


@pytest.mark.parametrize(
    "make",
    [
        lambda _edition: AppointmentFactory(role="secretariat").user,
        lambda _edition: AppointmentFactory(role="auditor").user,
        chair_of,
    ],
    ids=["secretariat", "auditor", "chair"],
)
def test_who_watches_over_an_edition_has_its_home(client, make):
    edition = EditionFactory()
    client.force_login(make(edition))

    assert client.get(edition.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "make",
    [
        lambda _edition: AppointmentFactory(role="verifier").user,
        lambda _edition: AppointmentFactory(role="leader").user,
        lambda _edition: MembershipFactory().user,
        lambda edition: SeatFactory(panel__stage__edition=edition).user,
        lambda _edition: chair_of(EditionFactory()),
        lambda _edition: UserFactory(),
    ],
    ids=["verifier", "leader", "operator", "juror", "chair of another", "nobody"],
)
def test_anyone_else_is_led_to_its_rules(client, make):
    edition = EditionFactory()
    client.force_login(make(edition))

    response = client.get(edition.get_absolute_url(), follow=True)

    assert response.redirect_chain == [(rules_of(edition), 302)]
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("secretariat", 200), ("auditor", 200), ("verifier", 404), ("leader", 404)]
)
def test_an_edition_that_is_not_open_is_there_for_its_watchers_alone(client, role, status):
    edition = EditionFactory(opened_at=None)
    client.force_login(AppointmentFactory(role=role).user)

    assert client.get(edition.get_absolute_url()).status_code == status
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_an_edition_that_is_none_is_not_found(client):
    client.force_login(AppointmentFactory().user)

    assert client.get(reverse("edition-detail", args=["tidak-ada"])).status_code == 404

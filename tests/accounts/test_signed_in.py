"""Who asks is read once, with what every page asks of them."""

from datetime import timedelta

import pytest

from accounts import clock
from accounts.adapter import Backend
from accounts.models import MembershipRole, Office, User
from accounts.signed_in import signed_in
from tests.factories import AppointmentFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3])
def test_offices_and_bodies_come_along_in_one_query(count, django_assert_num_queries):
    person = UserFactory()
    offices = [Office.SECRETARIAT, Office.AUDITOR, Office.LEADER][:count]
    for office in offices:
        AppointmentFactory(user=person, role=office)
    for _ in range(count):
        MembershipFactory(user=person, role=MembershipRole.HEAD)
    gone = clock.today() - timedelta(days=1)
    AppointmentFactory(user=person, role=Office.VERIFIER, starts_on=gone - timedelta(days=9), ends_on=gone)
    MembershipFactory(user=person, starts_on=clock.today() + timedelta(days=9))
    AppointmentFactory(role=Office.VERIFIER)

    with django_assert_num_queries(1):
        found = signed_in(person.pk)
        read = found.offices, found.current_memberships

    fresh = User.objects.get(pk=person.pk)
    assert found == person
    assert read == (fresh.offices, fresh.current_memberships)
    assert found.offices == set(offices)


def test_nobody_is_found_under_a_number_that_is_gone():
    assert signed_in(-1) is None


def test_whoever_may_not_sign_in_any_more_is_nobody():
    person = UserFactory(is_active=False)

    assert Backend().get_user(person.pk) is None
    assert Backend().get_user(UserFactory().pk) is not None

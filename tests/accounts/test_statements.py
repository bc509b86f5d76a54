"""A statement that is built once says what its queryset says, whatever it is asked with."""

from datetime import date, datetime, timedelta

import pytest

from accounts import clock
from accounts.models import Appointment, Office, User
from accounts.statements import SHAPE, Among, built_once, keep
from tests.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@built_once(role=str)
def holders(role):
    """Who holds an office, with the person."""
    return Appointment.objects.filter(role=role).select_related("user").order_by("pk")


def test_each_asking_has_its_own_values_and_sees_what_came_meanwhile(django_assert_num_queries):
    first = AppointmentFactory(role=Office.LEADER)
    with django_assert_num_queries(1):
        assert [row.user for row in holders(role=Office.LEADER)] == [first.user]
    second = AppointmentFactory(role=Office.LEADER)
    auditor = AppointmentFactory(role=Office.AUDITOR)

    assert holders(role=Office.LEADER) == [first, second]
    assert holders(role=Office.AUDITOR) == [auditor]
    assert holders(role="' OR 1 = 1 --") == []


def test_it_is_built_once():
    built = []

    @built_once(name=str)
    def named(name):
        built.append(name)
        return User.objects.filter(name=name).values_list("pk", "name")

    person = UserFactory(name="Sari")

    assert named(name="Sari") == [(person.pk, "Sari")]
    assert named(name="Dewi") == []
    assert len(built) == 1


def test_days_and_moments_and_numbers_take_their_places():
    @built_once(user=int, on=date, now=datetime)
    def current(user, on, now):
        return Appointment.objects.current(on).filter(user=user, user__date_joined__lte=now)

    row, now, today = AppointmentFactory(), clock.now(), clock.today()

    assert current(user=row.user_id, on=today, now=now) == [row]
    assert current(user=row.user_id, on=row.starts_on - timedelta(days=1), now=now) == []
    assert current(user=row.user_id, on=today, now=row.user.date_joined - timedelta(days=1)) == []
    assert current(user=row.user_id + 1, on=today, now=now) == []


def test_a_value_that_is_missing_or_would_not_be_handed_over_is_refused():
    @built_once(name=str, most=int)
    def few(name, most):
        return User.objects.filter(name=name)[: abs(most)]

    with pytest.raises(KeyError):
        holders()
    with pytest.raises(AssertionError, match="most"):
        few(name="Sari", most=1)


def test_what_the_sql_depends_on_has_a_statement_of_its_own():
    @built_once(least=int, order=SHAPE, most=SHAPE)
    def some(least, order, most):
        return User.objects.filter(pk__gte=least).order_by(order)[:most]

    first, second = UserFactory(name="Ana"), UserFactory(name="Budi")
    asked = {"least": first.pk, "order": "name", "most": 1}

    assert some(**asked) == [first]
    assert some(**asked | {"order": "-name"}) == [second]
    assert some(**asked | {"most": 2}) == [first, second]
    assert some(**asked | {"least": second.pk}) == [second]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_is_handed_over_whole(count):
    @built_once(keys=list)
    def these(keys):
        return User.objects.filter(Among("pk", keys)).order_by("pk")

    @built_once(keys=list)
    def others(keys):
        return User.objects.filter(~Among("pk", keys)).order_by("pk")

    everyone = UserFactory.create_batch(4)
    keys = [one.pk for one in everyone[:count]]

    assert these(keys=keys) == everyone[:count]
    assert others(keys=keys) == everyone[count:]


def test_what_is_kept_is_read_as_if_prefetched(django_assert_num_queries):
    person = AppointmentFactory().user
    kept = list(person.appointments.all())
    keep(person, "appointments", kept)

    with django_assert_num_queries(0):
        assert list(person.appointments.all()) == kept
    with django_assert_num_queries(1):
        assert list(person.appointments.filter(role=Office.AUDITOR)) == []

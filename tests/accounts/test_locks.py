"""What an act holds: read after the wait, and only by one at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from accounts.locks import lock, lock_all, lock_free, lock_name_if_free, lock_names
from accounts.models import OPD, Membership, User
from tests.factories import MembershipFactory, OPDFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
A_WHILE = 0.5  # seconds in which the other thread comes as far as it can


def in_a_thread(act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    return ThreadPoolExecutor(1).submit(run)


def test_what_is_joined_to_a_held_row_is_read_after_the_wait():
    """Read with the lock, the agency would still bear the name that it had before the wait."""
    membership, holding = MembershipFactory(opd__name="Dinas Lama"), Event()

    def rename():
        with transaction.atomic():
            lock(Membership.objects.all(), membership.pk)
            holding.set()
            OPD.objects.filter(pk=membership.opd_id).update(name="Dinas Baru")
            waiting.wait(A_WHILE)

    waiting = Event()
    other = in_a_thread(rename)
    assert holding.wait(10)
    with transaction.atomic():
        found = lock(Membership.objects.select_related("opd"), membership.pk)

    other.result()
    assert found.opd.name == "Dinas Baru"


def test_one_that_another_row_points_to_is_held_with_it():
    membership, holding, done = MembershipFactory(), Event(), Event()

    def hold():
        with transaction.atomic():
            lock(Membership.objects.all(), membership.pk, also="opd")
            holding.set()
            done.wait(10)

    other = in_a_thread(hold)
    assert holding.wait(10)
    with transaction.atomic():
        free = list(lock_free(OPD.objects.filter(pk=membership.opd_id)))
    done.set()

    other.result()
    assert free == []


def test_what_another_holds_is_left_alone_and_the_rest_is_held():
    rows = sorted(OPDFactory.create_batch(3), key=lambda opd: opd.pk)
    holding, done = Event(), Event()

    def hold():
        with transaction.atomic():
            lock(OPD.objects.all(), rows[1].pk)
            holding.set()
            done.wait(10)

    other = in_a_thread(hold)
    assert holding.wait(10)
    with transaction.atomic():
        free = list(lock_free(OPD.objects.order_by("pk")))
    done.set()

    other.result()
    assert free == [rows[0], rows[2]]


def test_rows_that_no_longer_match_after_the_wait_are_left_out():
    user, holding = UserFactory(is_active=True), Event()

    def leave():
        with transaction.atomic():
            lock(User.objects.all(), user.pk)
            holding.set()
            User.objects.filter(pk=user.pk).update(is_active=False)
            waiting.wait(A_WHILE)

    waiting = Event()
    other = in_a_thread(leave)
    assert holding.wait(10)
    with transaction.atomic():
        found = lock_all(User.objects.filter(pk=user.pk, is_active=True))

    other.result()
    assert found == []


def test_a_row_that_is_gone_is_not_there():
    with pytest.raises(OPD.DoesNotExist), transaction.atomic():
        lock(OPD.objects.all(), 0)


def test_a_name_lets_one_at_a_time_through():
    seen, holding = [], Event()

    def first():
        with transaction.atomic():
            lock_names("judul", "badan")
            holding.set()
            waiting.wait(A_WHILE)
            seen.append("first")

    waiting = Event()
    other = in_a_thread(first)
    assert holding.wait(10)
    with transaction.atomic():
        lock_names("badan")
        seen.append("second")

    other.result()
    assert seen == ["first", "second"]


def test_a_work_that_somebody_is_at_is_not_free():
    def ask():
        with lock_name_if_free("bundle:1") as is_free:
            return is_free

    with lock_name_if_free("bundle:1") as is_free:
        meanwhile = in_a_thread(ask).result()

    assert (is_free, meanwhile, in_a_thread(ask).result()) == (True, False, True)

"""What is handed to the worker: after the deed, and once for all who ask meanwhile."""

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.queue import begun, enqueue, enqueue_once, task

pytestmark = pytest.mark.django_db(transaction=True)


@task("tests.note")
def note(number: int) -> int:
    return number


@pytest.fixture
def asked(monkeypatch):
    cache.clear()
    found = []
    monkeypatch.setattr(note, "delay", lambda *args: found.append(args))
    monkeypatch.setattr(note, "apply_async", lambda args, countdown: found.append((*args, countdown)))
    return found


def test_a_task_is_acknowledged_when_it_is_done_and_tried_again_where_the_outside_failed():
    assert (note.name, note.acks_late, note.autoretry_for, note.max_retries) == ("tests.note", True, (OSError,), 5)
    assert note(3) == 3


def test_it_is_handed_over_after_the_commit(asked):
    with transaction.atomic():
        enqueue(note, 1)
        before = list(asked)

    assert (before, asked) == ([], [(1,)])


def test_what_is_taken_back_is_not_handed_over(asked):
    with transaction.atomic():
        enqueue(note, 1)
        enqueue_once(note, 1, within=30)
        transaction.set_rollback(True)

    assert asked == []


def test_one_run_serves_all_who_ask_until_it_has_begun(asked):
    for number in (1, 1, 2):
        enqueue_once(note, number, within=30, after=2)
    begun(note, 1)
    enqueue_once(note, 1, within=30)

    assert asked == [(1, 2), (2, 2), (1, 0)]

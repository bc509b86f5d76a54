"""Rows that all tests of a module share: built once, and taken back after the last of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def lasting(blocker) -> Iterator[None]:
    """What is made inside a fixture of the module stays until it ends; each test still takes its own changes back.

    The fixture asks for `django_db_setup` and `django_db_blocker`, and hands out keys or rows that nobody changes:
    what a test changes it loads anew.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)

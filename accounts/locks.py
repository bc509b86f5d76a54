"""Whose turn it is: the rows and names that an act holds until its transaction ends. One verb for all: lock.

Always in this order, so that no two acts wait for each other: an edition or an upload; a proposal; its partnerships or
an attachment; a sheet with its assignment; names (titles, bodies); the participants of an edition; the rows of an
innovation; and last the ledger's chain, for which all of an edition queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

from .rehearsal import named
from .statements import SHAPE, built_once

M = TypeVar("M", bound=Model)


def lock(rows: QuerySet[M], pk: Any, *, also: str = "", no_key: bool = False) -> M:
    """Hold one row, and with `also` the one that it points to; then read it as `rows` reads.

    Held first and read after: PostgreSQL hands out the held row as it is after the wait, but what is joined to it
    as it was before. With `no_key` others may go on referring to the row. Raises the model's DoesNotExist.
    """
    hold(rows.model, pk, also=also, no_key=no_key)
    return rows.get(pk=pk)


def hold(model: type[Model], pk: Any, *, also: str = "", no_key: bool = False) -> None:
    """The first half of `lock`, for who reads with a statement of their own. Nothing is held that is not there."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("What is held is let go at the end of a transaction: there is none.")
    _held(model=model, pk=pk, also=also, no_key=no_key)


@built_once(model=SHAPE, pk=int, also=SHAPE, no_key=SHAPE)
def _held(model: type[Model], pk: int, also: str, no_key: bool) -> QuerySet[Any, Any]:  # noqa: FBT001  asked by name
    held = model._default_manager.filter(pk=pk).select_for_update(of=("self", also) if also else (), no_key=no_key)
    return held.select_related(also) if also else held.values_list("pk")


def lock_all(rows: QuerySet[M], *, no_key: bool = False) -> list[M]:
    """Hold all of these rows in the order of their keys; then read those that still are among `rows`."""
    held = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")).select_for_update(no_key=no_key)
    return list(rows.filter(pk__in=list(held.order_by("pk").values_list("pk", flat=True))))


def lock_free(rows: QuerySet[M]) -> QuerySet[M]:
    """Hold those of these rows that nobody else holds; who is at work on the others is left alone."""
    return rows.select_for_update(of=("self",), skip_locked=True)


def lock_names(*names: str) -> None:
    """Let one at a time act on what bears such a name: a title, a body; no row stands for it yet."""
    with connection.cursor() as cursor:
        for name in sorted(map(named, names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@contextmanager
def lock_name_if_free(name: str) -> Iterator[bool]:
    """Whether nobody else is at this work; held across transactions, and let go by who is killed."""
    name = named(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        (is_free,) = cursor.fetchone()
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])

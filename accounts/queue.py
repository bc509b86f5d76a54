"""What can wait: one way to declare a task, one way to hand it to the worker."""

from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

from celery import shared_task
from celery.app.task import Task
from django.core.cache import cache
from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


def task(name: str, **options: Any) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a function that the worker carries out, beside the act that asks for it.

    It may run twice: it is acknowledged when it is done, so a worker that dies gives it back, and it is tried again,
    each time later, where the outside failed (disk, mail server, scanner: OSError). It takes ids and nothing secret.
    """
    return shared_task(
        name=name, acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5, **options
    )


def enqueue(job: Task[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
    """Hand it to the worker once the transaction stands; at once where none is open. Never before the deed."""
    transaction.on_commit(partial(job.delay, *args, **kwargs))


def enqueue_once(job: Task[P, Any], *args: Any, within: int, after: int = 0) -> None:
    """As `enqueue`, but one run serves all who ask within so many seconds or until it has `begun`.

    It runs `after` so many seconds, so that what is stored meanwhile rides along.
    """

    def ask() -> None:
        if cache.add(_asked(job, args), True, timeout=within):
            job.apply_async(args, countdown=after)

    transaction.on_commit(ask)


def begun(job: Task[P, Any], *args: Any) -> None:
    """The run reads what is there now: who asks from here on is served by another."""
    cache.delete(_asked(job, args))


def _asked(job: Task[P, Any], args: tuple[Any, ...]) -> str:
    return ":".join(map(str, (job.name, *args)))

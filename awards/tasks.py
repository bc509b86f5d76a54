"""What the worker does: draw certificates in batches and gather them. Each task may run twice."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from celery import shared_task

BATCH = 30  # certificates in one document: enough to spread its costs, little enough to share among workers


@shared_task(
    name="awards.draw_certificates", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def draw_certificates(certificate_ids: list[int]) -> int:
    """Safe to run twice: the action draws only what is neither drawn nor being drawn."""
    from . import actions  # noqa: PLC0415  actions enqueue tasks

    return actions.draw_certificates(certificate_ids)


@shared_task(name="awards.draw_missing")
def draw_missing() -> int:
    """Once in a while: enqueue again what a lost task or a killed worker left undrawn, and a missing archive."""
    from . import actions  # noqa: PLC0415  as above

    missing = actions.find_missing()
    for batch in batches(missing):
        draw_certificates.delay(batch)
    for publication_id in actions.find_unarchived():
        archive_certificates.delay(publication_id)
    return len(missing)


@shared_task(
    name="awards.archive_certificates", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def archive_certificates(publication_id: int) -> bool:
    """Safe to run twice and too early: the action archives once, after the last certificate is drawn."""
    from . import actions  # noqa: PLC0415  as above

    return actions.archive_certificates(publication_id)


def enqueue_drawing(certificate_ids: Sequence[int]) -> None:
    """Have certificates drawn once the transaction that issued them is through."""
    for batch in batches(certificate_ids):
        draw_certificates.delay_on_commit(batch)  # type: ignore[attr-defined]  # Django's task class has it


def gather(publication_id: int) -> None:
    """Have the archive made once the present transaction is through; before the last drawing nothing happens."""
    archive_certificates.delay_on_commit(publication_id)  # type: ignore[attr-defined]  # Django's task class has it


def batches(ids: Sequence[int]) -> Iterator[list[int]]:
    return iter(partial(_take, iter(ids)), [])


def _take(ids: Iterator[int]) -> list[int]:
    return list(islice(ids, BATCH))

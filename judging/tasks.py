"""What can wait: the ranking follows the sheets."""

from functools import partial

from celery import shared_task
from django.core.cache import cache
from django.db import transaction

SETTLE_SECONDS = 2


@shared_task(name="judging.refresh_ranking")
def refresh_ranking(edition_id: int) -> None:
    """Safe to run twice: the ranking in the making is built anew as a whole."""
    from .ranking import actions as ranking_actions  # noqa: PLC0415  actions ask for this task

    cache.delete(_asked(edition_id))  # a sheet that comes in from here on asks anew
    ranking_actions.refresh_ranking(edition_id)


def ask_for_ranking(edition_id: int) -> None:
    """Have the ranking built once this transaction stands; what comes in meanwhile rides along."""
    transaction.on_commit(partial(_enqueue, edition_id))


def _enqueue(edition_id: int) -> None:
    if cache.add(_asked(edition_id), True, timeout=SETTLE_SECONDS * 15):
        refresh_ranking.apply_async((edition_id,), countdown=SETTLE_SECONDS)


def _asked(edition_id: int) -> str:
    return f"judging.refresh_ranking:{edition_id}"


@shared_task(name="judging.draw_pledge", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def draw_pledge(pledge_id: int) -> bool:
    """Safe to run twice: the second finds the paper drawn."""
    from .panels import actions_pledge as panels_actions_pledge  # noqa: PLC0415  as above

    return panels_actions_pledge.draw_pledge(pledge_id)


@shared_task(
    name="judging.send_promotion_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_promotion_mail(promotion_id: int) -> None:
    """Tell the agency that its proposal goes on; safe to run twice, for who has the letter is kept."""
    from judging.ranking.mail import send_promotion  # noqa: PLC0415  as above

    send_promotion(promotion_id)


@shared_task(
    name="judging.send_seat_invitation", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_seat_invitation(seat_id: int) -> None:
    """Safe to run twice: each letter goes out once."""
    from .panels import mail as panels_mail  # noqa: PLC0415  as above

    panels_mail.send_seat_invitation(seat_id)


@shared_task(
    name="judging.send_seat_declined", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_seat_declined(seat_id: int) -> None:
    """Safe to run twice: each letter goes out once."""
    from .panels import mail as panels_mail  # noqa: PLC0415  as above

    panels_mail.send_seat_declined(seat_id)


@shared_task(name="judging.send_reopened", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_reopened(reopening_id: int) -> None:
    """Safe to run twice: the letter goes out once."""
    from .scoring import mail as scoring_mail  # noqa: PLC0415  as above

    scoring_mail.send_reopened(reopening_id)


@shared_task(name="judging.send_nudges", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_nudges(nudge_ids: list[int]) -> None:
    """Remind jurors of what they owe; safe to run twice, for who has the letter is kept."""
    from .monitoring import mail as monitoring_mail  # noqa: PLC0415  as above

    monitoring_mail.send_nudges(nudge_ids)


@shared_task(name="judging.measure_agreement")
def measure_agreement(stage_id: int) -> None:
    """Safe to run twice: it measures what is final as it runs."""
    from .monitoring import measuring  # noqa: PLC0415  as above

    measuring.measure_and_keep(stage_id)
    cache.delete(f"judging.measure_agreement:{stage_id}")


def ask_for_agreement(stage_id: int) -> None:
    """Have it measured, once however many look at the page meanwhile."""
    if cache.add(f"judging.measure_agreement:{stage_id}", True, timeout=60):
        measure_agreement.delay(stage_id)


@shared_task(name="judging.draw_plan", acks_late=True)
def draw_plan(plan_id: int) -> bool:
    """Safe to run twice: the second finds the plan drawn."""
    from .assigning import actions_plan as assigning_actions_plan  # noqa: PLC0415  as above

    return assigning_actions_plan.draw_plan(plan_id)

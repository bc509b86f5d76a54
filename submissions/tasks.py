"""What can wait: mail to the head of an agency."""

from celery import shared_task


@shared_task(
    name="submissions.send_ready_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_ready_mail(proposal_id: int, by_id: int) -> None:
    """Tell the heads of the leading body that a proposal waits to be read and sent."""
    from . import mail  # noqa: PLC0415  tasks are imported by actions; what they do is loaded when it is done

    mail.send_ready(proposal_id, by_id)

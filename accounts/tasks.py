"""What can wait: invitations. The queue holds the number of a person and nothing secret."""

from celery import shared_task


@shared_task(
    name="accounts.send_invitation", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_invitation(user_id: int) -> bool:
    """Safe to run twice: within a minute the second run sends nothing."""
    from . import mail  # noqa: PLC0415  tasks are imported by actions; what they do is loaded when it is done

    return mail.send_invitation(user_id)

"""What can wait: letters to the agencies."""

from celery import shared_task


@shared_task(
    name="submissions.send_ready_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_ready_mail(proposal_id: int, by_id: int) -> None:
    """Tell the heads of the leading body that a proposal waits to be read and sent."""
    from . import mail  # noqa: PLC0415  tasks are imported by actions; what they do is loaded when it is done

    mail.send_ready(proposal_id, by_id)


@shared_task(
    name="submissions.send_given_back_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_given_back_mail(proposal_id: int, by_id: int) -> None:
    """Tell the operators of the leading body what the head asks of a proposal."""
    from . import mail  # noqa: PLC0415  as above

    mail.send_given_back(proposal_id, by_id)


@shared_task(
    name="submissions.send_verdict_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_verdict_mail(proposal_id: int) -> None:
    """Tell the agency that its proposal came back or was refused, and why."""
    from . import mail  # noqa: PLC0415  as above

    mail.send_verdict(proposal_id)


@shared_task(
    name="submissions.send_partner_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_partner_mail(proposal_id: int, partnership_id: int, by_id: int, asked: str) -> None:
    """Ask the people of a partner whether it owns an innovation, too."""
    from .entry import mail as partner_mail  # noqa: PLC0415  as above

    partner_mail.send_partner(proposal_id, partnership_id, by_id, asked)


@shared_task(
    name="submissions.send_reminders", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_reminders(reminder_ids: list[int]) -> None:
    """Remind agencies of what they still owe; safe to run twice, for who has the letter is kept."""
    from . import mail  # noqa: PLC0415  as above

    mail.send_reminders(reminder_ids)


@shared_task(
    name="submissions.send_extension_mail", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def send_extension_mail(extension_id: int) -> None:
    """Tell an agency how much more time it has."""
    from . import mail  # noqa: PLC0415  as above

    mail.send_extension(extension_id)


@shared_task(
    name="submissions.scan_attachment", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def scan_attachment(attachment_id: int) -> None:
    """Ask the virus scanner about one file; until it answers nobody else opens the file."""
    from .attachments import actions as attachments_actions  # noqa: PLC0415  as above

    attachments_actions.scan_attachment(attachment_id)


@shared_task(name="submissions.scan_waiting", acks_late=True)
def scan_waiting() -> None:
    """What waits for the scanner although its task was lost, or the scanner was out of reach for long."""
    from .attachments import actions as attachments_actions  # noqa: PLC0415  as above

    attachments_actions.scan_waiting()


@shared_task(name="submissions.clear_uploads", acks_late=True)
def clear_uploads() -> None:
    """Forget files that nobody sent on for a day."""
    from .attachments import actions_upload as attachments_actions_upload

    attachments_actions_upload.clear_uploads()


@shared_task(name="submissions.forget_imports", acks_late=True)
def forget_imports() -> None:
    """Delete spreadsheets whose preview is over."""
    from .imports import upload_store  # noqa: PLC0415  as above

    upload_store.forget_old()


@shared_task(
    name="submissions.draw_paper",
    acks_late=True,
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=5,
    soft_time_limit=120,  # counted as a failure; no proposal may hold a worker for ever
)
def draw_paper(paper_id: int) -> bool:
    """Safe to run twice: the action draws only what is neither drawn nor being drawn."""
    from .papers import actions as papers_actions  # noqa: PLC0415  as above

    return papers_actions.draw_paper(paper_id)


@shared_task(
    name="submissions.gather_bundle", acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5
)
def gather_bundle(bundle_id: int) -> bool:
    """Safe to run twice: who comes second while the first is at work goes, and who comes after begins where it was."""
    from .papers import actions_bundle as papers_actions_bundle

    return papers_actions_bundle.gather_bundle(bundle_id)


@shared_task(name="submissions.find_lost_papers", acks_late=True)
def find_lost_papers() -> None:
    """Once in a while: enqueue again what a lost task or a killed worker left undrawn or ungathered."""
    from submissions.papers.actions import find_undrawn  # noqa: PLC0415  as above
    from submissions.papers.actions_bundle import find_ungathered  # noqa: PLC0415  as above

    for paper_id in find_undrawn():
        draw_paper.delay(paper_id)
    for bundle_id in find_ungathered():
        gather_bundle.delay(bundle_id)

"""Letters about an edition."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver
from accounts.queue import task

from .effects import Reader, readers
from .fairness import Topic
from .models import Edition, RuleChange

TEMPLATE = "competitions/mail/rule_change"


@task("competitions.send_change_mail")
def send_change_mail(change_id: int) -> None:
    """Tell those concerned what changed and why; an agency also which of its own proposals are touched."""
    change = RuleChange.objects.select_related("edition").get(pk=change_id)
    topics = [Topic(value) for value in change.topics]
    for reader in readers(change.edition, topics):
        deliver(
            f"rules:{change.pk}",
            [reader.user],
            subject_of(change.edition),
            TEMPLATE,
            letter_context(change, reader),
            chain=change.edition.ledger_chain,
            about=change.edition,
        )


def subject_of(edition: Edition) -> str:
    return _("%(edition)s: ketentuan berubah") % {"edition": edition}


def letter_context(change: RuleChange, reader: Reader) -> dict[str, Any]:
    return {
        "change": change,
        "edition": change.edition,
        "agency": reader.agency,
        "role": reader.role,
        "touched": list(_told_to(change, reader)),
        "address": address(reverse("competitions:edition-rules", args=[change.edition.slug])),
    }


def _told_to(change: RuleChange, reader: Reader) -> list[dict[str, Any]]:
    """Of whom the change touches, the reader's own proposals."""
    found = []
    for group in change.touched:
        lines = [line for line in group["lines"] if group["is_told"] and line["proposal"] in reader.proposals]
        if lines:
            found.append({"heading": group["heading"], "lines": lines, "advice": group["advice"]})
    return found

"""Letters about an edition."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mail import Mailing, address, post
from accounts.queue import task

from .effects import Reader, readers
from .fairness import Topic
from .models import RuleChange

TEMPLATE = "competitions/mail/rule_change"
HEADINGS = {
    "entries.failing": gettext_lazy("Usulan Anda yang kini tidak memenuhi ketentuan:"),
    "entries.passing": gettext_lazy("Usulan Anda yang kini memenuhi ketentuan:"),
}


@task("competitions.send_change_mail")
def send_change_mail(change_id: int) -> None:
    """Tell those concerned what changed and why; an agency also which of its own proposals are touched."""
    change = RuleChange.objects.select_related("edition").get(pk=change_id)
    for mailing in mailings(change):
        post(mailing)


def mailings(change: RuleChange) -> Iterator[Mailing]:
    """One for each reader; whom it tells most first, so that a page that shows one ahead shows that."""
    told = readers(change.edition, [Topic(value) for value in change.topics])
    letters = [(reader, _told_to(change, reader)) for reader in told]
    for reader, touched in sorted(letters, key=lambda letter: -len(letter[1])):
        context = {
            "change": change,
            "edition": change.edition,
            "agency": reader.agency,
            "role": reader.role,
            "touched": touched,
            "address": address(reverse("competitions:edition-rules", args=[change.edition.slug])),
        }
        subject = _("%(edition)s: ketentuan berubah") % {"edition": change.edition}
        chain = change.edition.ledger_chain
        yield Mailing(f"rules:{change.pk}", [reader.user], subject, TEMPLATE, context, chain, [change.edition])


def _told_to(change: RuleChange, reader: Reader) -> list[dict[str, Any]]:
    """Of whom the change touches, the reader's own proposals."""
    found = []
    for group in change.touched:
        lines = [line for line in group["lines"] if group["is_told"] and line["proposal"] in reader.proposals]
        if lines:
            found.append({"heading": HEADINGS[group["key"]], "lines": lines, "advice": group["advice"]})
    return found

"""Until when, for the frame of a page: by the calendar, or as it was set for this agency alone."""

from dataclasses import dataclass
from datetime import datetime

from django import template

from accounts import clock
from accounts.models import User
from submissions.deadline import Windows
from submissions.models import Proposal

register = template.Library()


@dataclass(frozen=True)
class OwnDeadline:
    """The moment that holds for one proposal although the calendar says another."""

    until: datetime
    is_extended: bool


@register.simple_tag
def own_deadline(proposal: object, user: User) -> OwnDeadline | None:
    """The end that was set for this agency's proposal alone, as long as the person's body may still write in it."""
    if not isinstance(proposal, Proposal) or not proposal.is_editable:
        return None
    opd = proposal.innovation.opd_id
    if opd not in user.opd_roles:
        return None
    windows = Windows(proposal.edition)
    until = windows.until(opd, proposal.state, was_sent=proposal.was_sent, mend_until=proposal.mend_until)
    if until is None:
        return None
    extension = windows.extensions.get(opd)
    is_extended = extension is not None and extension.until == until
    return OwnDeadline(until, is_extended) if is_extended or proposal.was_sent else None


@register.simple_tag
def server_now() -> str:
    """Now by the server's clock, as a script reads it."""
    return clock.now().isoformat(timespec="milliseconds")


@register.filter
def machine(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")

"""Letters about proposals. Each reaches a person once, however often its task runs."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, MembershipRole, User

from .deadline import closes_at
from .models import Delivery, Extension, Proposal, Reached, Reminder, State
from .outstanding import owed, reachable


def send_ready(proposal_id: int, by_id: int) -> None:
    """One letter to each head of the leading body, none to another's address."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    heads = reachable([proposal.innovation.opd_id]).filter(role=MembershipRole.HEAD)
    context = {"proposal": proposal, "by": User.objects.get(pk=by_id), "address": address(proposal.get_absolute_url())}
    handed = f"{proposal.handed_at:%Y%m%d%H%M%S}" if proposal.handed_at else ""
    subject = _("Usulan “%(title)s” menunggu Anda") % {"title": proposal}
    deliver(f"ready:{proposal.pk}:{handed}", people(heads), subject, "ready", context)


def send_given_back(proposal_id: int, by_id: int) -> None:
    """Tell those who write that the head asks for more, with the head's note."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    writers = reachable([proposal.innovation.opd_id]).filter(role=MembershipRole.OPERATOR)
    context = {"proposal": proposal, "by": User.objects.get(pk=by_id), "address": address(proposal.get_absolute_url())}
    handed = f"{proposal.handed_at:%Y%m%d%H%M%S}" if proposal.handed_at else ""
    subject = _("Usulan “%(title)s” perlu dilengkapi") % {"title": proposal}
    deliver(f"given-back:{proposal.pk}:{handed}", people(writers), subject, "given_back", context)


def send_verdict(proposal_id: int) -> None:
    """Tell operators and heads what came back, what to mend there, and until when; or that it was refused."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    items = list(proposal.check_items.select_related("section", "requirement"))
    latest = max((item.round for item in items), default=0)
    context = {
        "proposal": proposal,
        "is_refused": proposal.state == State.REJECTED,
        "items": [item for item in items if item.round == latest and not item.is_ok],
        "until": closes_at(proposal),
        "address": address(proposal.get_absolute_url()),
    }
    refused, returned = _("Usulan “%(title)s” tidak lolos administrasi"), _("Usulan “%(title)s” perlu diperbaiki")
    subject = (refused if context["is_refused"] else returned) % {"title": proposal}
    members = reachable([proposal.innovation.opd_id])
    deliver(f"verdict:{proposal.pk}:{latest}", people(members), subject, "verdict", context)


def send_extension(extension_id: int) -> None:
    """Tell operators and heads of an agency until when it may enter and send now."""
    extension = Extension.objects.select_related("edition", "opd").get(pk=extension_id)
    context = {"extension": extension, "address": address(reverse("submissions:proposal-list"))}
    subject = _("Waktu %(opd)s diperpanjang") % {"opd": extension.opd.abbr}
    deliver(f"extension:{extension.pk}", people(reachable([extension.opd_id])), subject, "extension", context)


def send_reminders(reminder_ids: Iterable[int]) -> None:
    """Say to each agency what it still owes as the letter is written; one that has done it meanwhile hears nothing."""
    failed: OSError | None = None
    for reminder in Reminder.objects.filter(pk__in=reminder_ids).select_related("edition", "opd"):
        things = owed(reminder.edition, [reminder.opd_id]).get(reminder.opd_id, [])
        if not things:
            continue
        members = reachable([reminder.opd_id])
        if reminder.reached == Reached.OPERATORS:
            members = members.filter(role=MembershipRole.OPERATOR)
        context = {"reminder": reminder, "things": things, "address": address(reverse("home"))}
        subject = _("Pengingat %(edition)s untuk %(opd)s") % {"edition": reminder.edition, "opd": reminder.opd.abbr}
        try:
            deliver(f"reminder:{reminder.pk}", people(members), subject, "reminder", context)
        except OSError as error:
            failed = error
    if failed:
        raise failed


def people(members: QuerySet[Membership]) -> list[User]:
    return list(User.objects.filter(pk__in=members.order_by().values("user")))


def address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def deliver(key: str, readers: Iterable[User], subject: str, template: str, context: dict) -> None:
    """One letter to each; who has it is kept in the same breath, so that a second try goes on with the others.

    An address that fails does not keep the letter from those after it: the failure is raised at the end.
    """
    failed: OSError | None = None
    connection = get_connection()
    for reader in readers:
        body = render_to_string(f"submissions/mail/{template}.txt", {**context, "reader": reader})
        letter = EmailMessage(subject, body, None, [reader.email], connection=connection)
        try:
            once(key, reader, letter.send)
        except OSError as error:
            failed = error
    if failed:
        raise failed


@transaction.atomic
def once(key: str, reader: User, send: Callable[[], int]) -> None:
    """Two workers with the same letter: the second waits for the first, finds it sent, and leaves it."""
    _delivery, is_new = Delivery.objects.get_or_create(key=key, user=reader)
    if is_new:
        send()

"""The e-mail to verifiers that proposals wait for them: at most one a day, however many were sent."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.mail import address, deliver
from accounts.models import Appointment, Delivery, Office, User
from accounts.queue import task
from competitions.models import Edition, PhaseKind
from submissions.models import Innovation, Proposal, State

KIND = "entries-waiting"


@task("submissions.tell_verifiers")
def tell_verifiers() -> None:
    """Once an hour of the working day: write to each verifier for whom something new waits, once a day."""
    for edition in Edition.objects.opened().with_phases():
        if edition.in_phase(PhaseKind.ADMINISTRATION):
            _tell(edition)


def _tell(edition: Edition) -> None:
    """New is what was sent since this verifier was last written to; what the own body owns is another's to check."""
    waiting = Proposal.objects.filter(edition=edition, state=State.SUBMITTED)
    for verifier in _verifiers():
        theirs = waiting.exclude(innovation__in=Innovation.objects.owned_by_any(list(verifier.family_ids)))
        letters = Delivery.objects.filter(kind=KIND, chain=edition.ledger_chain, reader=verifier)
        last = letters.order_by("-pk").values_list("created_at", flat=True).first()
        new = theirs.filter(submitted_at__gt=last) if last else theirs
        if count := new.count():
            _write(edition, verifier, count, theirs.count())


def _write(edition: Edition, verifier: User, new: int, waiting: int) -> None:
    context = {
        "edition": edition,
        "role": Office.VERIFIER.label,
        "new": new,
        "waiting": waiting,
        "check": edition.phase(PhaseKind.ADMINISTRATION),
        "address": address(reverse("submissions:check-list")),
    }
    subject = _("%(edition)s: %(count)d usulan baru menunggu diperiksa") % {"edition": edition, "count": new}
    key, template = f"{KIND}:{edition.pk}:{clock.today():%Y%m%d}", "submissions/check/mail/waiting"
    deliver(key, [verifier], subject, template, context, chain=edition.ledger_chain, about=edition)


def _verifiers() -> list[User]:
    return list(User.objects.filter(pk__in=Appointment.objects.current().filter(role=Office.VERIFIER).values("user")))

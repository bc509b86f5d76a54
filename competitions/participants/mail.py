"""Letters to agencies that an open edition calls, or calls no longer."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import readers_by_agencies
from accounts.mail import address, deliver
from accounts.models import AuditEntry
from accounts.queue import task
from competitions.models import Edition, PhaseKind


@task("competitions.send_called")
def send_called(edition_id: int, opd_ids: Collection[int], entry_id: int) -> None:
    _tell(edition_id, opd_ids, entry_id, _("%(opd)s menjadi peserta %(edition)s"), "called")


@task("competitions.send_released")
def send_released(edition_id: int, opd_ids: Collection[int], entry_id: int) -> None:
    _tell(edition_id, opd_ids, entry_id, _("%(opd)s tidak lagi menjadi peserta %(edition)s"), "released")


def _tell(edition_id: int, opd_ids: Collection[int], entry_id: int, subject: str, template: str) -> None:
    """One letter a person for one act, whichever of its agencies they act for."""
    edition = Edition.objects.with_phases().get(pk=edition_id)
    reason = AuditEntry.objects.values_list("note", flat=True).get(pk=entry_id)
    registration = edition.phase(PhaseKind.REGISTRATION)
    context = {
        "edition": edition,
        "reason": reason,
        "registration": registration if registration and not registration.has_ended() else None,
        "address": address(reverse("home")),
    }
    for agencies, people in readers_by_agencies(opd_ids):
        deliver(
            f"{template}:{entry_id}",
            people,
            subject % {"opd": ", ".join(opd.abbr for opd in agencies), "edition": edition},
            f"competitions/participants/mail/{template}",
            {**context, "agencies": agencies, "opds": agencies},
            chain=edition.ledger_chain,
            about=edition,
        )

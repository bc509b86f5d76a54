"""Letters to agencies that an open edition calls, or calls no longer."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import reachable
from accounts.mail import address, deliver
from accounts.models import OPD, AuditEntry, User
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
    for opds, people in _readers(opd_ids):
        words = {"opd": ", ".join(opd.abbr for opd in opds), "edition": edition}
        deliver(
            f"{template}:{entry_id}",
            people,
            subject % words,
            f"competitions/participants/mail/{template}",
            {**context, "agency": opds[0], "opds": opds},
            chain=edition.ledger_chain,
            about=[edition, *opds],
        )


def _readers(opd_ids: Collection[int]) -> list[tuple[list[OPD], list[User]]]:
    """The people of these agencies, put together by the agencies that they act for."""
    agencies = OPD.objects.in_bulk(list(opd_ids))
    own: dict[User, set[int]] = {}
    for member in reachable(opd_ids).select_related("user"):
        own.setdefault(member.user, set()).add(member.opd_id)
    found: dict[frozenset[int], list[User]] = {}
    for user, keys in own.items():
        found.setdefault(frozenset(keys), []).append(user)
    return [([agencies[key] for key in sorted(keys)], people) for keys, people in found.items()]

"""The people who made an innovation, as a list that is stored whole."""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.concurrency import Seen, merge
from accounts.models import User
from submissions.editable_parts import require_open
from submissions.locks import lock_proposal
from submissions.models import Innovator, Proposal

from .actions import Update, clashes_of, note_writer, written_by

MOST = 20
FIELD = "innovators"


class Person(NamedTuple):
    """An innovator as the form knows one; the NIP is private."""

    name: str
    nip: str = ""
    part: str = ""


@transaction.atomic
def set_innovators(*, proposal: Proposal, people: Sequence[Person], by: User, seen: Seen | None = None) -> Update:
    """Store the innovators in this order. Whose list was changed by somebody else meanwhile reads both.

    Nothing of it goes to the ledger: names and NIP are personal, and sending freezes the names.
    """
    proposal = lock_proposal(proposal.pk, no_key=True)
    if not by.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal)
    if len(people) > MOST:
        raise ValidationError(_("Paling banyak %(most)d inovator."), params={"most": MOST}, code="too_many")
    sent, stored = {FIELD: tuple(people)}, {FIELD: people_of(proposal)}
    found = merge(sent, stored, seen or {}, written_by(proposal, by))
    if found.changes:
        proposal.innovators.all().delete()
        Innovator.objects.bulk_create(
            Innovator(proposal=proposal, number=number, **person._asdict())
            for number, person in enumerate(people, start=1)
        )
        note_writer(proposal, [FIELD], by)
        proposal.save(update_fields=["described"])
    return Update(proposal, clashes=clashes_of(proposal, found.stale, sent))


def people_of(proposal: Proposal) -> tuple[Person, ...]:
    return tuple(Person(one.name, one.nip, one.part) for one in proposal.innovators.all())

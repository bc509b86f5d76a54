"""A proposal that is held until the act on it is through, and the titles of innovations."""

from accounts.locks import lock, lock_names
from accounts.models import OPD
from competitions.models import Edition

from .models import Proposal


def lock_proposal(proposal_id: int, *, no_key: bool = False) -> Proposal:
    """The proposal with its details; with `no_key` files and texts go on being stored beside it."""
    return lock(Proposal.objects.with_details(), proposal_id, no_key=no_key)


def lock_titles() -> None:
    """Let one at a time give a name to an innovation; texts, fields and files go on being stored meanwhile."""
    lock_names("submissions.titles")


def hold_participant(edition: Edition, opd: OPD) -> bool:
    """Whether the edition calls this body; if so, it goes on calling it until the transaction ends."""
    return bool(edition.participants.filter(opd=opd).select_for_update(no_key=True).values_list("pk"))

"""Whose turn it is: the rows and names that an act holds until its transaction ends.

Always in this order, so that no two acts wait for each other: an edition (reminders, extensions, bundles) or an
upload; a proposal; its partnerships or an attachment; `hold_titles` or `preflight.gather.hold_off_others`; the rows of
an innovation; and last the ledger's chain, for which all of an edition queue.
"""

from django.db import connection

from .models import Proposal


def locked(proposal: Proposal, *, no_key: bool = False) -> Proposal:
    """The proposal with its details, ours from now on.

    Read after the lock and not with it: PostgreSQL hands out the locked row as it stands after the wait, but what is
    joined to it (the innovation with its title) as it stood before.
    """
    list(Proposal.objects.select_for_update(no_key=no_key).filter(pk=proposal.pk).values_list("pk"))
    return Proposal.objects.with_details().get(pk=proposal.pk)


def hold_titles() -> None:
    """Let one at a time give a name to an innovation; texts, fields and files go on being stored meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('submissions.titles', 0))")

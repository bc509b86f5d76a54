"""Building the ranking, on request and by itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import ledger
from accounts.models import User
from competitions.locks import lock_edition
from competitions.models import Edition
from judging import ranking_build
from judging.models import Ranking


@transaction.atomic
def rebuild_ranking(*, edition: Edition, by: User) -> Ranking:
    """Build the ranking in the making again from the sheets that are final now."""
    edition = lock_edition(edition.pk)
    if not by.has_perm("judging.rebuild_ranking", edition):
        raise PermissionDenied

    built = ranking_build.build(edition, by=by)

    ledger.record("ranking.rebuild", built, by=by, chain=edition.ledger_chain, after={"sheets": built.sheet_count})
    return built

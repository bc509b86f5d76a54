"""Building the ranking, on request and by itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import ledger
from accounts.models import User
from competitions.models import Edition
from judging import ranking_build
from judging.models import Ranking


@transaction.atomic
def rebuild_ranking(*, edition: Edition, by: User) -> Ranking:
    """Build the ranking in the making anew from the sheets that are final now."""
    edition = lock_edition(edition.pk)
    if not by.has_perm("judging.rebuild_ranking", edition):
        raise PermissionDenied

    built = ranking_build.build(edition, by=by)

    ledger.record("ranking.rebuild", built, by=by, chain=edition.ledger_chain, after={"sheets": built.sheet_count})
    return built


@transaction.atomic
def refresh_ranking(edition_id: int) -> Ranking | None:
    """The worker's turn: keep the ranking in the making up to date, and leave a confirmed one alone."""
    edition = lock_edition(edition_id)
    if Ranking.objects.confirmed().filter(edition=edition).exists():
        return None
    return ranking_build.build(edition)


def lock_edition(edition_id: int) -> Edition:
    """Hold the edition's row, so that one at a time builds; others may still refer to it."""
    return Edition.objects.select_for_update(of=("self",), no_key=True).get(pk=edition_id)

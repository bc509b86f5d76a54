"""An edition that is held until the act on it is through."""

from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.locks import lock
from accounts.models import User

from .models import Edition
from .published import PUBLISHED, is_published


def lock_edition(edition_id: int) -> Edition:
    """The edition with its calendar: of two acts on it one waits; others may go on referring to it."""
    return lock(Edition.objects.with_phases(), edition_id, no_key=True)


def share_edition(edition_id: int) -> None:
    """Keep the rules as they are until this act is through: who changes them waits, everybody else shares them.

    Taken before any other row, as an edition is. Without it a proposal could be sent by a rule, or a sheet locked by a
    weight, that somebody changes at that moment without seeing it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM competitions_edition WHERE id = %s FOR KEY SHARE", [edition_id])


def lock_edition_for(edition: Edition, right: str, by: User) -> Edition:
    """The edition as it is now, to change its rules: nothing may come to refer to it meanwhile.

    Raises PermissionDenied to anyone who lacks this right of `competitions`.
    """
    edition = lock(Edition.objects.all(), edition.pk)
    if not by.has_perm(f"competitions.{right}", edition):
        if right == "change_edition" and is_published(edition):
            raise PermissionDenied(str(PUBLISHED))
        raise PermissionDenied
    return edition

"""What an agency reads on its home page once an edition's result is published."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from awards.models import Certificate, Publication
from competitions.models import Edition

from .quiet import Item


def published(editions: list[Edition]) -> set[int]:
    """Which of these editions have a result that everybody may read."""
    return set(Publication.objects.filter(edition__in=editions).values_list("edition", flat=True))


def honours(user: User, editions: list[Edition]) -> Iterator[Item]:
    """Each piagam of the person's bodies, with the way to its page and its PDF."""
    rows = Certificate.objects.drawn().filter(
        publication__edition__in=editions, recipient__in=list(user.opd_roles), revocation=None
    )
    for row in rows.select_related("publication__edition"):
        yield Item(
            row.title or row.recipient_name,
            reverse("awards:certificate-verify", args=[row.token]),
            gettext_lazy("Buka piagam"),
            row.publication.edition,
            state=row.honour,
            tone="success",
        )

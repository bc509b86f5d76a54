"""Loading is authorising: what one cannot see does not exist."""

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from accounts.roles import WATCHERS
from accounts.statements import built_once, keep

from .models import Edition, Phase


@built_once(slug=str)
def editions_at(slug: str) -> QuerySet[Edition]:
    return Edition.objects.filter(slug=slug)


@built_once(edition=int)
def phases_of(edition: int) -> QuerySet[Phase]:
    return Phase.objects.filter(edition=edition)


def read_phases(edition: Edition) -> Edition:
    """The edition as `EditionQuerySet.with_phases` reads it."""
    phases = phases_of(edition=edition.pk)
    for phase in phases:
        phase.edition = edition
    keep(edition, "phases", phases)
    return edition


def visible_edition(user: User, slug: str) -> Edition:
    """The edition at an address with its phases, as `EditionQuerySet.visible_to` has it; else 404."""
    for edition in editions_at(slug=slug):
        if edition.is_open or user.has_role(*WATCHERS):
            return read_phases(edition)
    raise Http404

"""Who may make an edition, see it, open it and move its dates."""

import rules
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.policy import says
from accounts.rules import is_overseer, is_secretariat, is_watcher

from . import published
from .models import Edition

MAKERS_OWN = gettext_lazy("Edisi dihapus Bagian Organisasi.")
OPENED = gettext_lazy(
    "Edisi ini sudah dibuka dan dilihat orang, jadi tidak dapat dihapus. Bila tertunda atau batal, geser kalendernya."
)


@rules.predicate
def is_signed_in(user: User, edition: Edition) -> bool:
    return user.is_authenticated


@rules.predicate
def is_opened(user: User, edition: Edition) -> bool:
    return edition.is_open


@rules.predicate
def is_published(user: User, edition: Edition) -> bool:
    """From then on nothing is changed: a correction is a new version of the result."""
    return published.is_published(edition)


rules.add_perm("competitions.add_edition", is_secretariat)
rules.add_perm("competitions.view_edition", is_watcher | (is_signed_in & is_opened))
rules.add_perm("competitions.change_edition", is_secretariat & ~is_published)
rules.add_perm("competitions.delete_edition", says(MAKERS_OWN)(is_secretariat) & says(OPENED)(~is_opened))
rules.add_perm("competitions.open_edition", is_secretariat & ~is_opened)
rules.add_perm("competitions.rehearse_edition", is_secretariat)
rules.add_perm("competitions.reschedule_edition", is_secretariat & is_opened)
# Whom an edition calls is corrected whenever it must be: with a reason once the edition is open.
rules.add_perm("competitions.view_participants", is_overseer)
rules.add_perm("competitions.change_participants", is_secretariat)

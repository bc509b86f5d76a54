"""The seats of a person in panels, for the page of that person."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.agencies.belongings import RegisterFact
from accounts.models import User
from accounts.people.belongings import stands

from .models import Seat


@stands
def has_seats(user: User) -> Iterator[RegisterFact]:
    """Newest edition first; who declined keeps no seat."""
    seats = Seat.objects.standing().filter(user=user).select_related("panel__stage__edition")
    for seat in seats.order_by("-panel__stage__edition__year", "-panel__stage__edition", "pk"):
        stage = seat.panel.stage
        facts = {"role": seat.get_role_display(), "stage": stage, "edition": stage.edition}
        url = reverse("judging:panel-update", args=[stage.edition.slug])
        yield RegisterFact(_("%(role)s · %(stage)s, %(edition)s") % facts, url)

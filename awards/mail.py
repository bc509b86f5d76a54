"""The letter about a confirmed ranking that was withdrawn."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver, is_reached
from accounts.models import User
from accounts.queue import task
from judging.models import Seat, SeatRole

from .models import Plenary


@task("awards.send_plenary_withdrawn")
def send_plenary_withdrawn(plenary_id: int) -> None:
    """Tell those who stood for the ranking: the chairs, and who confirmed it; not who withdrew it."""
    plenary = Plenary.objects.select_related("edition", "withdrawn_by").get(pk=plenary_id)
    edition = plenary.edition
    context = {
        "plenary": plenary,
        "edition": edition,
        "address": address(reverse("awards:plenary-detail", args=[edition.slug])),
    }
    deliver(
        f"plenary-withdrawn:{plenary.pk}",
        concerned(plenary, by=plenary.withdrawn_by),
        _("Penetapan peringkat %(edition)s dibatalkan") % {"edition": edition},
        "awards/mail/plenary_withdrawn",
        context,
        chain=edition.ledger_chain,
        about=plenary,
    )


def concerned(plenary: Plenary, *, by: User | None) -> list[User]:
    """Who is told when somebody takes back what this plenary confirmed."""
    chairs = Seat.objects.standing().filter(panel__stage__edition=plenary.edition_id, role=SeatRole.CHAIR)
    people = User.objects.filter(Q(pk__in=chairs.values("user")) | Q(pk=plenary.confirmed_by_id))
    return [person for person in people.order_by("name", "pk") if is_reached(person) and person != by]

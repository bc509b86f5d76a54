"""What the jury of an edition that was never opened leaves when it is deleted, and who of them had been asked."""

from typing import Any

from django.db.models import QuerySet

from accounts.mail import is_reached
from accounts.models import User
from competitions.copying import part
from competitions.drafts import goes_with_draft, heard_of_draft
from competitions.models import Edition

from .models import Panel, Seat, Session, VisitQuestion

part(VisitQuestion)


@goes_with_draft
def panels(edition: Edition) -> QuerySet[Any]:
    """With their seats."""
    return Panel.objects.filter(stage__edition=edition)


@goes_with_draft
def sessions(edition: Edition) -> QuerySet[Any]:
    return Session.objects.filter(stage__edition=edition)


@heard_of_draft
def invited(edition: Edition) -> list[User]:
    """Who was asked, and did not decline."""
    seats = Seat.objects.standing().filter(panel__stage__edition=edition, invited_at__isnull=False)
    return [user for user in User.objects.filter(pk__in=seats.values("user")) if is_reached(user)]

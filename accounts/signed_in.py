"""Who asks: the person of a request, read together with the offices and bodies that every page's rights ask about."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from . import clock
from .models import Appointment, Membership, User
from .statements import built_once


@built_once(user=int, today=date)
def people(user: int, today: date) -> "QuerySet[User, Any]":
    appointments = Appointment.objects.current(today).filter(user=OuterRef("pk"))
    memberships = Membership.objects.current(today).filter(user=OuterRef("pk"))
    return User.objects.filter(pk=user).annotate(
        today_roles=ArraySubquery(appointments.values("role")),
        today_bodies=ArraySubquery(memberships.values("opd")),
        today_parts=ArraySubquery(memberships.values("role")),
    )


def signed_in(user_id: int) -> User | None:
    """The person with `offices` and `current_memberships` read, all in one query."""
    for user in people(user=user_id, today=clock.today()):
        user.offices = frozenset(user.today_roles)
        user.current_memberships = tuple(zip(user.today_bodies, user.today_parts, strict=True))
        return user
    return None

"""Whom a letter to an agency reaches."""

from collections.abc import Iterable

from django.db.models import QuerySet

from .models import Membership, MembershipRole, User


def reachable(opd_ids: Iterable[int]) -> QuerySet[Membership]:
    """The operators and heads of these agencies whom a letter reaches today."""
    roles = (MembershipRole.OPERATOR, MembershipRole.HEAD)
    members = Membership.objects.current().filter(opd__in=opd_ids, role__in=roles, user__is_active=True)
    return members.exclude(user__email="")


def people_of_agency(opd_id: int, role: MembershipRole | None = None) -> list[User]:
    """The operators and heads of an agency whom a letter reaches, or those of one role."""
    members = reachable([opd_id])
    if role:
        members = members.filter(role=role)
    return list(User.objects.filter(pk__in=members.order_by().values("user")))

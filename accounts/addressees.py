"""Whom a letter to an agency reaches."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from .models import OPD, Membership, MembershipRole, User


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


def readers_by_agencies(opd_ids: Collection[int]) -> list[tuple[list[OPD], list[User]]]:
    """The people of these agencies, put together by the ones that they act for: who acts for many reads one e-mail."""
    agencies = OPD.objects.in_bulk(list(opd_ids))
    own: dict[User, set[int]] = {}
    for member in reachable(opd_ids).select_related("user"):
        own.setdefault(member.user, set()).add(member.opd_id)
    found: dict[frozenset[int], list[User]] = {}
    for user, keys in own.items():
        found.setdefault(frozenset(keys), []).append(user)
    return [([agencies[key] for key in sorted(keys)], people) for keys, people in found.items()]

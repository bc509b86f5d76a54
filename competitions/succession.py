"""Who is called when an agency goes over into another: the successor takes its place in the editions that run."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.agencies.belongings import Mover, mover
from accounts.models import OPD, User

from .models import Edition, Participant
from .published import published_among


def running() -> list[int]:
    """The editions that have no result yet."""
    keys = list(Edition.objects.values_list("pk", flat=True))
    return sorted(set(keys) - published_among(keys))


def _listed(opd: OPD) -> Iterable[tuple[str, str]]:
    return ()


def _move(opd: OPD, into: OPD, chosen: Mapping[str, OPD], by: User, note: str) -> dict[str, Any]:
    """The successor is called in its place; where it is called already, the old agency just leaves."""
    own = Participant.objects.filter(opd=opd, edition__in=running())
    there = own.filter(edition__participants__opd=into)
    left = list(there.values_list("edition", flat=True))
    there.delete()
    given = list(own.values_list("pk", flat=True))
    own.update(opd=into)
    return {"given": given, "left": left}


def _back(opd: OPD, moved: Mapping[str, Any], by: User, note: str) -> None:
    Participant.objects.filter(pk__in=moved["given"]).update(opd=opd)
    Participant.objects.bulk_create(
        (Participant(edition_id=edition, opd=opd) for edition in moved["left"]), ignore_conflicts=True
    )


mover("participants", Mover(_listed, _move, _back))

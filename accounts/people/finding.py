"""Whether somebody is known already: by address, by number, or by name within an agency."""

from dataclasses import dataclass
from enum import StrEnum

from accounts.keys import reading
from accounts.models import OPD, User


class FoundBy(StrEnum):
    EMAIL = "email"
    NIP = "nip"
    NAME = "name"


@dataclass(frozen=True)
class PersonMatch:
    """Somebody who may be meant. By address or number it is certain; by name somebody has to say so."""

    user: User
    by: FoundBy

    @property
    def is_certain(self) -> bool:
        return self.by != FoundBy.NAME


def find_person(
    *, email: str = "", nip: str = "", name: str = "", agency: OPD | int | None = None
) -> list[PersonMatch]:
    """All who may be meant, the surest first and each once: an empty list is a new person.

    Two that are certain contradict each other: the address is one person's and the number another's. Names are asked
    for only where neither is known, among those who serve or served in the agency. At most three queries.
    """
    found: dict[int, PersonMatch] = {}
    people = User.objects.order_by("pk")
    if email:
        _note(found, reading(people, "email", email), FoundBy.EMAIL)
    if nip:
        _note(found, people.filter(nip=nip), FoundBy.NIP)
    if not found and name and agency:
        _note(found, reading(people.filter(memberships__opd=agency).distinct(), "name", name), FoundBy.NAME)
    return list(found.values())


def _note(found: dict[int, PersonMatch], users: "object", by: FoundBy) -> None:
    for user in users:  # type: ignore[attr-defined]  # a queryset
        found.setdefault(user.pk, PersonMatch(user, by))

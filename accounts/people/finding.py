"""Whether somebody is known already: by address, by number, or by name within an agency."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import F

from accounts.keys import ReadAs
from accounts.models import OPD, Membership, User
from accounts.texts import key


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


@dataclass
class KnownPeople:
    """Those who are known under the addresses, numbers and names of a whole list; one more asked costs no query."""

    by_email: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    by_nip: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[int, str], list[User]] = field(default_factory=lambda: defaultdict(list))

    def find(self, *, email: str = "", nip: str = "", name: str = "", agency: int | None = None) -> list[PersonMatch]:
        """As `find_person` says it."""
        found: dict[int, PersonMatch] = {}
        _note(found, self.by_email.get(_read(email), ()), FoundBy.EMAIL)
        _note(found, self.by_nip.get(nip, ()), FoundBy.NIP)
        if not found and agency:
            _note(found, self.by_name.get((agency, _read(name)), ()), FoundBy.NAME)
        return list(found.values())

    def all(self) -> set[User]:
        return {
            user for index in (self.by_email, self.by_nip, self.by_name) for users in index.values() for user in users
        }


def find_person(
    *, email: str = "", nip: str = "", name: str = "", agency: OPD | int | None = None
) -> list[PersonMatch]:
    """All who may be meant, the surest first and each once: an empty list is a new person.

    Two that are certain contradict each other: the address is one person's and the number another's. Names are asked
    for only where neither is known, among those who serve or served in the agency. At most three queries.
    """
    body = agency.pk if isinstance(agency, OPD) else agency
    known = known_people(emails=[email], nips=[nip], names=[name] if body else [])
    return known.find(email=email, nip=nip, name=name, agency=body)


def known_people(*, emails: Iterable[str], nips: Iterable[str], names: Iterable[str]) -> KnownPeople:
    """The same for a whole list, in three queries however long it is."""
    known, people = KnownPeople(), User.objects.order_by("pk")
    if wanted := set(filter(None, map(_read, emails))):
        for user in people.annotate(read=ReadAs(F("email"))).filter(read__in=wanted):
            known.by_email[_read(user.email)].append(user)
    if numbers := set(filter(None, nips)):
        for holder in people.filter(nip__in=numbers):
            known.by_nip[holder.nip].append(holder)
    if called := set(filter(None, map(_read, names))):
        posts = Membership.objects.annotate(read=ReadAs(F("user__name"))).filter(read__in=called)
        for post in posts.select_related("user").order_by("user", "pk"):
            known.by_name[post.opd_id, _read(post.user.name)].append(post.user)
    return known


def _read(text: str) -> str:
    return key(text.replace("\x00", ""))


def _note(found: dict[int, PersonMatch], users: Iterable[User], by: FoundBy) -> None:
    for user in users:
        found.setdefault(user.pk, PersonMatch(user, by))

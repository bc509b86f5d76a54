"""What exists already, read in a few queries however many rows a file has."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import clock
from accounts.formats import tanggal
from accounts.locks import lock_all
from accounts.models import OPD, Membership, MembershipRole, User
from accounts.people.finding import KnownPeople, known_people
from accounts.spreadsheets.values import folded
from competitions.models import Edition, PhaseKind
from submissions.models import Innovation, Proposal, State

OVER = (State.WITHDRAWN, State.REJECTED)


@dataclass(frozen=True)
class KnownAgency:
    pk: int
    name: str
    abbr: str
    kind: str
    is_participant: bool
    parent: str | None  # the key of the parent
    closed_on: date | None = None
    successor: str = ""  # as people call it


@dataclass(frozen=True)
class KnownMembership:
    pk: int
    agency: str
    role: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class KnownPerson:
    pk: int
    name: str
    nip: str
    phone: str
    is_active: bool
    memberships: tuple[KnownMembership, ...] = ()  # those that are not over


@dataclass(frozen=True)
class KnownInnovation:
    pk: int
    long_title: str
    started_on: date | None
    past_award: str
    is_competing: bool


@dataclass
class ExistingRows:
    """Agencies by folded abbreviation, people by e-mail in small letters, innovations by agency and folded title."""

    today: date
    agencies: dict[str, KnownAgency] = field(default_factory=dict)
    people: dict[str, KnownPerson] = field(default_factory=dict)
    known: KnownPeople = field(default_factory=KnownPeople)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)  # agency → e-mail → name
    innovations: dict[tuple[str, str], KnownInnovation] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)  # of the person who imports, by the number of the row
    names: dict[str, str] = field(default_factory=dict)  # the names of agencies, those of the file too → key

    def agency_key(self, named: str, known: Container[str]) -> str:
        """The key of the body that a cell names, by its abbreviation or by its whole name."""
        key = folded(named)
        return key if key in known else self.names.get(key, key)

    def why_closed(self, key: str) -> str:
        """Why nothing new comes into this body, or nothing at all."""
        if (agency := self.agencies.get(key)) is None or agency.closed_on is None:
            return ""
        day = {"day": tanggal(agency.closed_on), "opd": agency.successor}
        if agency.successor:
            return _("OPD ini ditutup sejak %(day)s. Pakai penerusnya, %(opd)s.") % day
        return _("OPD ini ditutup sejak %(day)s. Pakai OPD yang masih ada.") % day


def take(
    emails: Iterable[str],
    nips: Iterable[str],
    agencies: Iterable[str],
    people: Iterable[str] = (),
    *,
    is_locked: bool = False,
) -> ExistingRows:
    """All agencies, the people with these addresses, the innovations of these agencies.

    With `is_locked` the rows that may change are kept from others until the transaction ends; rows that point to them
    are stored meanwhile.
    """
    snapshot = ExistingRows(clock.today())
    keys = _read_agencies(snapshot, is_locked=is_locked)
    snapshot.known = known_people(emails=emails, nips=nips, names=people)
    _read_people(snapshot, keys, {user.pk for user in snapshot.known.all()}, is_locked=is_locked)
    _read_heads(snapshot, keys)
    wanted = {folded(name) for name in agencies}
    wanted |= {key for key, known in snapshot.agencies.items() if folded(known.name) in wanted}
    _read_innovations(snapshot, {pk: key for pk, key in keys.items() if key in wanted}, is_locked=is_locked)
    return snapshot


def _rows(queryset: QuerySet[Any], *, is_locked: bool) -> list[Any]:
    return lock_all(queryset, no_key=True) if is_locked else list(queryset)


def _read_agencies(snapshot: ExistingRows, *, is_locked: bool) -> dict[int, str]:
    rows = _rows(OPD.objects.order_by("pk"), is_locked=is_locked)
    keys, called = {opd.pk: folded(opd.abbr) for opd in rows}, {opd.pk: opd.abbr for opd in rows}
    for opd in rows:
        end = (keys.get(opd.parent_id), opd.closed_on, called.get(opd.successor_id, ""))
        snapshot.agencies[keys[opd.pk]] = KnownAgency(opd.pk, opd.name, opd.abbr, opd.kind, opd.is_participant, *end)
    return keys


def _unfinished(today: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=today)


def _read_people(snapshot: ExistingRows, keys: dict[int, str], wanted: set[int], *, is_locked: bool) -> None:
    users = User.objects.filter(pk__in=wanted).order_by("pk")
    found = _rows(users, is_locked=is_locked)
    parts = defaultdict(list)
    rows = Membership.objects.filter(_unfinished(snapshot.today), user__in=found).order_by("pk")
    for row in _rows(rows, is_locked=is_locked):
        parts[row.user_id].append(KnownMembership(row.pk, keys[row.opd_id], row.role, row.starts_on, row.ends_on))
    for user in found:
        snapshot.people[user.email] = KnownPerson(
            user.pk, user.name, user.nip, user.phone, user.is_active, tuple(parts[user.pk])
        )


def _read_heads(snapshot: ExistingRows, keys: dict[int, str]) -> None:
    rows = Membership.objects.filter(_unfinished(snapshot.today), role=MembershipRole.HEAD, user__is_active=True)
    for opd, email, name in rows.values_list("opd", "user__email", "user__name"):
        snapshot.heads.setdefault(keys[opd], {})[email] = name


def _read_innovations(snapshot: ExistingRows, keys: dict[int, str], *, is_locked: bool) -> None:
    going = [edition.pk for edition in Edition.objects.with_phases() if not edition.has_ended(PhaseKind.ANNOUNCEMENT)]
    rivals = Proposal.objects.filter(edition__in=going).exclude(state__in=OVER)
    competing = set(rivals.order_by().values_list("innovation", flat=True))
    rows = Innovation.objects.filter(opd__in=keys).order_by("pk")
    for row in _rows(rows, is_locked=is_locked):
        snapshot.innovations[keys[row.opd_id], folded(row.title)] = KnownInnovation(
            row.pk, row.long_title, row.started_on, row.past_award, row.pk in competing
        )

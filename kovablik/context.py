"""What every page's frame knows: the menu of this person and the strip below the bar.

The frame asks the database only when a template draws it, so that a fragment for htmx costs nothing; a whole
page pays two queries for it, anyone who is signed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import clock, demo
from accounts.models import Appointment, Membership, MembershipRole, Office, User
from accounts.statements import built_once
from competitions.models import OVERLAPPING, Phase
from judging.models import Seat, SeatRole, note_seat_roles

ADMIN = "admin"
LABELS: dict[str, str | Promise] = {
    **dict(Office.choices),
    **dict(MembershipRole.choices),
    ADMIN: _("Administrator"),
    SeatRole.CHAIR: _("Ketua panel"),
}
HOME = (_("Beranda"), "home")
RESULTS = (_("Hasil"), "awards:result-list")
EDITIONS = (_("Edisi"), "competitions:edition-list")
PROPOSALS = (_("Usulan"), "submissions:proposal-list")
SHEETS = (_("Penilaian"), "judging:scoresheet-list")
ARCHIVE = (_("Arsip"), "archive-list")
PLACES: dict[str, tuple[tuple[str | Promise, str], ...]] = {
    Office.SECRETARIAT: (EDITIONS, (_("OPD & orang"), "agency-list"), ARCHIVE),
    Office.VERIFIER: ((_("Administrasi"), "submissions:check-list"), PROPOSALS, EDITIONS),
    MembershipRole.HEAD: (PROPOSALS, EDITIONS, RESULTS),
    MembershipRole.OPERATOR: (PROPOSALS, EDITIONS, RESULTS),
    SeatRole.CHAIR: (SHEETS, EDITIONS, RESULTS),
    SeatRole.MEMBER: (SHEETS, EDITIONS, RESULTS),
    Office.LEADER: (EDITIONS, RESULTS, (_("Satu OPD satu inovasi"), "awards:opd-list")),
    Office.AUDITOR: (EDITIONS, SHEETS, ARCHIVE),
    ADMIN: ((_("Pengaturan"), "admin:index"),),
    MembershipRole.STAFF: (EDITIONS, RESULTS),
}
MOST_PLACES = 4
OVERSIGHT = {*Office, SeatRole.CHAIR}
WORK = {  # pages that stand elsewhere but belong to a place, for anyone who has no nearer one in the menu
    "competitions:edition-list": ("/penilaian/", "/pleno/", "/usulan/", "/administrasi/"),
    "agency-list": ("/kelola/orang/", "/kelola/impor/", "/akun/", "/jejak/"),
    "archive-list": ("/hasil/",),
    "judging:scoresheet-list": ("/pleno/",),
    "submissions:proposal-list": ("/administrasi/",),
}
PUBLIC = (
    RESULTS,
    (_("Inovasi"), "awards:innovation-list"),
    (_("OPD"), "awards:opd-list"),
    (_("Periksa piagam"), "awards:certificate-lookup"),
)


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    is_here: bool = False


@dataclass(frozen=True)
class FramePart:
    """A part that a person plays today: an office, a membership of a body, or a seat in a panel."""

    role: str
    detail: str = ""
    body: str = ""

    def __str__(self) -> str:
        role = LABELS.get(self.role) or self.body
        return f"{role} · {self.detail}" if self.detail else str(role)


@built_once(user=int, today=date)
def rows_of_parts(user: int, today: date) -> QuerySet[Any, tuple[str, str, str, int | None]]:
    """Role, detail, jury's body and agency of whatever the person is on a day."""
    none, nowhere = Value("", CharField()), Value(None, BigIntegerField())
    return (
        Appointment.objects.current(today)
        .filter(user=user)
        .values_list("role", none, none, nowhere)
        .union(
            Membership.objects.current(today).filter(user=user).values_list("role", "opd__abbr", none, "opd"),
            Seat.objects.standing().filter(user=user).values_list("role", "panel__name", "body__name", nowhere),
        )
    )


@built_once(now=datetime)
def phases_to_come(now: datetime) -> QuerySet[Phase]:
    """What runs in any opened edition, and what is next there."""
    coming = Phase.objects.filter(edition__opened_at__isnull=False, closes_at__gt=now)
    return coming.select_related("edition").only("kind", "opens_at", "closes_at", "edition__short_name")[:10]


def parts_of(user: User) -> list[FramePart]:
    """All parts of a person, in one query; the weightiest first.

    The frame is drawn on every page, so that the rights asked below it find offices and memberships read.
    """
    rows = rows_of_parts(user=user.pk, today=clock.today())
    user.offices = frozenset(role for role, *_rest in rows if role in Office.values)
    user.current_memberships = tuple((opd, role) for role, _detail, _body, opd in rows if opd)
    note_seat_roles(user, (role for role, *_rest in rows if role in SeatRole.values))
    parts = [FramePart(*row[:3]) for row in rows if row[0] in PLACES]  # mere staff of a body has no place of its own
    if user.is_superuser:
        parts.append(FramePart(ADMIN))
    return sorted(parts, key=lambda part: list(PLACES).index(part.role))


def links(entries: tuple[tuple[str | Promise, str], ...], here: str = "") -> Iterator[Link]:
    """The menu's entries in turn. One of them is here: the one that names most of the address."""
    places = [(label, name, reverse(name)) for label, name in entries]
    roots = [(url, url) for _label, _name, url in places]
    roots += [(root, url) for _label, name, url in places for root in WORK.get(name, ())]
    _root, current = max(
        (one for one in roots if here.startswith(one[0])), key=lambda one: len(one[0]), default=("", "")
    )
    for label, _name, url in places:
        yield Link(label, url, is_here=url == current)


class Frame:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def parts(self) -> list[FramePart]:
        user = getattr(self.request, "user", None)
        return parts_of(user) if isinstance(user, User) else []

    @property
    def part(self) -> str:
        """How the bar names what the person is here."""
        return str(self.parts[0]) if self.parts else ""

    @property
    def chairs(self) -> bool:
        """Whether the person chairs some panel: who chairs none need not be asked of any edition's."""
        return any(part.role == SeatRole.CHAIR for part in self.parts)

    @property
    def oversees(self) -> bool:
        """Whether the person has an office or a chair: others have no pages beside those that everybody may read."""
        return any(part.role in OVERSIGHT for part in self.parts)

    @cached_property
    def places(self) -> list[Link]:
        """The menu: home, then the places of the person's parts, four at most."""
        if not self.request.user.is_authenticated:
            return list(links(PUBLIC, self.request.path))
        entries = dict.fromkeys([HOME, *(entry for part in self.parts for entry in PLACES[part.role])])
        return list(links(tuple(entries)[:MOST_PLACES], self.request.path))

    @property
    def demo_accounts(self) -> tuple[tuple[str, str | Promise], ...]:
        """Whom the sign-in page offers; nobody outside the demo."""
        return demo.ACCOUNTS if settings.DEMO else ()

    @property
    def demo_password(self) -> str:
        return demo.PASSWORD

    @cached_property
    def phase(self) -> Phase | None:
        """What the strip speaks of on pages without an edition: what runs now, else what comes next."""
        return foremost(phases_to_come(now=clock.now()))


def foremost(phases: list[Phase]) -> Phase | None:
    """Of phases that have not ended: the running one that others wait for, else any running, else the next."""
    return min(
        phases,
        key=lambda phase: (not phase.is_running(), phase.is_running() and phase.kind in OVERLAPPING, phase.opens_at),
        default=None,
    )


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}

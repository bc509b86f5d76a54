"""The check of the sheet Orang: who somebody is, and the part played in a body from a day on."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import MembershipRole, User
from accounts.people.finding import FoundBy
from accounts.spreadsheets.values import WrongCellError, shown

from .columns import ROLES
from .existing import ExistingRows, KnownMembership, KnownPerson
from .model_check import refuse_what_the_model_refuses
from .preview import ANOTHER, SAME_PERSON, Cells, ImportPlan, MembershipDraft, PersonDraft, PersonQuestion
from .reading import Table
from .values import cleaned

FIELDS = ("name", "nip", "phone")
ROLE_LABELS = {value: label for label, value in ROLES.items()}


@dataclass
class ImportedMembership:
    """The part that one row gives to a person."""

    cells: Cells
    agency: str
    role: str
    starts_on: date | None
    match: KnownMembership | None = None


@dataclass
class ImportedPerson:
    """All rows with one address."""

    email: str
    known: KnownPerson | None
    first: Cells
    values: dict[str, Any]
    parts: list[ImportedMembership] = field(default_factory=list)

    @property
    def pk(self) -> int | None:
        return self.known.pk if self.known else None


def check_people(table: Table, snapshot: ExistingRows, plan: ImportPlan, agencies: dict[str, str]) -> None:
    """`agencies` are the abbreviations that exist or come with the file, by key."""
    people: dict[str, ImportedPerson] = {}
    by_nip: dict[str, tuple[str, int]] = {}
    for row in table.rows:
        cells = Cells(table.sheet, row)
        plan.lines.append(cells.line)
        if person := _person(cells, snapshot, people, plan, agencies):
            _check_nip(cells, person, by_nip, snapshot)
            _add_part(cells, person, agencies, snapshot)
    for person in people.values():
        _settle_person(person, plan)
        _settle_parts(person, plan, snapshot.today, agencies)
    _warn_of_two_heads(people, snapshot, plan)


def _person(
    cells: Cells,
    snapshot: ExistingRows,
    people: dict[str, ImportedPerson],
    plan: ImportPlan,
    agencies: dict[str, str],
) -> ImportedPerson | None:
    email, values = cells.get("email"), cells.given(*FIELDS)
    cells.line.name = values.get("name", "") or email or ""
    if not email:
        return None
    refuse_what_the_model_refuses(User(email=email, **values), cells, {"email", *values})
    email = _meant(cells, email, values, snapshot, plan, agencies)
    known = snapshot.people.get(email)
    cells.line.is_new = known is None
    if known and not known.is_active:
        cells.warn("email", _("Akun orang ini nonaktif dan tetap nonaktif."))
    if values.get("phone", "").startswith("08") and str(cells.row.values.get("phone")).startswith("8"):
        cells.warn("phone", _("Nol di depannya hilang; dibaca %(phone)s.") % values)
    if email not in people:
        people[email] = ImportedPerson(email, known, cells, values)
    else:
        _merge(cells, people[email], values)
    return people[email]


def _meant(
    cells: Cells,
    email: str,
    values: dict[str, Any],
    snapshot: ExistingRows,
    plan: ImportPlan,
    agencies: dict[str, str],
) -> str:
    """The address of the account that is meant: that of the file, unless somebody says that another is the same person.

    Known by the number, or by name within the agency; until it is said nothing of the file is stored.
    """
    try:
        named = cleaned("opd", cells.row.values.get("opd"))
    except WrongCellError:  # told where the part is read
        named = ""
    agency = snapshot.agencies.get(snapshot.agency_key(named, agencies))
    found = snapshot.known.find(
        email=email, nip=values.get("nip", ""), name=values.get("name", ""), agency=agency.pk if agency else None
    )
    if not found or found[0].by == FoundBy.EMAIL:
        return found[0].user.email if found else email
    someone, by_nip = found[0].user, found[0].is_certain
    answer = snapshot.answers.get(cells.row.number, "")
    question = PersonQuestion(
        cells.row.number, cells.line.name, email, someone.name, someone.email, by_nip=by_nip, answer=answer
    )
    plan.questions.append(question)
    if answer == SAME_PERSON:
        cells.warn("email", _("Orang yang sama; alamat akunnya tetap %(email)s.") % {"email": someone.email})
        return someone.email
    if answer != ANOTHER and not by_nip:
        sentence = _("Mungkin %(name)s, %(email)s. Jawab dahulu: orang yang sama, atau orang lain.")
        cells.refuse("email", sentence % {"name": someone.name, "email": someone.email})
    return email


def _merge(cells: Cells, person: ImportedPerson, values: dict[str, Any]) -> None:
    """A second row of one address gives a second part; of the person it must say the same."""
    for name, value in values.items():
        if person.values.setdefault(name, value) != value:
            number = person.first.row.number
            cells.refuse(name, _("Lain dari baris %(number)d dengan e-mail yang sama.") % {"number": number})


def _check_nip(
    cells: Cells, person: ImportedPerson, by_nip: dict[str, tuple[str, int]], snapshot: ExistingRows
) -> None:
    """A number is one person's, in the file and among the accounts."""
    if not (nip := person.values.get("nip")):
        return
    email, number = by_nip.setdefault(nip, (person.email, cells.row.number))
    if email != person.email:
        cells.refuse("nip", _("NIP ini juga ada di baris %(number)d.") % {"number": number})
    for match in snapshot.known.find(nip=nip):
        if match.user.email != person.email:
            names = {"name": match.user.name, "email": match.user.email}
            cells.refuse("nip", _("NIP ini dipakai %(name)s, %(email)s.") % names)


def _add_part(cells: Cells, person: ImportedPerson, agencies: dict[str, str], snapshot: ExistingRows) -> None:
    named, role, starts_on = cells.get("opd"), cells.get("role"), cells.get("starts_on")
    agency = snapshot.agency_key(named or "", agencies)
    if agency and agency not in agencies:
        cells.refuse("opd", _("OPD ini tidak ada, juga tidak di lembar OPD."))
    elif why := snapshot.why_closed(agency):
        cells.refuse("opd", why)
    twin = next((part for part in person.parts if (part.agency, part.role) == (agency, role)), None)
    if twin:
        number = twin.cells.row.number
        cells.refuse("email", _("Orang dengan OPD dan peran ini sudah ada di baris %(number)d.") % {"number": number})
    elif agency in agencies and role:
        match = next((m for m in _parts_of(person) if (m.agency, m.role) == (agency, role)), None)
        person.parts.append(ImportedMembership(cells, agency, role, starts_on, match))


def _parts_of(person: ImportedPerson) -> tuple[KnownMembership, ...]:
    return person.known.memberships if person.known else ()


def _settle_person(person: ImportedPerson, plan: ImportPlan) -> None:
    known, cells = person.known, person.first
    values = {k: v for k, v in person.values.items() if not known or getattr(known, k) != v}
    before = {name: getattr(known, name) for name in values} if known else {}
    for name, value in values.items():
        cells.change(name, before.get(name, ""), value)
    if values or not known:
        plan.people.append(PersonDraft(person.email, known.pk if known else None, values, before))


def _settle_parts(person: ImportedPerson, plan: ImportPlan, today: date, agencies: dict[str, str]) -> None:
    """What is new begins; what the file no longer names ends on the day on which the first new part begins."""
    begun = [part for part in person.parts if part.match is None]
    for part in person.parts:
        if part.match is None:
            draft = MembershipDraft(person.email, person.pk, part.agency, part.role, part.starts_on or today)
            after = f"{_called(part.role, part.agency, agencies)}, {shown(draft.starts_on)}"
            part.cells.change("role", "", after)
            plan.memberships.append(draft)
        elif part.starts_on and part.starts_on != part.match.starts_on:
            _move(part, part.match, person, plan)
    if begun:
        kept = {part.match.pk for part in person.parts if part.match}
        first = min(begun, key=lambda part: part.starts_on or today)
        for old in _parts_of(person):
            if old.pk not in kept:
                _end(old, first, first.starts_on or today, person, plan, agencies)


def _move(part: ImportedMembership, match: KnownMembership, person: ImportedPerson, plan: ImportPlan) -> None:
    starts_on = part.starts_on or match.starts_on
    if match.ends_on and match.ends_on <= starts_on:
        part.cells.refuse("starts_on", _("Peran ini berakhir %(day)s.") % {"day": shown(match.ends_on)})
    part.cells.change("starts_on", shown(match.starts_on), shown(starts_on))
    before = {"starts_on": match.starts_on.isoformat()}
    plan.memberships.append(
        MembershipDraft(person.email, person.pk, part.agency, part.role, starts_on, match.ends_on, match.pk, before)
    )


def _end(
    old: KnownMembership,
    first: ImportedMembership,
    day: date,
    person: ImportedPerson,
    plan: ImportPlan,
    agencies: dict[str, str],
) -> None:
    if old.ends_on and old.ends_on <= day:
        return
    called = _called(old.role, old.agency, agencies)
    if old.starts_on >= day:
        sentence = _("Peran sekarang (%(called)s) baru mulai %(day)s; isi tanggal sesudahnya.")
        first.cells.refuse("starts_on", sentence % {"called": called, "day": shown(old.starts_on)})
        return
    first.cells.change("role", called, _("berakhir %(day)s") % {"day": shown(day)})
    before = {"ends_on": old.ends_on and old.ends_on.isoformat()}
    plan.memberships.append(
        MembershipDraft(person.email, person.pk, old.agency, old.role, old.starts_on, day, old.pk, before)
    )


def _called(role: str, agency: str, agencies: dict[str, str]) -> str:
    return f"{ROLE_LABELS[role]} {agencies.get(agency, agency)}"


def _warn_of_two_heads(people: dict[str, ImportedPerson], snapshot: ExistingRows, plan: ImportPlan) -> None:
    heads: dict[str, dict[str, str]] = defaultdict(dict)
    for agency, known in snapshot.heads.items():
        heads[agency] |= known
    for draft in plan.memberships:
        if draft.role == MembershipRole.HEAD and draft.pk and draft.ends_on:
            heads[draft.agency].pop(draft.email, None)
        elif draft.role == MembershipRole.HEAD:
            heads[draft.agency][draft.email] = people[draft.email].values.get("name", draft.email)
    for person in people.values():
        for part in person.parts:
            if part.role == MembershipRole.HEAD and not part.match and len(heads[part.agency]) > 1:
                names = ", ".join(sorted(heads[part.agency].values()))
                part.cells.warn(
                    "role", _("OPD ini akan mempunyai lebih dari satu kepala: %(names)s.") % {"names": names}
                )

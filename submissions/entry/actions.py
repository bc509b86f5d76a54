"""Registering an innovation with its proposal, and saying what it is called, where it competes, and what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger, policy
from accounts.concurrency import Seen, merge
from accounts.keys import reading
from accounts.models import OPD, User
from competitions.models import Category, Edition
from submissions.deadline import accepts_entries
from submissions.editable_parts import require_open
from submissions.fields.coordinates import Point
from submissions.locks import hold_participant, lock_proposal, lock_titles
from submissions.models import Group, Innovation, Partnership, Proposal
from submissions.rules import NOT_NOW

from .identity_checks import partners_problem, problems_of

OF_INNOVATION = ("title", "long_title", "started_on")
OF_PROPOSAL = ("category", "group", "replicates", "is_digital", "sdgs", "video_url", "contact_name", "contact_phone")


@dataclass(frozen=True)
class Identity:
    """What a proposal is about. What is left at its default is not said: a known innovation keeps what it has."""

    title: str
    long_title: str = ""
    partners: Iterable[OPD] | None = None
    category: Category | None = None
    group: str = Group.GENERAL
    started_on: date | None = None
    replicates: str = ""
    is_digital: bool | None = None
    sdgs: tuple[int, ...] = ()
    video_url: str = ""
    place: Point | None = None
    contact_name: str = ""
    contact_phone: str = ""

    def values(self) -> dict[str, Any]:
        """The fields of the form by name; the partners are named one by one."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "partners"}


@dataclass(frozen=True)
class FieldClash:
    """A field that somebody else filled since the page was loaded: both values, and whose the other is, if known."""

    field: str
    mine: Any
    theirs: Any
    by: User | None


@dataclass(frozen=True)
class Update:
    """What became of a page of fields: the proposal as it is now, and what was not stored, and why."""

    proposal: Proposal
    problems: dict[str, Any] = field(default_factory=dict)
    clashes: list[FieldClash] = field(default_factory=list)


@transaction.atomic
def register_proposal(*, edition: Edition, opd: OPD, identity: Identity, by: User, is_sample: bool = False) -> Proposal:
    """Register an innovation of a body and open its proposal in an edition.

    An innovation that the body entered before under the same title is taken up again, not registered twice.
    Raises ValidationError with a sentence per field. Partners named here get no letter: see `add_partner`.
    """
    lock_titles()
    edition = Edition.objects.with_phases().get(pk=edition.pk)
    is_called = hold_participant(edition, opd)
    if opd.pk not in by.opd_roles or not accepts_entries(edition, opd):
        raise PermissionDenied(NOT_NOW)
    policy.require("submissions.add_proposal", by, edition)
    if not is_called:
        facts = {"opd": opd, "edition": edition, "organiser": edition.organiser}
        raise PermissionDenied(_("%(opd)s bukan peserta %(edition)s. Bila ini keliru, hubungi %(organiser)s.") % facts)
    known = reading(Innovation.objects.filter(opd=opd), "title", identity.title).first()
    innovation = known or Innovation(opd=opd)
    values = {name: value for name, value in identity.values().items() if not known or value or name == "title"}
    problems = problems_of(values, edition, innovation)
    if identity.partners is not None and (problem := partners_problem(identity.partners, innovation)):
        problems["partners"] = problem
    if problems:
        raise ValidationError(problems)
    proposal = Proposal(edition=edition, innovation=innovation, created_by=by, is_sample=is_sample)
    _describe(proposal, values)
    _set_partners(innovation, identity.partners)

    ledger.record("proposal.register", proposal, by=by, chain=edition.ledger_chain, after=_summary(proposal))
    return proposal


@transaction.atomic
def update_proposal(*, proposal: Proposal, values: Mapping[str, Any], by: User, seen: Seen | None = None) -> Update:
    """Store what a page sent of the identity, field by field, as long as it may be changed.

    What is refused or clashes stays as it was, the other fields are stored all the same; `seen` are the tokens of the
    values that the page started from (`accounts.concurrency`). The page saves itself while somebody types, so only
    what concerns others goes to the ledger: the title, and the owners when they change (`partners`). The rest
    stands word for word in the version that sending freezes, with its hash on the ledger.
    """
    proposal = lock_proposal(proposal.pk, no_key=True)
    edition = proposal.edition
    if not by.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal)
    stored = values_of(proposal)
    known = {name: value for name, value in values.items() if name in stored}
    found = merge(known, stored, seen or {}, written_by(proposal, by))
    if "title" in found.changes:
        lock_titles()
    problems = problems_of(found.changes, edition, proposal.innovation, proposal)
    changes = {name: value for name, value in found.changes.items() if name not in problems}
    if changes:
        before = {"title": proposal.innovation.title}
        note_writer(proposal, changes, by)
        _describe(proposal, changes)
        if (after := {"title": proposal.innovation.title}) != before:
            ledger.record("proposal.update", proposal, by=by, chain=edition.ledger_chain, before=before, after=after)
    return Update(proposal, problems, clashes_of(proposal, found.stale, known))


def values_of(proposal: Proposal) -> dict[str, Any]:
    """The identity as it is, by field; `place` is a Point, or nothing."""
    return {
        **{name: getattr(proposal.innovation, name) for name in OF_INNOVATION},
        **{name: getattr(proposal, name) for name in OF_PROPOSAL},
        "sdgs": tuple(sorted(proposal.sdgs)),
        "place": proposal.point,
    }


def written_by(proposal: Proposal, by: User) -> set[str]:
    """The fields that this person was the last to fill."""
    return {name for name, (person, _at) in proposal.described.items() if person == by.pk}


def note_writer(proposal: Proposal, names: Iterable[str], by: User) -> None:
    """Put down who filled these fields; the caller saves."""
    proposal.described |= {name: [by.pk, clock.now().isoformat()] for name in names}


def clashes_of(proposal: Proposal, stale: Mapping[str, Any], mine: Mapping[str, Any]) -> list[FieldClash]:
    people = User.objects.in_bulk({proposal.described[name][0] for name in stale if name in proposal.described})
    return [
        FieldClash(name, mine[name], theirs, people.get(proposal.described.get(name, [None])[0]))
        for name, theirs in stale.items()
    ]


def _describe(proposal: Proposal, values: Mapping[str, Any]) -> None:
    innovation = proposal.innovation
    is_shared = innovation.pk and innovation.proposals.exclude(pk=proposal.pk).exists()
    said = [name for name in OF_INNOVATION if name in values and not (name == "title" and is_shared)]
    for name in said:
        value = values[name]
        setattr(innovation, name, value.strip() if isinstance(value, str) else value)
    # Other editions and the import write to the same row: only what was said here is written.
    innovation.save(update_fields=said if innovation.pk else None)
    proposal.innovation = innovation
    for name in OF_PROPOSAL:
        if name in values:
            setattr(proposal, name, list(values[name]) if name == "sdgs" else values[name])
    if "place" in values:
        proposal.latitude, proposal.longitude = values["place"] or (None, None)
    proposal.save()


def _set_partners(innovation: Innovation, partners: Iterable[OPD] | None) -> None:
    """Keep who stays, in the order in which they came, and add who is new behind them."""
    if partners is None:
        return
    wanted = {opd.pk: opd for opd in partners}
    innovation.partnerships.exclude(opd__in=wanted).delete()
    present = set(innovation.partnerships.values_list("opd", flat=True))
    Partnership.objects.bulk_create(
        Partnership(innovation=innovation, opd=opd) for pk, opd in wanted.items() if pk not in present
    )
    getattr(innovation, "_prefetched_objects_cache", {}).pop("partnerships", None)


def _summary(proposal: Proposal) -> dict[str, Any]:
    innovation = proposal.innovation
    return {
        "title": innovation.title,
        "long_title": innovation.long_title,
        "owners": [opd.pk for opd in innovation.owners()],
        "category": proposal.category_id,
        "group": str(proposal.group),
        "started_on": innovation.started_on and innovation.started_on.isoformat(),
    }

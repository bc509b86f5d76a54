"""Registering an innovation with its proposal, and saying what it is called and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.models import OPD, User
from competitions.models import Category, Edition, PhaseKind
from submissions.deadline import accepts_entries
from submissions.models import Group, Innovation, Partnership, Proposal, State
from submissions.places import require_open

SENT = (State.SUBMITTED, State.RETURNED, State.VERIFIED)


@dataclass(frozen=True)
class Identity:
    """What a proposal is about: its innovation's name and owners, and where it competes."""

    title: str
    long_title: str = ""
    partners: Iterable[OPD] = ()
    category: Category | None = None
    group: str = Group.GENERAL
    started_on: date | None = None


@transaction.atomic
def register_proposal(*, edition: Edition, opd: OPD, identity: Identity, by: User, is_sample: bool = False) -> Proposal:
    """Register an innovation of a body and open its proposal in an edition.

    An innovation that the body entered before under the same title is taken up again, not registered twice.
    """
    edition = _lock(edition)
    may_enter = opd.pk in by.opd_roles and accepts_entries(edition, opd)
    if not may_enter or not by.has_perm("submissions.add_proposal", edition):
        raise PermissionDenied(_("Usulan baru hanya dapat dibuat orang OPD selama pendaftaran dibuka."))
    known = Innovation.objects.filter(opd=opd, title__iexact=identity.title.strip()).first()
    _check(identity, edition, opd, innovation=known)
    innovation = known or Innovation(opd=opd)
    proposal = Proposal(edition=edition, innovation=innovation, created_by=by, is_sample=is_sample)
    _describe(proposal, identity)

    after = _summary(proposal)
    ledger.record("proposal.register", proposal, by=by, chain=edition.ledger_chain, after=after)
    return proposal


@transaction.atomic
def update_proposal(*, proposal: Proposal, identity: Identity, by: User) -> Proposal:
    """Change title, owners, category, group or start, as long as the text may be changed."""
    edition = _lock(proposal.edition)
    proposal = Proposal.objects.select_for_update(of=("self",)).with_details().get(pk=proposal.pk)
    if not by.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal)
    innovation = proposal.innovation
    _check(identity, edition, innovation.opd, proposal, innovation=innovation)
    before = _summary(proposal)
    _describe(proposal, identity)

    if (after := _summary(proposal)) != before:
        ledger.record("proposal.update", proposal, by=by, chain=edition.ledger_chain, before=before, after=after)
    return proposal


def _lock(edition: Edition) -> Edition:
    """Let one title at a time into an edition; texts and files go on being stored meanwhile."""
    return Edition.objects.select_for_update(no_key=True).with_phases().get(pk=edition.pk)


def _check(
    identity: Identity,
    edition: Edition,
    opd: OPD,
    proposal: Proposal | None = None,
    *,
    innovation: Innovation | None,
) -> None:
    """Refuse what an identity must not say, each sentence at its field."""
    problems: dict[str, Any] = _problems_elsewhere(identity, innovation, proposal) if innovation else {}
    if not identity.title.strip():
        problems["title"] = _("Judul inovasi wajib diisi.")
    elif title_problem := _title_problem(identity.title.strip(), edition, opd, proposal):
        problems["title"] = title_problem
    if identity.category and identity.category.edition_id != edition.pk:
        problems["category"] = _("Kategori ini bukan kategori edisi %(edition)s.") % {"edition": edition}
    if identity.started_on and identity.started_on > clock.today():
        problems["started_on"] = _("Tanggal mulai diterapkan tidak boleh di masa depan.")
    if opd in identity.partners:
        problems["partners"] = _("OPD pemilik tidak perlu disebut lagi sebagai mitra.")
    if problems:
        raise ValidationError(problems)


def _problems_elsewhere(identity: Identity, innovation: Innovation, proposal: Proposal | None) -> dict[str, Any]:
    """What another edition judges stays as it was sent: its jurors were kept from these owners, and no others."""
    elsewhere = innovation.proposals.filter(state__in=SENT).exclude(pk=proposal.pk if proposal else 0)
    going = [other for other in elsewhere.with_details() if not other.edition.has_ended(PhaseKind.ANNOUNCEMENT)]
    if not going:
        return {}
    sentence = _("Tidak dapat diubah: inovasi ini sedang dinilai dalam %(edition)s.") % {"edition": going[0].edition}
    changed = {
        "partners": {opd.pk for opd in identity.partners} != {opd.pk for opd in going[0].innovation.owners()[1:]},
        "long_title": identity.long_title.strip() != innovation.long_title,
        "started_on": identity.started_on != innovation.started_on,
    }
    return {name: sentence for name, is_changed in changed.items() if is_changed}


def _title_problem(title: str, edition: Edition, opd: OPD, proposal: Proposal | None) -> Any:
    """A title stands once in an edition, and once among the innovations of a body."""
    rivals = edition.proposals.filter(innovation__title__iexact=title).exclude(pk=proposal.pk if proposal else 0)
    if rivals.filter(innovation__opd=opd, state=State.WITHDRAWN).exists():
        return _("Inovasi dengan judul ini sudah pernah diusulkan dalam edisi ini, lalu ditarik.")
    if rivals.exclude(state=State.WITHDRAWN).exists():
        return _("Judul ini sudah dipakai usulan lain dalam edisi ini.")
    if not proposal or proposal.innovation.title == title:
        return None
    if proposal.innovation.proposals.exclude(pk=proposal.pk).exists():
        return _("Judul tidak dapat diubah: inovasi ini sudah diusulkan dalam edisi lain.")
    if Innovation.objects.filter(opd=opd, title__iexact=title).exclude(pk=proposal.innovation_id).exists():
        return _("OPD ini sudah mempunyai inovasi lain dengan judul ini.")
    return None


def _describe(proposal: Proposal, identity: Identity) -> None:
    innovation = proposal.innovation
    if not innovation.pk or not innovation.proposals.exclude(pk=proposal.pk).exists():
        innovation.title = identity.title.strip()
    innovation.long_title = identity.long_title.strip()
    innovation.started_on = identity.started_on
    innovation.save()
    _set_partners(innovation, identity.partners)
    proposal.innovation = innovation
    proposal.category, proposal.group = identity.category, identity.group
    proposal.save()


def _set_partners(innovation: Innovation, partners: Iterable[OPD]) -> None:
    """Keep who stays, in the order in which they came, and add who is new behind them."""
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

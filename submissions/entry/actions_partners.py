"""Who else owns an innovation: named by the leading body, confirmed or denied by the partner itself."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.concurrency import Seen, merge
from accounts.locks import lock_all
from accounts.models import OPD, User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.published import refuse_published
from submissions.editable_parts import require_open
from submissions.locks import lock_proposal
from submissions.models import Partnership, Proposal

from .actions import Update, clashes_of, note_writer, written_by
from .identity_checks import partners_problem
from .mail import send_partner_mail, send_partner_recorded_mail

MOST = 10


@transaction.atomic
def add_partner(*, proposal: Proposal, opd: OPD, by: User, part: str = "") -> Partnership:
    """Name a body as a further owner, and ask its people whether it is so."""
    proposal = _lock(proposal, by)
    owners = proposal.innovation.owners()
    if opd in owners[1:]:
        raise ValidationError(_("%(opd)s sudah disebut sebagai mitra."), params={"opd": opd}, code="twice")
    if len(owners) > MOST:
        raise ValidationError(_("Paling banyak %(most)d OPD mitra."), params={"most": MOST}, code="too_many")
    if problem := partners_problem([*owners[1:], opd], proposal.innovation, proposal):
        raise ValidationError(problem)
    partnership = Partnership.objects.create(innovation=proposal.innovation, opd=opd, part=part.strip())

    _record(proposal, owners, [*owners, opd], by)
    _ask(proposal, partnership, by)
    return partnership


@transaction.atomic
def remove_partner(*, proposal: Proposal, partnership: Partnership, by: User) -> Proposal:
    """Take a partner out of the owners. Anyone who comes second finds it gone."""
    proposal = _lock(proposal, by)
    owners = proposal.innovation.owners()
    gone = proposal.innovation.partnerships.filter(pk=partnership.pk).select_related("opd").first()
    if gone is None:
        return proposal
    left = [opd for opd in owners if opd != gone.opd]
    if problem := partners_problem(left[1:], proposal.innovation, proposal):
        raise ValidationError(problem)
    gone.delete()

    _record(proposal, owners, left, by)
    return _fresh(proposal)


@transaction.atomic
def describe_partners(*, proposal: Proposal, parts: Mapping[int, str], by: User, seen: Seen | None = None) -> Update:
    """Say which part each partner played, by the partnership's key; a partner whose part changes answers again.

    Only the answer that is taken back goes to the ledger: the words are part of the text, which is sealed.
    """
    proposal = _lock(proposal, by)
    rows = {f"part_{row.pk}": row for row in proposal.innovation.partnerships.all()}
    sent = {f"part_{pk}": part.strip() for pk, part in parts.items() if f"part_{pk}" in rows}
    stored = {name: row.part for name, row in rows.items()}
    found = merge(sent, stored, seen or {}, written_by(proposal, by))
    for name, part in found.changes.items():
        _describe(proposal, rows[name], part, by)
    if found.changes:
        note_writer(proposal, found.changes, by)
        proposal.save(update_fields=["described"])
    return Update(_fresh(proposal), clashes=clashes_of(proposal, found.stale, sent))


@transaction.atomic
def confirm_partnership(*, proposal: Proposal, partnership: Partnership, part: str, by: User) -> Partnership:
    """A partner says: we own this too, and this was our part."""
    partnership = _answerable(proposal, partnership, by)
    before, partnership.part = {"is_confirmed": partnership.is_confirmed}, part.strip() or partnership.part
    _answer(partnership, by, is_confirmed=True)
    _tell("partnership.confirm", proposal, partnership, by, before)
    return partnership


@transaction.atomic
def decline_partnership(*, proposal: Proposal, partnership: Partnership, reason: str, by: User) -> Partnership:
    """A partner says: this is not so, and why. It stands on the desk until the leading body takes it out."""
    partnership = _answerable(proposal, partnership, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    before = {"is_confirmed": partnership.is_confirmed}
    _answer(partnership, by, is_confirmed=False, reason=reason.strip())
    _tell("partnership.decline", proposal, partnership, by, before)
    return partnership


@transaction.atomic
def record_partner_answer(
    *, proposal: Proposal, partnership: Partnership, is_confirmed: bool, reason: str, by: User
) -> Partnership:
    """The secretariat writes down what a partner said outside the application, by letter perhaps; said anew, changed.

    Both bodies are told. Refused once the result is published.
    """
    lock_edition(proposal.edition_id)
    refuse_published(proposal.edition)
    rows = lock_all(Partnership.objects.select_related("opd").filter(pk=partnership.pk))
    proposal, partnership = _fresh(proposal), next(iter(rows), partnership)
    if not by.has_perm("submissions.record_partner_answer", proposal):
        raise PermissionDenied(_("Jawaban mitra dicatat Bagian Organisasi."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    if partnership.is_confirmed is is_confirmed:
        raise ValidationError(_("Jawaban ini sudah tercatat."), code="same")
    before = {"opd": partnership.opd_id, "is_confirmed": partnership.is_confirmed}
    _answer(partnership, by, is_confirmed=is_confirmed, reason="" if is_confirmed else reason.strip())
    after = {"opd": partnership.opd_id, "is_confirmed": is_confirmed}
    chain = proposal.ledger_chain
    entry = ledger.record(
        "partnership.record", proposal, by=by, chain=chain, before=before, after=after, note=reason.strip()
    )
    enqueue(send_partner_recorded_mail, proposal.pk, partnership.pk, entry.pk)
    return partnership


def _lock(proposal: Proposal, by: User) -> Proposal:
    """The proposal with its partnerships, ours before any of them is read: a partner may be answering."""
    lock_proposal(proposal.pk, no_key=True)
    lock_all(Partnership.objects.filter(innovation=proposal.innovation_id))
    proposal = _fresh(proposal)
    if not by.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal)
    return proposal


def _fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_details().get(pk=proposal.pk)


def _describe(proposal: Proposal, partnership: Partnership, part: str, by: User) -> None:
    was, partnership.part = partnership.is_confirmed, part
    partnership.is_confirmed = partnership.answered_at = partnership.answered_by = None
    partnership.reason = ""
    partnership.save()
    if was is not None:
        _tell("partnership.reopen", proposal, partnership, by, {"is_confirmed": was})
        _ask(proposal, partnership, by)


def _answerable(proposal: Proposal, partnership: Partnership, by: User) -> Partnership:
    """First the row, so that of two answers one comes second and reads the first."""
    lock_edition(proposal.edition_id)
    refuse_published(proposal.edition)
    rows = lock_all(Partnership.objects.select_related("opd").filter(pk=partnership.pk))
    proposal, partnership = _fresh(proposal), next(iter(rows), partnership)
    if partnership.pk not in {row.pk for row in proposal.innovation.partnerships.all()}:
        raise ValidationError(_("OPD Anda tidak lagi disebut sebagai mitra dalam usulan ini."), code="gone")
    may_answer = partnership.opd_id in by.opd_roles
    if not may_answer or not by.has_perm("submissions.answer_partnership", proposal):
        raise PermissionDenied(_("Kemitraan ini tidak dapat Anda jawab sekarang."))
    if partnership.is_confirmed is not None:
        raise ValidationError(_("Kemitraan ini sudah dijawab oleh %(opd)s."), params={"opd": partnership.opd})
    return partnership


def _answer(partnership: Partnership, by: User, *, is_confirmed: bool, reason: str = "") -> None:
    partnership.is_confirmed, partnership.reason = is_confirmed, reason
    partnership.answered_at, partnership.answered_by = clock.now(), by
    partnership.save(update_fields=["part", "is_confirmed", "reason", "answered_at", "answered_by"])


def _record(proposal: Proposal, before: list[OPD], after: list[OPD], by: User) -> None:
    """The owners concern others: who may not judge the proposal hangs on them."""
    owners = [{"owners": [opd.pk for opd in opds]} for opds in (before, after)]
    chain = proposal.ledger_chain
    ledger.record("proposal.update", proposal, by=by, chain=chain, before=owners[0], after=owners[1])


def _tell(action: str, proposal: Proposal, partnership: Partnership, by: User, before: dict[str, bool | None]) -> None:
    ledger.record(
        action,
        proposal,
        by=by,
        chain=proposal.ledger_chain,
        before={"opd": partnership.opd_id, **before},
        after={"opd": partnership.opd_id, "is_confirmed": partnership.is_confirmed},
        note=partnership.reason,
    )


def _ask(proposal: Proposal, partnership: Partnership, by: User) -> None:
    asked = f"{clock.now():%Y%m%d%H%M%S%f}"
    enqueue(send_partner_mail, proposal.pk, partnership.pk, by.pk, asked)

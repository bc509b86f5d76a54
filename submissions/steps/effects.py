"""What taking a step back does, said before it is done: where the proposal stands then, what goes, who is told."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.models import User
from competitions.models import PhaseKind
from submissions.deadline import accepts_corrections, accepts_entries
from submissions.models import Proposal, State
from submissions.proposal_parts import proposal_parts
from submissions.stakes import stakes_on

from .undoing import refuse_undoing, state_before


@dataclass(frozen=True)
class UndoEffects:
    """In sentences: what would happen, or why it cannot."""

    target: State
    told: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    readers: list[User] = field(default_factory=list)


def effects_of(name: str, proposal: Proposal) -> UndoEffects:
    """Asks what the act will ask; nothing is locked, so the act asks again."""
    target = state_before(name, proposal)
    blocking = []
    try:
        refuse_undoing(name, proposal, proposal_parts(proposal), "")
    except ValidationError as error:
        blocking = error.messages
    told = [WHERE[target](proposal), *(stake.text for stake in stakes_on(proposal) if not stake.blocks)]
    return UndoEffects(target, [one for one in told if one], blocking, people_of_agency(proposal.innovation.opd_id))


def _to_the_check(proposal: Proposal) -> str:
    if proposal.edition.has_ended(PhaseKind.ADMINISTRATION):
        return _("Usulan kembali menunggu pemeriksaan. Seleksi administrasi sudah ditutup: bukalah lagi di kalender.")
    return _("Usulan kembali menunggu pemeriksaan verifikator, dengan isi seperti yang dikirim.")


def _to_the_agency(proposal: Proposal) -> str:
    if accepts_corrections(proposal):
        return _("Usulan kembali ke OPD untuk diperbaiki.")
    return _("Usulan kembali ke OPD untuk diperbaiki, tetapi waktunya sudah lewat: perpanjanglah waktu OPD ini.")


def _to_draft(proposal: Proposal) -> str:
    if accepts_entries(proposal.edition, proposal.innovation.opd):
        return _("Usulan kembali menjadi draf, dengan semua isinya.")
    return _("Usulan kembali menjadi draf, tetapi pendaftaran sudah ditutup baginya: perpanjanglah waktu OPD ini.")


WHERE = {State.SUBMITTED: _to_the_check, State.RETURNED: _to_the_agency, State.DRAFT: _to_draft}

"""A statement approved by the head of the agency inside the application, instead of signed on paper."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.models import User
from competitions.models import DocumentRequirement
from submissions.editable_parts import require_open
from submissions.letters import letter_key, unsaid
from submissions.locks import lock_proposal
from submissions.models import Approval, Proposal


@transaction.atomic
def approve_letter(*, proposal: Proposal, requirement: DocumentRequirement, key: str, by: User) -> Approval:
    """Approve what the statement says now. `key` is of what was read: other facts want another reading.

    Approving the same twice leaves the first approval with its time.
    """
    proposal = lock_proposal(proposal.pk)
    if (
        not by.has_perm("submissions.approve_letter", proposal)
        or not requirement.letter
        or requirement.edition_id != proposal.edition_id
    ):
        raise PermissionDenied(_("Surat ini disetujui kepala OPD pemilik utama selama usulan masih disusun."))
    require_open(proposal, requirement=requirement)
    if missing := unsaid(proposal, requirement):
        raise ValidationError(missing, code="unsaid")
    if key != letter_key(proposal, requirement):
        raise ValidationError(_("Isi surat berubah sejak Anda membukanya. Baca lagi, lalu setujui."), code="changed")
    approval, is_new = Approval.objects.get_or_create(
        proposal=proposal, requirement=requirement, key=key, defaults={"approved_by": by, "approved_at": clock.now()}
    )
    if is_new:
        ledger.record(
            "letter.approve",
            proposal,
            by=by,
            chain=proposal.ledger_chain,
            after={"requirement": requirement.pk, "fingerprint": key},
        )
    return approval

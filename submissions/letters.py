"""The statements of an agency: what each says of a proposal, and which the head approved inside the application."""

import json
from hashlib import sha256
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from competitions.models import DocumentRequirement, Letter

from .models import Approval, Group, Proposal

SAYS: dict[str, tuple[str, ...]] = {
    Letter.IMPLEMENTATION: ("started_on",),
    Letter.INNOVATOR: ("innovators",),
    Letter.REPLICATION: ("replicates",),
}


def letter_key(proposal: Proposal, requirement: DocumentRequirement) -> str:
    """SHA-256 over what the statement says: an approval holds only as long as this stays the same."""
    innovation = proposal.innovation
    facts: dict[str, Any] = {
        "started_on": innovation.started_on and innovation.started_on.isoformat(),
        "innovators": [[one.name, one.nip, one.part] for one in proposal.innovators.all()],
        "replicates": proposal.replicates,
    }
    content = {
        "requirement": requirement.pk,
        "letter": requirement.letter,
        "title": innovation.title,
        "long_title": innovation.long_title,
        "owners": [opd.pk for opd in innovation.owners()],
        **{name: facts[name] for name in SAYS.get(requirement.letter, ())},
    }
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def unsaid(proposal: Proposal, requirement: DocumentRequirement) -> str:
    """What the statement would speak of is not filled in yet; nothing when it can be signed."""
    if requirement.letter == Letter.IMPLEMENTATION and not proposal.innovation.started_on:
        return str(_("Isi dahulu tanggal mulai diterapkan di bagian Identitas."))
    if requirement.letter == Letter.INNOVATOR and not proposal.innovators.all():
        return str(_("Isi dahulu nama di bagian Inovator."))
    if requirement.letter == Letter.REPLICATION and proposal.group == Group.REPLICATION and not proposal.replicates:
        return str(_("Isi dahulu inovasi yang direplikasi di bagian Identitas."))
    return ""


def approved_requirements(proposal: Proposal) -> set[int]:
    """The documents that the head approved inside, as the proposal stands now. Two queries, however many there are."""
    return {row.requirement_id for row in _approvals(proposal) if row.key == letter_key(proposal, row.requirement)}


def approval_of(proposal: Proposal, requirement: DocumentRequirement) -> Approval | None:
    """The approval that holds for this statement as it is now."""
    key = letter_key(proposal, requirement)
    return next((row for row in _approvals(proposal) if row.requirement_id == requirement.pk and row.key == key), None)


def outdated_approval(proposal: Proposal, requirement: DocumentRequirement) -> Approval | None:
    """The latest approval of a statement that none holds for: of what it no longer says."""
    return next((row for row in reversed(_approvals(proposal)) if row.requirement_id == requirement.pk), None)


def _approvals(proposal: Proposal) -> list[Approval]:
    """Read once for each loaded proposal, with the innovators that the keys are over."""
    rows = Prefetch("approvals", Approval.objects.select_related("requirement", "approved_by"))
    prefetch_related_objects([proposal], rows, "innovators")
    return list(proposal.approvals.all())

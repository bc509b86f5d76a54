"""The statements of an agency: what each says of a proposal, and which the head approved inside the application."""

import json
from hashlib import sha256
from typing import Any

from competitions.models import DocumentRequirement, Letter

from .models import Proposal

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


def approved_requirements(proposal: Proposal) -> set[int]:
    """The documents that the head approved inside, as the proposal stands now. One query when there are none."""
    approvals = list(proposal.approvals.select_related("requirement"))
    return {row.requirement_id for row in approvals if row.key == letter_key(proposal, row.requirement)}

"""What the administrative check would send back anyway, told at every look and before sending."""

from dataclasses import dataclass

from submissions.completeness import gaps
from submissions.documents import ProposalParts
from submissions.models import Proposal


@dataclass(frozen=True)
class Finding:
    """One thing that is not right: by which rule, in a sentence, and the place on the desk where it is mended."""

    kind: str
    text: str
    anchor: str
    blocks: bool


def findings(proposal: Proposal, parts: ProposalParts) -> list[Finding]:
    """All findings of the edition's rules, what blocks first and else in the order of the page."""
    return [Finding(gap.code, gap.text, gap.anchor, blocks=True) for gap in gaps(proposal, parts)]

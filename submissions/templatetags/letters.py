"""Where a statement letter stands, asked at the document's place on the desk."""

from dataclasses import dataclass

from django import template

from competitions.models import DocumentRequirement
from submissions.letters import approval_of, letter_key, outdated_approval, unsaid
from submissions.models import Approval, Proposal

register = template.Library()


@dataclass(frozen=True)
class LetterApproval:
    """The approval that holds, or one that no longer does; the key of what would be approved now."""

    key: str
    approval: Approval | None
    outdated: Approval | None
    missing: str


@register.simple_tag
def letter_standing(proposal: Proposal, requirement: DocumentRequirement) -> LetterApproval:
    approval = approval_of(proposal, requirement)  # first: it reads the rows that all of these are about
    return LetterApproval(
        key=letter_key(proposal, requirement),
        approval=approval,
        outdated=None if approval else outdated_approval(proposal, requirement),
        missing=unsaid(proposal, requirement),
    )

"""The action bar of the desk: the one thing that a person may do next, and what is in its way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind
from submissions.deadline import accepts_entries, closes_at
from submissions.models import Proposal
from submissions.preflight.entry import Finding
from submissions.proposal_parts import DocumentPart, ProposalParts, SectionPart
from submissions.steps import workflow

from .forms_steps import GiveBackForm

MAIN = ("submit", "hand_over", "recall")  # of several rights the first is the action of the page


@dataclass(frozen=True)
class ActionBar:
    """`main` is the name of a step, or nothing; `hindrances` keep it from being taken, `warnings` do not.

    `is_over`: the time to mend what came back ended; `is_late`: the registration ended before it was sent.
    """

    main: str = ""
    hindrances: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    lacks_head: bool = False
    mends_until: datetime | None = None
    is_over: bool = False
    is_late: bool = False
    giving_back: GiveBackForm | None = None


def within_reach(found: Sequence[Finding], parts: ProposalParts) -> list[Finding]:
    """What the agency can mend: the check closed what it found in order, so nothing is said of that any more."""
    places: list[SectionPart | DocumentPart] = [*parts.sections, *parts.documents]
    is_open = {part.anchor: part.is_open for part in places}
    return [finding for finding in found if is_open.get(finding.anchor, parts.places.is_open())]


def action_bar(user: User, proposal: Proposal, parts: ProposalParts, found: Sequence[Finding]) -> ActionBar:
    main = next((name for name in MAIN if user.has_perm(workflow.STEPS[name].permission, proposal)), "")
    until = closes_at(proposal) if proposal.was_sent and proposal.is_editable else None
    hindrances = workflow.hindrances(main, parts, found)
    return ActionBar(
        main=main,
        giving_back=GiveBackForm() if user.has_perm("submissions.give_back_proposal", proposal) else None,
        hindrances=hindrances,
        warnings=[finding for finding in found if finding not in hindrances],
        mends_until=until,
        is_over=until is not None and until <= clock.now(),
        is_late=not proposal.was_sent and _missed_registration(proposal),
        lacks_head=main == "hand_over" and not workflow.has_head(proposal),
    )


def _missed_registration(proposal: Proposal) -> bool:
    edition = proposal.edition
    return edition.has_ended(PhaseKind.REGISTRATION) and not accepts_entries(edition, proposal.innovation.opd)

"""Who may enter, read, send and check a proposal, and when."""

import rules

from accounts.models import MembershipRole, Office, User
from accounts.rules import holds, is_auditor, is_head_somewhere, is_operator_somewhere, is_verifier
from competitions.models import Edition, PhaseKind

from .models import READERS, WATCHERS, Proposal, State

is_reader = holds(*READERS)
is_watcher = holds(*WATCHERS)


@rules.predicate
def registration_runs(user: User, edition: Edition) -> bool:
    return edition.in_phase(PhaseKind.REGISTRATION)


@rules.predicate
def is_owner(user: User, proposal: Proposal) -> bool:
    """Belongs to the leading body or to a partner."""
    return not proposal.owner_ids().isdisjoint(user.opd_roles)


@rules.predicate
def is_of_leading_opd(user: User, proposal: Proposal) -> bool:
    return proposal.innovation.opd_id in user.opd_roles


@rules.predicate
def is_head_of_leading_opd(user: User, proposal: Proposal) -> bool:
    return MembershipRole.HEAD in user.opd_roles.get(proposal.innovation.opd_id, ())


@rules.predicate
def is_outside_family(user: User, proposal: Proposal) -> bool:
    """Nobody checks what the own body owns, nor what stands above or below it."""
    return proposal.owner_ids().isdisjoint(user.family_ids)


@rules.predicate
def was_not_withdrawn(user: User, proposal: Proposal) -> bool:
    return proposal.state != State.WITHDRAWN


@rules.predicate
def is_unsealed(user: User, proposal: Proposal) -> bool:
    """Sent, and the registration is over: until then only its owners read a text, and for ever what was never sent."""
    return proposal.submitted_at is not None and proposal.edition.has_ended(PhaseKind.REGISTRATION)


@rules.predicate
def is_being_written(user: User, proposal: Proposal) -> bool:
    """A draft while the registration runs, or one that came back while the administrative check runs."""
    phase = {State.DRAFT: PhaseKind.REGISTRATION, State.RETURNED: PhaseKind.ADMINISTRATION}.get(State(proposal.state))
    return phase is not None and proposal.edition.in_phase(phase)


@rules.predicate
def is_withdrawable(user: User, proposal: Proposal) -> bool:
    return proposal.state in {State.DRAFT, State.SUBMITTED, State.RETURNED} and proposal.edition.in_phase(
        PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION
    )


@rules.predicate
def waits_for_check(user: User, proposal: Proposal) -> bool:
    return proposal.state == State.SUBMITTED and proposal.edition.in_phase(PhaseKind.ADMINISTRATION)


rules.add_perm("submissions.add_proposal", (is_operator_somewhere | is_head_somewhere) & registration_runs)
rules.add_perm("submissions.view_proposal", is_owner | is_auditor | (is_watcher & was_not_withdrawn))
rules.add_perm("submissions.read_proposal", is_owner | (is_reader & is_unsealed))
rules.add_perm("submissions.change_proposal", is_of_leading_opd & is_being_written)

# Whose step it is, whatever the state and the day; the step itself asks for more.
rules.add_perm("submissions.lead_proposal", is_head_of_leading_opd)
rules.add_perm("submissions.examine_proposal", is_verifier & is_outside_family)

rules.add_perm("submissions.submit_proposal", is_head_of_leading_opd & is_being_written)
rules.add_perm("submissions.withdraw_proposal", is_head_of_leading_opd & is_withdrawable)
rules.add_perm("submissions.verify_proposal", is_verifier & is_outside_family & waits_for_check)

rules.add_perm("submissions.view_checks", holds(Office.SECRETARIAT, Office.VERIFIER, Office.AUDITOR))

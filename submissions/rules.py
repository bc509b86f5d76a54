"""Who may enter, read, send and check a proposal, and when."""

import rules

from accounts.models import MembershipRole, User
from accounts.rules import (
    is_auditor,
    is_checker,
    is_head_somewhere,
    is_officer,
    is_operator_somewhere,
    is_overseer,
    is_reader,
    is_secretariat,
    is_verifier,
    is_watcher,
)
from competitions.models import Edition, PhaseKind
from competitions.rules import is_opened

from .deadline import accepts_corrections, accepts_entries
from .models import EDITABLE, Extension, Proposal, State


@rules.predicate
def registration_runs(user: User, edition: Edition) -> bool:
    return edition.in_phase(PhaseKind.REGISTRATION)


@rules.predicate
def registration_ended(user: User, edition: Edition) -> bool:
    return edition.has_ended(PhaseKind.REGISTRATION)


@rules.predicate
def has_more_time(user: User, edition: Edition) -> bool:
    """The registration is over, but one of the person's bodies was granted an extension that is not."""
    own = Extension.objects.running().filter(edition=edition, opd__in=list(user.opd_roles))
    return edition.has_ended(PhaseKind.REGISTRATION) and own.exists()


@rules.predicate
def is_before_judging(user: User, edition: Edition) -> bool:
    """From the first day of the registration to the last of the administrative check."""
    is_over = edition.has_ended(PhaseKind.ADMINISTRATION) or edition.has_begun(PhaseKind.JUDGING)
    return edition.has_begun(PhaseKind.REGISTRATION) and not is_over


@rules.predicate
def is_owner(user: User, proposal: Proposal) -> bool:
    """Belongs to the leading body or to a partner."""
    return not proposal.owner_ids().isdisjoint(user.opd_roles)


@rules.predicate
def stands_to_it(user: User, proposal: Proposal) -> bool:
    """An owner whose body has not denied that it is one: who says so reads no further."""
    denied = {row.opd_id for row in proposal.innovation.partnerships.all() if row.is_confirmed is False}
    return not (proposal.owner_ids() - denied).isdisjoint(user.opd_roles)


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
def stands_as_sent(user: User, proposal: Proposal) -> bool:
    return proposal.stands_as_sent()


@rules.predicate
def is_operator_of_leading_opd(user: User, proposal: Proposal) -> bool:
    return MembershipRole.OPERATOR in user.opd_roles.get(proposal.innovation.opd_id, ())


@rules.predicate
def is_handed_over(user: User, proposal: Proposal) -> bool:
    return proposal.state == State.HANDED


@rules.predicate
def is_being_written(user: User, proposal: Proposal) -> bool:
    """Not sent while the agency may enter, or come back while it may mend."""
    if not proposal.is_editable:
        return False
    return (
        accepts_corrections(proposal)
        if proposal.was_sent
        else accepts_entries(proposal.edition, proposal.innovation.opd)
    )


@rules.predicate
def is_withdrawable(user: User, proposal: Proposal) -> bool:
    return proposal.state in {*EDITABLE, State.SUBMITTED} and proposal.edition.in_phase(
        PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION
    )


@rules.predicate
def waits_for_check(user: User, proposal: Proposal) -> bool:
    return proposal.state == State.SUBMITTED and proposal.edition.in_phase(PhaseKind.ADMINISTRATION)


@rules.predicate
def was_left_unmended(user: User, proposal: Proposal) -> bool:
    """Came back, and the time to mend it is over while the administrative check still runs."""
    return (
        proposal.is_editable
        and proposal.was_sent
        and proposal.edition.in_phase(PhaseKind.ADMINISTRATION)
        and not accepts_corrections(proposal)
    )


@rules.predicate
def is_of_partner(user: User, proposal: Proposal) -> bool:
    """Acts for a body that is named as a further owner; which of them answers for whom, the act asks."""
    return any(row.opd_id in user.opd_roles for row in proposal.innovation.partnerships.all())


@rules.predicate
def waits_for_verdict(user: User, proposal: Proposal) -> bool:
    return proposal.state == State.SUBMITTED


rules.add_perm(
    "submissions.add_proposal", (is_operator_somewhere | is_head_somewhere) & (registration_runs | has_more_time)
)
rules.add_perm("submissions.view_proposal", is_owner | is_auditor | (is_officer & was_not_withdrawn))
rules.add_perm("submissions.read_proposal", stands_to_it | (is_reader & is_unsealed))
# What came back and is being mended others read as it was frozen: the working copy is the owners' until it is sent.
rules.add_perm("submissions.read_working_copy", stands_to_it | (is_reader & is_unsealed & stands_as_sent))
# What was handed over waits for the head: the operator reads it, takes it back, or leaves it.
rules.add_perm(
    "submissions.change_proposal", is_of_leading_opd & is_being_written & (~is_handed_over | is_head_of_leading_opd)
)

# Whose step it is, whatever the state and the day; the step itself asks for more.
rules.add_perm("submissions.lead_proposal", is_head_of_leading_opd)
rules.add_perm("submissions.examine_proposal", is_verifier & is_outside_family)

rules.add_perm("submissions.write_proposal", is_operator_of_leading_opd)
rules.add_perm("submissions.hand_over_proposal", is_operator_of_leading_opd & is_being_written & ~is_handed_over)
rules.add_perm("submissions.recall_proposal", is_operator_of_leading_opd & is_being_written & is_handed_over)
rules.add_perm("submissions.give_back_proposal", is_head_of_leading_opd & is_being_written & is_handed_over)
rules.add_perm("submissions.submit_proposal", is_head_of_leading_opd & is_being_written)
rules.add_perm("submissions.withdraw_proposal", is_head_of_leading_opd & is_withdrawable)
rules.add_perm("submissions.verify_proposal", is_verifier & is_outside_family & waits_for_check)

rules.add_perm("submissions.reject_proposal", is_verifier & is_outside_family & (waits_for_check | was_left_unmended))

# The letters name people with their NIP: they are the leading body's own papers.
rules.add_perm("submissions.view_letter", is_of_leading_opd | (is_reader & is_unsealed & stands_as_sent))
# What came back signed names the same people: neither partners nor jurors open it.
rules.add_perm("submissions.open_signed_letter", is_of_leading_opd | (is_reader & is_unsealed))
rules.add_perm("submissions.approve_letter", is_head_of_leading_opd & is_being_written)
rules.add_perm("submissions.view_bundle", is_watcher & registration_ended)
rules.add_perm("submissions.gather_bundle", is_secretariat & registration_ended)

# A partner answers while its answer can still be heeded.
rules.add_perm("submissions.answer_partnership", is_of_partner & (is_being_written | waits_for_verdict))
# NIP and telephone: those who wrote them down, and who asks the agency back.
rules.add_perm(
    "submissions.view_personal_data",
    is_of_leading_opd | (is_checker & is_unsealed & stands_as_sent),
)

rules.add_perm("submissions.view_checks", is_reader)

# The funnel is seen by those who watch over the edition; only the secretariat reminds and grants more time.
rules.add_perm("submissions.view_overview", is_overseer & is_opened)
rules.add_perm("submissions.remind_opd", is_secretariat & is_before_judging)
rules.add_perm("submissions.extend_entry", is_secretariat & is_before_judging)
rules.add_perm("submissions.import_register", is_secretariat)

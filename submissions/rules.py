"""Who may enter, read, send and check a proposal, and when."""

import rules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import MembershipRole, User
from accounts.policy import hides, says
from accounts.rules import (
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
from .models import DECIDED, EDITABLE, Attachment, Extension, Proposal, Scan, State

NOT_NOW = gettext_lazy("Usulan baru hanya dapat dibuat orang OPD selama pendaftaran dibuka.")
HOLDS_NIP = gettext_lazy("Surat ini memuat NIP dan hanya dibuka OPD pemilik utama dan pemeriksa.")


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
def acts_for_a_participant(user: User, edition: Edition) -> bool:
    return edition.participants.filter(opd__in=list(user.opd_roles)).exists()


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
    """Nobody checks what the own body owns, nor what is stored above or below it."""
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
def decided_it(user: User, proposal: Proposal) -> bool:
    """Gave the latest verdict that holds."""
    last = proposal.check_items.standing().order_by("-round", "pk").values_list("created_by", flat=True)
    return last.first() == user.pk


@rules.predicate
def is_decided(user: User, proposal: Proposal) -> bool:
    return proposal.state in DECIDED


@rules.predicate
def was_withdrawn(user: User, proposal: Proposal) -> bool:
    return proposal.state == State.WITHDRAWN


@rules.predicate
def is_restorable(user: User, proposal: Proposal) -> bool:
    """The agency may still bring on what it had: enter what was never sent, be checked with what was."""
    edition = proposal.edition
    if proposal.was_sent:
        return edition.in_phase(PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION)
    return accepts_entries(edition, proposal.innovation.opd)


@rules.predicate
def is_of_partner(user: User, proposal: Proposal) -> bool:
    """Acts for a body that is named as a further owner; which of them answers for whom, the act asks."""
    return any(row.opd_id in user.opd_roles for row in proposal.innovation.partnerships.all())


def why_not_called(user: User, edition: Edition) -> str:
    facts = {"edition": edition, "organiser": edition.organiser}
    return _("OPD Anda bukan peserta %(edition)s. Bila ini keliru, hubungi %(organiser)s.") % facts


def why_unread(user: User, proposal: Proposal) -> str:
    if proposal.edition.has_ended(PhaseKind.REGISTRATION):
        return _("Naskah usulan ini hanya dibaca OPD pemiliknya dan pemeriksa.")
    return _("Naskah usulan tertutup bagi Anda: hanya OPD pemiliknya yang membaca sampai pendaftaran ditutup.")


rules.add_perm(
    "submissions.add_proposal",
    says(NOT_NOW)(is_operator_somewhere | is_head_somewhere)
    & says(NOT_NOW)(registration_runs | has_more_time)
    & says(why_not_called)(acts_for_a_participant),
)
rules.add_perm("submissions.view_proposal", is_owner | is_watcher | (is_officer & was_not_withdrawn))
rules.add_perm("submissions.read_proposal", says(why_unread)(stands_to_it | (is_reader & is_unsealed)))
# What came back and is being mended others read as it was frozen: the working copy is the owners' until it is sent.
rules.add_perm("submissions.read_working_copy", stands_to_it | (is_reader & is_unsealed & stands_as_sent))
# What was handed over waits for the head: the operator reads it, takes it back, or leaves it.
rules.add_perm(
    "submissions.change_proposal", is_of_leading_opd & is_being_written & (~is_handed_over | is_head_of_leading_opd)
)

# Whose step it is, whatever the state and the day; the step itself asks for more.
rules.add_perm("submissions.lead_proposal", is_head_of_leading_opd)
rules.add_perm("submissions.examine_proposal", is_verifier & is_outside_family)
reconsiders = is_outside_family & (is_secretariat | (is_verifier & decided_it))
rules.add_perm("submissions.reconsider_verdict", reconsiders)
rules.add_perm("submissions.restore_proposal", is_head_of_leading_opd | is_secretariat)

rules.add_perm("submissions.write_proposal", is_operator_of_leading_opd)
rules.add_perm("submissions.hand_over_proposal", is_operator_of_leading_opd & is_being_written & ~is_handed_over)
rules.add_perm("submissions.recall_proposal", is_operator_of_leading_opd & is_being_written & is_handed_over)
rules.add_perm("submissions.give_back_proposal", is_head_of_leading_opd & is_being_written & is_handed_over)
rules.add_perm("submissions.submit_proposal", is_head_of_leading_opd & is_being_written)
rules.add_perm("submissions.withdraw_proposal", is_head_of_leading_opd & is_withdrawable)
rules.add_perm("submissions.verify_together", is_verifier)
rules.add_perm("submissions.verify_proposal", is_verifier & is_outside_family & waits_for_check)

rules.add_perm("submissions.reject_proposal", is_verifier & is_outside_family & (waits_for_check | was_left_unmended))
# What stands on a verdict or keeps it the act itself asks; time alone keeps none.
rules.add_perm("submissions.undo_verdict", is_decided & reconsiders)
rules.add_perm(
    "submissions.undo_withdrawal", was_withdrawn & (is_secretariat | (is_head_of_leading_opd & is_restorable))
)

# The letters name people with their NIP: they are the leading body's own papers.
rules.add_perm(
    "submissions.view_letter", says(HOLDS_NIP)(is_of_leading_opd | (is_reader & is_unsealed & stands_as_sent))
)
# What came back signed names the same people: neither partners nor jurors nor the leader open it. The auditor does,
# who reads everything.
rules.add_perm("submissions.open_signed_letter", says(HOLDS_NIP)(is_of_leading_opd | (is_reader & is_unsealed)))
rules.add_perm("submissions.approve_letter", is_head_of_leading_opd & is_being_written)
rules.add_perm("submissions.view_bundle", is_watcher & registration_ended)
rules.add_perm("submissions.gather_bundle", is_secretariat & registration_ended)

# A partner answers until the result is published, which the act asks; time alone closes no question.
rules.add_perm("submissions.answer_partnership", is_of_partner & was_not_withdrawn)
rules.add_perm("submissions.record_partner_answer", is_secretariat & was_not_withdrawn)
# NIP and telephone: those who wrote them down, and who asks the agency back.
rules.add_perm(
    "submissions.view_personal_data",
    is_of_leading_opd | (is_checker & is_unsealed & stands_as_sent),
)

rules.add_perm("submissions.view_checks", is_reader)
# What was written about it: an owner reads what went to the own people, the watchers all of it.
rules.add_perm("submissions.view_proposal_mail", is_owner | is_watcher)
rules.add_perm("submissions.view_entries", is_officer)

# The funnel is seen by those who watch over the edition; only the secretariat reminds and grants more time.
rules.add_perm("submissions.view_overview", is_overseer & is_opened)
rules.add_perm("submissions.remind_opd", is_secretariat & is_before_judging)
rules.add_perm("submissions.extend_entry", is_secretariat & is_before_judging)
rules.add_perm("submissions.import_register", is_secretariat)


# An attachment: what is not there for a person comes first, then what keeps a file shut that is.


@hides
def is_kept(user: User, attachment: Attachment) -> bool:
    """Of a file that was removed since, a version still tells the name."""
    return attachment.pk is not None


@hides
def knows_its_proposal(user: User, attachment: Attachment) -> bool:
    return user.has_perm("submissions.view_proposal", attachment.proposal)


@says(lambda user, attachment: why_unread(user, attachment.proposal))
def reads_its_proposal(user: User, attachment: Attachment) -> bool:
    return user.has_perm("submissions.read_proposal", attachment.proposal)


@hides
def is_of_what_is_read(user: User, attachment: Attachment) -> bool:
    """What was attached since a proposal came back is its owners' alone."""
    return user.has_perm("submissions.read_working_copy", attachment.proposal) or attachment.is_frozen()


@says(HOLDS_NIP)
def may_see_its_nip(user: User, attachment: Attachment) -> bool:
    return not attachment.is_letter or user.has_perm("submissions.open_signed_letter", attachment.proposal)


def what_was_found(user: User, attachment: Attachment) -> str:
    found = {"threat": attachment.threat}
    return _("Berkas ini terinfeksi (%(threat)s) dan tidak dapat dibuka siapa pun.") % found


@says(what_was_found)
def is_not_infected(user: User, attachment: Attachment) -> bool:
    return attachment.scan != Scan.INFECTED


@says(gettext_lazy("Berkas ini sedang dipindai. Buka kembali beberapa saat lagi."))
def was_scanned_or_is_own(user: User, attachment: Attachment) -> bool:
    return attachment.scan != Scan.WAITING or attachment.uploaded_by_id == user.pk


is_handed_out = may_see_its_nip & is_not_infected & was_scanned_or_is_own

rules.add_perm(
    "submissions.open_attachment",
    is_kept & knows_its_proposal & reads_its_proposal & is_of_what_is_read & is_handed_out,
)

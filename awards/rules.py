"""Who may hold the plenary, publish, and hold or revoke a certificate."""

import rules

from accounts.models import User
from accounts.rules import is_overseer, is_secretariat
from competitions.models import Edition, PhaseKind
from competitions.rules import is_published
from judging.rules import has_open_sheets, is_pledged_chair

from .models import Certificate, Plenary


@rules.predicate
def plenary_runs(user: User, edition: Edition) -> bool:
    return edition.in_phase(PhaseKind.PLENARY)


@rules.predicate
def may_be_announced(user: User, edition: Edition) -> bool:
    return edition.in_phase(PhaseKind.PLENARY, PhaseKind.ANNOUNCEMENT)


@rules.predicate
def is_confirmed(user: User, edition: Edition) -> bool:
    return Plenary.objects.confirmed().filter(edition=edition).exists()


@rules.predicate
def is_recipient(user: User, certificate: Certificate) -> bool:
    return user.is_authenticated and certificate.recipient_id in user.opd_roles


@rules.predicate
def is_revoked(user: User, certificate: Certificate) -> bool:
    return certificate.revoked_at is not None


rules.add_perm("awards.view_plenary", is_overseer | (is_pledged_chair & ~has_open_sheets))
rules.add_perm("awards.hold_plenary", is_secretariat & plenary_runs & ~is_confirmed)
rules.add_perm("awards.withdraw_plenary", is_secretariat & is_confirmed & ~is_published)
rules.add_perm("awards.publish_result", is_secretariat & may_be_announced & is_confirmed & ~is_published)
rules.add_perm("awards.manage_special_awards", is_secretariat & ~is_published)
rules.add_perm("awards.view_certificates", is_overseer)
rules.add_perm("awards.view_certificate", is_overseer | is_recipient)
rules.add_perm("awards.redraw_certificates", is_secretariat & is_published)
rules.add_perm("awards.revoke_certificate", is_secretariat & ~is_revoked)

"""Who somebody is: the predicates that the rights of all later apps are made of."""

import rules

from .models import MembershipRole, Office, User
from .roles import CHECKERS, OFFICERS, OVERSEERS, READERS, WATCHERS


def holds(*roles: str) -> rules.Predicate:
    """The predicate that a person holds one of these offices today."""

    @rules.predicate(name="holds:" + "|".join(roles))
    def predicate(user: User) -> bool:
        return user.is_authenticated and user.has_role(*roles)

    return predicate


is_secretariat = holds(Office.SECRETARIAT)
is_verifier = holds(Office.VERIFIER)
is_auditor = holds(Office.AUDITOR)
is_checker = holds(*CHECKERS)
is_watcher = holds(*WATCHERS)
is_reader = holds(*READERS)
is_overseer = holds(*OVERSEERS)
is_officer = holds(*OFFICERS)


@rules.predicate
def is_operator_somewhere(user: User) -> bool:
    return any(user.opd_roles.values())


@rules.predicate
def is_head_somewhere(user: User) -> bool:
    return any(MembershipRole.HEAD in roles for roles in user.opd_roles.values())


rules.add_perm("accounts.view_ledger", is_watcher)
rules.add_perm("accounts.invite_user", is_secretariat)
rules.add_perm("accounts.view_outbox", is_watcher)
rules.add_perm("accounts.send_mail_again", is_secretariat)
rules.add_perm("accounts.view_register", is_watcher)
rules.add_perm("accounts.manage_register", is_secretariat)

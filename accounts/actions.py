"""What is done to accounts outside of the administrator's pages: inviting."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.locks import lock

from . import ledger
from .invitations import invite, may_be_invited
from .models import User


@transaction.atomic
def invite_again(*, user: User, by: User) -> None:
    """Send the invitation of somebody who has set no password yet."""
    user = lock(User.objects.all(), user.pk, no_key=True)
    if not by.has_perm("accounts.invite_user"):
        raise PermissionDenied
    if not may_be_invited(user):
        raise ValidationError(_("Orang ini tidak memerlukan undangan: kata sandinya sudah ada atau akunnya nonaktif."))
    ledger.record("user.invite", user, by=by)
    invite(user)

"""The letter with which somebody sets a first password, and who may get one."""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.cache import cache
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from . import clock
from .mail import address
from .models import DEMO_DOMAIN, User
from .queue import task

PAUSE = 60  # seconds in which a second run of the same task sends nothing


@task("accounts.send_invitation")
def send_invitation(user_id: int) -> bool:
    """Send the link with which a person sets a first password; who may not use one gets none.

    The link is that of a forgotten password: signed, tied to the account as it is, over after PASSWORD_RESET_TIMEOUT.
    It is made here and stored nowhere. Within a minute a second run sends nothing.
    """
    user = User.objects.get(pk=user_id)
    if not may_be_invited(user) or not cache.add(_key(user_id), 1, PAUSE):
        return False
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, token = key.split("-", 1)
    path = reverse("account_reset_password_from_key", args=[uid, token])
    context = {
        "user": user,
        "address": address(path),
        "again": address(reverse("account_reset_password")),
        "until": clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    }
    try:
        text = render_to_string("accounts/mail/invitation.txt", context)
        send_mail(_("Undangan ke Kovablik"), text, None, [user.email])
    except OSError:
        cache.delete(_key(user_id))  # the retry may send it
        raise
    return True


def may_be_invited(user: User) -> bool:
    """An account in use needs no invitation, and one that cannot sign in gets none."""
    return user.is_active and not user.has_usable_password() and (settings.DEMO or not user.is_demo)


def people_to_invite() -> QuerySet[User]:
    """All of whom `may_be_invited` says yes."""
    waiting = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return waiting if settings.DEMO else waiting.exclude(email__endswith=DEMO_DOMAIN)


def _key(user_id: int) -> str:
    return f"invitation:{user_id}"

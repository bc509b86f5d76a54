"""The letter with which somebody sets a first password, and who may get one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from . import clock
from .mail import address, deliver, send_to_stranger
from .mail_body import PRIVATE
from .models import DEMO_DOMAIN, Delivery, User
from .outbox import FIRST_PASSWORD
from .queue import enqueue, task

PASSWORD = "accounts/mail/password"  # noqa: S105  a template
PAUSE = timedelta(minutes=1)  # in which who is asked in three panels is invited once


def invite(user: User) -> None:
    """Have the invitation sent once the transaction stands."""
    enqueue(send_invitation, user.pk, clock.now().isoformat())


@task("accounts.send_invitation")
def send_invitation(user_id: int, asked: str = "") -> bool:
    """Send the link with which a person sets a first password; who may not use one gets none.

    The link is that of a forgotten password, made as the letter goes out and stored nowhere. One letter answers all
    who ask within a minute, and a second run of the same task finds it in the outbox.
    """
    user = User.objects.get(pk=user_id)
    moment = datetime.fromisoformat(asked) if asked else clock.now()
    letters = Delivery.objects.filter(reader=user, kind=FIRST_PASSWORD)
    answered = letters.filter(Q(sent_at__gt=moment - PAUSE) | Q(refused_at__gt=moment - PAUSE)).exists()
    if answered or not may_be_invited(user):
        return False
    context = {
        "address": PRIVATE,
        "again": address(reverse("account_reset_password")),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    key = f"{FIRST_PASSWORD}:{user.pk}:{letters.exclude(pk__in=letters.waiting()).count()}"
    deliver(key, [user], _("Undangan ke Kovablik"), "accounts/mail/invitation", context)
    return True


@task("accounts.send_password_mail")
def send_password_mail(user_id: int, asked: str) -> None:
    """Answer who forgot a password, once for each time it was asked."""
    user = User.objects.get(pk=user_id)
    deliver(f"password:{user.pk}:{asked}", [user], _("Kata sandi baru untuk Kovablik"), PASSWORD, {"address": PRIVATE})


@task("accounts.send_unknown_account")
def send_unknown_account(address: str) -> None:
    """Answer an address that nobody here has; there is no person of whom the outbox could keep it."""
    send_to_stranger(address, _("Alamat ini tidak terdaftar di Kovablik"), "accounts/mail/unknown")


def may_be_invited(user: User) -> bool:
    """An account in use needs no invitation, and one that cannot sign in gets none."""
    return user.is_active and not user.has_usable_password() and (settings.DEMO or not user.is_demo)


def people_to_invite() -> QuerySet[User]:
    """All of whom `may_be_invited` says yes."""
    waiting = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return waiting if settings.DEMO else waiting.exclude(email__endswith=DEMO_DOMAIN)

"""How people sign in: by invitation only, and never as a demo account outside the demo."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from . import clock
from .invitations import send_password_mail, send_unknown_account
from .models import User
from .queue import enqueue
from .signed_in import signed_in


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The page answers at once and the same for every address; the worker writes, and makes the link itself."""
        enqueue(send_password_mail, user.pk, clock.now().isoformat(timespec="seconds"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """All else that allauth would write: to an address that nobody has. Others of its letters we do not use."""
        if template_prefix == "account/email/unknown_account":
            enqueue(send_unknown_account, email)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Refuse whom the backend refused; by itself allauth then asks only whether the account is active."""
        user = super().authenticate(request, **credentials)
        return None if user and user.is_demo and not settings.DEMO else user


class Backend(AuthenticationBackend):
    def user_can_authenticate(self, user: User) -> bool:
        """A demo account signs in, and stays signed in, in the demo alone."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        user = signed_in(user_id)
        return user if user and self.user_can_authenticate(user) else None

"""How people sign in: by invitation only, and never as a demo account outside the demo."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from .models import User
from .signed_in import signed_in


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

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

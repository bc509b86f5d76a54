"""The link with which one person, and nobody else, sets a password: made as it is sent, stored nowhere."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from .models import User


def password_link(user: User) -> str:
    """Signed, tied to the account as it is now, good once and until PASSWORD_RESET_TIMEOUT is over."""
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', args=[uid, token])}"

"""E-mail: one way to write to people, each of whom is reached once however often a task runs."""

import contextlib
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Model
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from .models import Delivery, User


def deliver(
    key: str,
    readers: Iterable[User],
    subject: str,
    template: str,
    context: dict[str, Any],
    *,
    chain: str = "",
    about: Model | Iterable[Model] | None = None,
) -> None:
    """Write to each reader once; `key` names the letter, `template` its .txt and, where there is one, its .html.

    `key` begins with the kind of letter: "verdict:12:1". `chain` is the edition's ledger chain, nothing for a letter of
    no edition; `about` is what it speaks of: one proposal, or all that it lists. The context names the `edition`, the
    `agency` for whose sake one is written to, the `role` of who is written to as something else, and the `address`.

    Who has it is kept in the same transaction as the sending, so that a second try goes on with the others. An address
    that is refused keeps nobody else from the letter: the failure is raised at the end, and the task tries again.
    """
    failed: OSError | None = None
    del chain, about  # kept from the next version of the row on
    connection = get_connection()
    for reader in readers:
        letter = _letter(reader, subject, template, {**context, "reader": reader}, connection)
        try:
            _once(key, reader, letter.send)
        except OSError as error:
            failed = error
    if failed:
        raise failed


def address(path: str) -> str:
    """The whole address of a page, as a letter prints it."""
    return f"{settings.BASE_URL}{path}"


def is_reached(user: User) -> bool:
    """Whether letters go to this person: an account that may sign in, and in a real edition no person of the demo."""
    return user.is_active and bool(user.email) and (settings.DEMO or not user.is_demo)


def _letter(
    reader: User, subject: str, template: str, context: dict[str, Any], connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    text = render_to_string(f"{template}.txt", context)
    letter = EmailMultiAlternatives(subject, text, None, [reader.email], connection=connection)
    with contextlib.suppress(TemplateDoesNotExist):
        letter.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return letter


@transaction.atomic
def _once(key: str, reader: User, send: Callable[[], int]) -> None:
    """Two workers with the same letter: the second waits for the first, finds it sent, and leaves it."""
    _delivery, is_new = Delivery.objects.get_or_create(key=key, user=reader)
    if is_new:
        send()

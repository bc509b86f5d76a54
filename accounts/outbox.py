"""Sending what stands in the outbox: each letter once, tried again while it may still arrive.

A letter is locked while it is sent and marked as sent in the same transaction. A worker that dies before the mail
server has taken it leaves it waiting; one that dies in the instant between the server's yes and our commit sends it a
second time, under the same Message-ID, by which mail servers know the copy (docs/adr/0033).
"""

import contextlib
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _

from . import clock
from .locks import lock_free
from .mail_body import PRIVATE, as_mail, as_text
from .mail_head import mail_head
from .models import Delivery, User
from .private_links import password_link
from .queue import task
from .rehearsal import current

PAUSES = (1, 5, 15, 30, 60)  # minutes until the next try, then every two hours
LATER = 120
MOST_ATTEMPTS = 64  # some five days, after which mail servers give up as well
MOST_AT_ONCE = 500
TWICE = 2  # a server that fails two letters in a row is down: the rest wait for the next turn
CLOSING = 421
FIRST_PASSWORD = "invitation"  # noqa: S105  the kind of a letter
TO_OLD_ADDRESS = "old_address"  # the kind of a letter
LONGEST = 300


class ServerDownError(Exception):
    """The mail server did not take part: nothing is known about the address."""


class RefusedError(Exception):
    """However often it is tried, the letter will not arrive."""


class LaterError(Exception):
    """The address takes nothing at the moment."""


def is_reached(user: User) -> bool:
    """Whether letters go to this person: an account that may sign in, and in a real edition no person of the demo."""
    return user.is_active and bool(user.email) and (settings.DEMO or not user.is_demo)


@task("accounts.send_waiting")
def send_waiting() -> int:
    """Once in a while: try what waits and is due, whatever became of the task that wrote it. Says how many it tried."""
    return send(Delivery.objects.due().values_list("pk", flat=True)[:MOST_AT_ONCE])


def send(pks: Iterable[int]) -> int:
    """Try these letters one after the other over one connection; says how many were tried. From a rehearsal: none.

    What another worker holds, or was sent meanwhile, is left alone. An address that is refused keeps nobody else from
    the letter; a server that is down makes the rest wait.
    """
    if current():
        return 0
    tried = failures = 0
    mailing = get_connection()
    try:
        for pk in pks:
            is_up = _try(pk, mailing)
            tried += is_up is not None
            failures = failures + 1 if is_up is False else 0
            if failures:
                _close(mailing)
            if failures == TWICE:
                break
    finally:
        _close(mailing)
    return tried


@transaction.atomic
def _try(pk: int, mailing: BaseEmailBackend) -> bool | None:
    """Send one letter and note what came of it: whether the server was there, or nothing if it was not ours to send."""
    letter = lock_free(Delivery.objects.waiting().filter(pk=pk).select_related("reader")).first()
    if letter is None:
        return None
    letter.attempts += 1
    letter.try_at, letter.problem, is_up = None, "", True
    try:
        _hand_over(letter, mailing)
    except RefusedError as error:
        _refuse(letter, str(error))
    except (LaterError, ServerDownError) as error:
        is_up = not isinstance(error, ServerDownError)
        _put_off(letter, str(error))
    else:
        letter.sent_at = clock.now()
    letter.save(update_fields=["attempts", "address", "try_at", "sent_at", "refused_at", "problem"])
    return is_up


def _hand_over(letter: Delivery, mailing: BaseEmailBackend) -> None:
    """Give the letter to the mail server, to the address that the person has now: but one is for the former."""
    if not is_reached(letter.reader):
        raise RefusedError(_("Akunnya tidak aktif atau tidak beralamat e-mail."))
    if letter.kind == FIRST_PASSWORD and letter.reader.has_usable_password():
        raise RefusedError(_("Tidak perlu lagi: kata sandinya sudah dibuat."))
    if letter.kind != TO_OLD_ADDRESS:
        letter.address = letter.reader.email
    try:
        message(letter, mailing).send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _about_address(*next(iter(error.recipients.values()), (0, b""))) from error
    except smtplib.SMTPDataError as error:
        raise _about_address(error.smtp_code, error.smtp_error) from error
    except (UnicodeError, ValueError, smtplib.SMTPNotSupportedError) as error:
        raise RefusedError(_("Alamat ini tidak dapat dipakai untuk mengirim e-mail.")) from error
    except (smtplib.SMTPException, OSError) as error:
        sentence = _("Server e-mail kita tidak dapat dihubungi atau menolak kita: %(answer)s")
        raise ServerDownError(sentence % {"answer": _in_words(error)}) from error


def _about_address(code: int, answer: bytes | str) -> Exception:
    """What a mail server's answer about one recipient means (RFC 5321, 4.2.1)."""
    said = f"{code} {_plain(answer)}"
    if code == CLOSING:
        return ServerDownError(_("Server e-mail memutus sambungan: %(answer)s") % {"answer": said})
    if 500 <= code < 600:
        return RefusedError(_("Server e-mail menolak alamat ini: %(answer)s") % {"answer": said})
    return LaterError(_("Server e-mail belum menerima: %(answer)s") % {"answer": said})


def message(letter: Delivery, mailing: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """What is handed to the mail server: text and HTML, in the organiser's name."""
    head, (name, address) = mail_head(letter.chain), parseaddr(settings.DEFAULT_FROM_EMAIL)
    body = letter.body
    if PRIVATE in body:
        body = body.replace(PRIVATE, password_link(letter.reader))
    message = EmailMultiAlternatives(
        letter.subject,
        as_text(body),
        formataddr((head.organiser or name, address)),
        [letter.address],
        connection=mailing,
        reply_to=[head.reply_to] if head.reply_to else None,
        headers={
            "Message-ID": f"<{letter.pk}.{letter.created_at:%Y%m%d%H%M%S%f}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",  # no out-of-office answers
        },
    )
    message.attach_alternative(as_mail(letter.subject, body), "text/html")
    return message


def _refuse(letter: Delivery, why: str) -> None:
    letter.refused_at, letter.problem = clock.now(), why[:LONGEST]


def _put_off(letter: Delivery, why: str) -> None:
    if letter.attempts < MOST_ATTEMPTS:
        letter.try_at, letter.problem = next_try(letter.attempts), why[:LONGEST]
    else:
        _refuse(letter, _("Tidak terkirim setelah lima hari. %(why)s") % {"why": why})


def next_try(attempts: int) -> datetime:
    minutes = PAUSES[attempts - 1] if attempts <= len(PAUSES) else LATER
    return clock.now() + timedelta(minutes=minutes)


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_plain(error.smtp_error)}"
    return str(error) or type(error).__name__


def _plain(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())


def _close(mailing: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        mailing.close()

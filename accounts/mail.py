"""E-mail: one way to write to people, each of whom is reached once however often a task runs."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

from .ledger import name_of
from .mail_head import mail_head
from .models import OPD, Delivery, Membership, MembershipRole, User
from .outbox import LONGEST, is_reached, message, send

ACTING = (MembershipRole.OPERATOR, MembershipRole.HEAD)


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
    """Write to each reader once and send it; `key` names the letter and begins with its kind: "verdict:12:1".

    `chain` is the edition's ledger chain, nothing for a letter of no edition; `about` is what it speaks of: one
    proposal, or all that it lists. The context may name the `agency` for whose sake one is written to, or the `role`
    in which ("Juri"), the `address` that its button opens.

    The letters are in the outbox before the first is sent: what is not taken now is tried again by itself, and a
    second run of the same task finds them there. Call it in a task. Who cannot be reached gets none.
    """
    readers = list(readers)
    known = set(Delivery.objects.filter(key=key).values_list("reader", flat=True))
    new = [reader for reader in readers if reader.pk not in known and is_reached(reader)]
    letters = written(key, new, subject, template, context, chain=chain, about=about)
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)
    waiting = Delivery.objects.waiting().filter(key=key, reader__in=readers).order_by("pk")
    send(list(waiting.values_list("pk", flat=True)))


def written(
    key: str,
    readers: Iterable[User],
    subject: str,
    template: str,
    context: dict[str, Any],
    *,
    chain: str = "",
    about: Model | Iterable[Model] | None = None,
) -> list[Delivery]:
    """The letter as each of these would get it, stored nowhere: what `deliver` keeps, and what a page shows ahead."""
    readers, agency = list(readers), context.get("agency")
    targets = [name_of(one) for one in _objects(about, agency)]
    parts = parts_in(agency, readers) if agency else {}
    head = mail_head(chain)
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Delivery(
                key=key,
                reader=reader,
                address=reader.email,
                subject=" ".join(subject.split())[:LONGEST],
                body=_body(
                    template,
                    {**context, "head": head, "reader": reader, "part": parts.get(reader.pk, context.get("role", ""))},
                ),
                chain=chain,
                about=targets,
            )
            for reader in readers
        ]


def send_to_stranger(to: str, subject: str, template: str) -> None:
    """Write to an address without a person, once and for all: nothing is kept."""
    letter = Delivery(address=to, subject=subject, body=_body(template, {"head": mail_head("")}))
    message(letter).send()


def address(path: str) -> str:
    """The whole address of a page, as a letter prints it."""
    return f"{settings.BASE_URL}{path}"


def parts_in(agency: OPD, readers: Iterable[User]) -> dict[int, str]:
    """In which part each of these people is written to for an agency: "Operator OPD, Dinas Kesehatan"."""
    parts: dict[int, list[str]] = {}
    for member in Membership.objects.current().filter(opd=agency, user__in=readers, role__in=ACTING).order_by("role"):
        parts.setdefault(member.user_id, []).append(str(member.get_role_display()))
    return {user: f"{' / '.join(roles)}, {agency}" for user, roles in parts.items()}


def _body(template: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(f"{template}.html", context)
    except TemplateDoesNotExist:  # a letter that has its text alone
        text = render_to_string(f"{template}.txt", context)
        return render_to_string("mail/plain.html", {**context, "text": text, "address": ""})


def _objects(about: Model | Iterable[Model] | None, agency: OPD | None) -> Iterable[Model]:
    if isinstance(about, Model):
        yield about
    elif about is not None:
        yield from about
    if agency is not None:
        yield agency

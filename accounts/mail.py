"""E-mail: one way to write to people, each of whom is reached once however often a task runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from .ledger import name_of
from .mail_head import mail_head
from .models import OPD, Delivery, Membership, MembershipRole, User
from .outbox import LONGEST, is_reached, message, send

MOST_NAMED = 3
ACTING = (MembershipRole.OPERATOR, MembershipRole.HEAD)


@dataclass(frozen=True)
class Mailing:
    """One e-mail to several people, as `deliver` takes it; a page that shows it ahead makes the same."""

    key: str
    readers: Sequence[User]
    subject: str
    template: str
    context: dict[str, Any]
    chain: str = ""
    about: Sequence[Model] = ()

    @property
    def agencies(self) -> list[OPD]:
        """The bodies for whose sake these people are written to."""
        return self.context.get("agencies") or [opd for opd in [self.context.get("agency")] if opd]


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
    """Write to each reader once and send it; `key` names the e-mail and begins with its kind: "verdict:12:1".

    `chain` is the edition's ledger chain, nothing for an e-mail of no edition; `about` is what it speaks of: one
    proposal, or all that it lists. The context may name the `agency` for whose sake one is written to, or all its
    `agencies`, or the `role` in which ("Juri"), and the `address` that its button opens.

    The e-mails are in the outbox before the first is sent: what is not taken now is tried again by itself, and a
    second run of the same task finds them there. Call it in a task. Who cannot be reached gets none.
    """
    objects = [about] if isinstance(about, Model) else list(about or ())
    post(Mailing(key, list(readers), subject, template, context, chain, objects))


def post(mailing: Mailing) -> None:
    """What `deliver` does, for a mailing that was put together before."""
    rows = Delivery.objects.filter(key=mailing.key, reader__in=mailing.readers)
    known = set(rows.values_list("reader", flat=True))
    new = [reader for reader in mailing.readers if reader.pk not in known and is_reached(reader)]
    Delivery.objects.bulk_create(written(mailing, new), ignore_conflicts=True)
    send(list(rows.waiting().order_by("pk").values_list("pk", flat=True)))


def written(mailing: Mailing, readers: Sequence[User]) -> list[Delivery]:
    """The e-mail as each of these readers gets it, stored nowhere yet."""
    parts = parts_in(mailing.agencies, readers) if mailing.agencies and readers else {}
    shared = {**mailing.context, "head": mail_head(mailing.chain)}
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Delivery(
                key=mailing.key,
                reader=reader,
                address=reader.email,
                subject=" ".join(mailing.subject.split())[:LONGEST],
                body=_body(
                    mailing.template,
                    {**shared, "reader": reader, "part": parts.get(reader.pk, shared.get("role", ""))},
                ),
                chain=mailing.chain,
                about=[name_of(one) for one in [*mailing.about, *mailing.agencies]],
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


def parts_in(agencies: Sequence[OPD], readers: Iterable[User]) -> dict[int, str]:
    """In which part each of these people is written to for agencies: "Operator OPD, Dinas Kesehatan"."""
    roles: dict[int, dict[str, None]] = {}
    acting = Membership.objects.current().filter(opd__in=agencies, user__in=readers, role__in=ACTING)
    for member in acting.order_by("role"):
        roles.setdefault(member.user_id, {})[str(member.get_role_display())] = None
    names = ", ".join(opd.name for opd in agencies[:MOST_NAMED])
    if left := len(agencies) - MOST_NAMED:
        names = _("%(names)s dan %(count)d lainnya") % {"names": names, "count": left} if left > 0 else names
    return {user: f"{' / '.join(parts)}, {names}" for user, parts in roles.items()}


def _body(template: str, context: dict[str, Any]) -> str:
    return render_to_string(f"{template}.html", context)

"""The bodies from which an edition's jurors come: added, renamed, put in order, taken away."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import ledger
from accounts.models import User
from competitions.models import Edition
from judging.locks import is_gone, lock_panels
from judging.models import JuryBody, Seat

MOST_LETTERS = 60


@transaction.atomic
def add_body(*, edition: Edition, name: str, by: User) -> JuryBody:
    """Name one more body, last in the order. Its code, which stages and the ledger keep, is made from the name."""
    edition = lock_panels(edition, by)
    name = _name(edition, name)
    last = edition.jury_bodies.aggregate(last=Max("number"))["last"] or 0
    body = JuryBody.objects.create(edition=edition, number=last + 1, code=_code(edition, name), name=name)
    after = {"name": name, "code": body.code}
    ledger.record("jurybody.create", body, by=by, chain=edition.ledger_chain, after=after)
    return body


@transaction.atomic
def rename_body(*, body: JuryBody, name: str, by: User) -> JuryBody:
    """Call it otherwise; who sits for it keeps the seat, and what was printed keeps the old name."""
    edition = lock_panels(body.edition, by)
    body.refresh_from_db(fields=["name"])
    former, name = body.name, _name(edition, name, but=body)
    if name != former:
        body.name = name
        body.save(update_fields=["name"])
        before, after = {"name": former}, {"name": name}
        ledger.record("jurybody.update", body, by=by, chain=edition.ledger_chain, before=before, after=after)
    return body


@transaction.atomic
def raise_body(*, body: JuryBody, by: User) -> None:
    """Change places with the one above; the first stays where it is."""
    edition = lock_panels(body.edition, by)
    bodies = list(edition.jury_bodies.all())
    place = next((at for at, one in enumerate(bodies) if one.pk == body.pk), 0)
    if not place:
        return
    before = [one.name for one in bodies]
    bodies[place - 1], bodies[place] = bodies[place], bodies[place - 1]
    for number, one in enumerate(bodies, start=1):
        one.number = number
    JuryBody.objects.bulk_update(bodies, ["number"])
    after = [one.name for one in bodies]
    ledger.record("jurybody.order", body, by=by, chain=edition.ledger_chain, before=before, after=after)


@transaction.atomic
def remove_body(*, body: JuryBody, by: User) -> None:
    """Take away a body that nobody sits for and no stage asks for; else it is said who and which."""
    edition = lock_panels(body.edition, by)
    if is_gone(body):
        return
    if problems := users_of(body):
        raise ValidationError(problems)
    before = {"name": body.name, "code": body.code}
    ledger.record("jurybody.delete", body, by=by, chain=edition.ledger_chain, before=before)
    body.delete()


def users_of(body: JuryBody) -> list[str]:
    """Why a body cannot go, in sentences: who sits for it, and which stages want it."""
    found = []
    names = sorted({str(seat.user) for seat in Seat.objects.filter(body=body).select_related("user")})
    if names:
        sentence = ngettext(
            "%(count)d juri duduk dari unsur ini: %(names)s.",
            "%(count)d juri duduk dari unsur ini: %(names)s.",
            len(names),
        )
        found.append(sentence % {"count": len(names), "names": ", ".join(names)})
    stages = [str(stage) for stage in body.edition.stages.filter(required_bodies__contains=[body.code])]
    if stages:
        found.append(_("Unsur ini wajib di tahap: %(stages)s.") % {"stages": ", ".join(stages)})
    return found


def _name(edition: Edition, typed: str, *, but: JuryBody | None = None) -> str:
    name = " ".join(typed.split())
    if not name:
        raise ValidationError({"name": _("Tuliskan nama unsurnya.")})
    if len(name) > MOST_LETTERS:
        raise ValidationError({"name": _("Paling banyak %(most)d huruf.") % {"most": MOST_LETTERS}})
    others = edition.jury_bodies.exclude(pk=but.pk) if but else edition.jury_bodies.all()
    if others.filter(name__iexact=name).exists():
        raise ValidationError({"name": _("Unsur “%(name)s” sudah ada.") % {"name": name}})
    return name


def _code(edition: Edition, name: str) -> str:
    """From the name; with a number where another has it."""
    taken = set(edition.jury_bodies.values_list("code", flat=True))
    wanted = slugify(name)[:16].strip("-") or "unsur"
    return next(code for code in (wanted, *(f"{wanted}-{turn}" for turn in range(2, 1_000))) if code not in taken)

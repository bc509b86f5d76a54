"""The end of an agency, alone or into another, with a date; and taking that back while nothing stands on it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.concurrency import token
from accounts.formats import tanggal
from accounts.locks import lock_all, lock_names
from accounts.models import OPD, Closure, Membership, User

from . import belongings
from .actions import held, reasoned, refuse_closed, refuse_later


@transaction.atomic
def close_agency(*, opd: OPD, on: date, by: User, reason: str) -> Closure:
    """End it on a day, and with it the posts of its people. What is under way in its name must be settled before."""
    opd = held(opd, by)
    reason = reasoned(reason)
    refuse_closed(opd)
    refuse_later(on)
    if waiting := [one.sentence for one in belongings.standing(opd) if one.is_open]:
        raise ValidationError([*waiting, _("Pindahkan lebih dahulu, atau gabungkan OPD ini dengan penerusnya.")])
    moved = {"ended": _end_posts(_posts(opd, on), on)}
    return _closed(opd, None, on, reason, moved, by, "opd.close")


@transaction.atomic
def merge_agency(
    *,
    opd: OPD,
    into: OPD,
    on: date,
    by: User,
    reason: str,
    chosen: Mapping[str, OPD] | None = None,
    seen: str | None = None,
) -> Closure:
    """End it on a day in favour of a successor, to whom its people and what is under way go over.

    `chosen` sends single things elsewhere (keys of `belongings.movable`). What was published keeps the old name.
    `seen` is the token of `merger_effects` as they were shown; other effects are refused.
    """
    lock_names("accounts opd tree")
    if opd.pk == into.pk:
        raise ValidationError({"into": _("OPD tidak dapat digabungkan ke dirinya sendiri.")})
    opd, into = _both(opd, into, by)
    reason = reasoned(reason)
    refuse_closed(opd)
    refuse_later(on)
    if into.closed_on:
        raise ValidationError({"into": _("%(opd)s sudah ditutup. Pilih OPD yang masih ada.") % {"opd": into}})
    noted = belongings.before()
    posts = _posts(opd, on)
    moved: dict[str, Any] = {"ended": _end_posts(posts, on), "begun": _begin_posts(posts, into, on)}
    moved["children"] = _give_children(opd, into)
    moved["belongings"] = belongings.move(opd, into, chosen or {}, by, reason)
    closure = _closed(opd, into, on, reason, moved, by, "opd.merge")
    closure.moved["rechecked"] = belongings.after(opd, noted, by)
    closure.save(update_fields=["moved"])
    if seen is not None and seen != token(belongings.told(closure.moved["rechecked"])):
        raise ValidationError(_("Yang terdampak berubah sementara itu. Baca lagi, lalu tegaskan."), code="changed")
    return closure


def merger_effects(**values: Any) -> list[str]:
    """What a merger would do beyond what it always does: tried, and nothing of it stays."""
    with transaction.atomic():
        told = belongings.told(merge_agency(**values).moved["rechecked"])
        transaction.set_rollback(True)
    return told


@transaction.atomic
def reopen_agency(*, opd: OPD, by: User, reason: str) -> OPD:
    """Take its end back: its people have their posts again, and what went over comes back."""
    lock_names("accounts opd tree")
    opd = held(opd, by)
    reason = reasoned(reason)
    closure = Closure.objects.select_related("successor").filter(opd=opd, undone_at=None).first()
    if not closure:
        raise ValidationError(_("OPD ini tidak ditutup."))
    if closure.successor and closure.successor.closed_on:
        raise ValidationError(
            _("Penerusnya, %(opd)s, sudah ditutup pula. Buka itu lebih dahulu.") % {"opd": closure.successor}
        )
    if closure.successor:
        belongings.before()
    _take_back_posts(closure)
    if closure.successor:
        OPD.objects.filter(pk__in=closure.moved["children"], parent=closure.successor).update(parent=opd)
        belongings.back(opd, closure.moved["belongings"], by, reason)
    before = {"closed_on": closure.on.isoformat(), "successor": closure.successor_id}
    closure.undone_at = clock.now()
    closure.save(update_fields=["undone_at"])
    opd.closed_on, opd.successor = None, None
    opd.save(update_fields=["closed_on", "successor"])
    belongings.after_back(closure.moved.get("rechecked", {}), by, reason)
    ledger.record("opd.reopen", opd, by=by, before=before, after={"closed_on": None, "successor": None}, note=reason)
    return opd


def _both(opd: OPD, into: OPD, by: User) -> tuple[OPD, OPD]:
    """Both rows in the order of their keys: two mergers the other way round do not wait for each other."""
    rows = {pk: held(OPD(pk=pk), by) for pk in sorted((opd.pk, into.pk))}
    return rows[opd.pk], rows[into.pk]


def _posts(opd: OPD, on: date) -> list[Membership]:
    """The posts that reach beyond the day. One that begins only then or after it is settled by hand first."""
    posts = lock_all(Membership.objects.filter(opd=opd).exclude(ends_on__lte=on).select_related("user"), no_key=True)
    if late := [post for post in posts if post.starts_on >= on]:
        facts = {"name": late[0].user, "day": tanggal(late[0].starts_on)}
        raise ValidationError(
            {
                "on": _("%(name)s baru mulai bertugas %(day)s. Pilih tanggal sesudahnya, atau batalkan tugas itu.")
                % facts
            }
        )
    return posts


def _end_posts(posts: Iterable[Membership], on: date) -> list[list[Any]]:
    ended = [[post.pk, post.ends_on and post.ends_on.isoformat()] for post in posts]
    Membership.objects.filter(pk__in=[pk for pk, _was in ended]).update(ends_on=on)
    return ended


def _begin_posts(posts: Iterable[Membership], into: OPD, on: date) -> list[int]:
    """The same parts with the successor, unless somebody plays that part there already."""
    there = set(Membership.objects.filter(opd=into).exclude(ends_on__lte=on).values_list("user", "role"))
    new = [
        Membership(user=post.user, opd=into, role=post.role, starts_on=on, ends_on=post.ends_on)
        for post in posts
        if (post.user_id, post.role) not in there
    ]
    return [row.pk for row in Membership.objects.bulk_create(new)]


def _give_children(opd: OPD, into: OPD) -> list[int]:
    """What it was above goes below the successor; a successor from below takes its place in the tree."""
    if into.parent_id == opd.pk:
        into.parent = opd.parent
        into.save(update_fields=["parent"])
    children = list(OPD.objects.filter(parent=opd).exclude(pk=into.pk).values_list("pk", flat=True))
    OPD.objects.filter(pk__in=children).update(parent=into)
    return children


def _closed(opd: OPD, into: OPD | None, on: date, reason: str, moved: dict[str, Any], by: User, action: str) -> Closure:
    opd.closed_on, opd.successor = on, into
    opd.save(update_fields=["closed_on", "successor"])
    closure = Closure.objects.create(opd=opd, successor=into, on=on, reason=reason, moved=moved, by=by)
    after = {"closed_on": on.isoformat(), **({"successor": into.pk} if into else {}), "moved": _counts(moved)}
    ledger.record(action, opd, by=by, after=after, note=reason)
    return closure


def _counts(moved: Mapping[str, Any]) -> dict[str, Any]:
    """For the ledger: which rows, by their keys."""
    return {
        name: [row[0] if isinstance(row, list) else row for row in moved.get(name, [])] for name in ("ended", "begun")
    }


def _take_back_posts(closure: Closure) -> None:
    """Posts that somebody has changed since are not ours to take back."""
    begun = lock_all(Membership.objects.filter(pk__in=closure.moved.get("begun", [])).select_related("user"))
    if changed := [
        post for post in begun if post.starts_on != closure.on or (post.ends_on or clock.today()) < clock.today()
    ]:
        facts = {"name": changed[0].user, "opd": closure.successor}
        raise ValidationError(_("Tugas %(name)s di %(opd)s sudah diubah sesudah penggabungan.") % facts)
    Membership.objects.filter(pk__in=[post.pk for post in begun]).delete()
    was = dict(map(tuple, closure.moved["ended"]))
    for post in lock_all(Membership.objects.filter(pk__in=was, ends_on=closure.on)):
        post.ends_on = date.fromisoformat(was[post.pk]) if was[post.pk] else None
        post.save(update_fields=["ends_on"])

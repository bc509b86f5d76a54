"""The parts that people play in agencies, and the offices of the competition: given, ended, taken back, with dates."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.formats import tanggal
from accounts.locks import lock, lock_all, lock_names
from accounts.models import OPD, Appointment, Membership, MembershipRole, Office, User

from .actions import add_person, held, refuse_last_secretariat, require

Post = Membership | Appointment


@transaction.atomic
def give_post(*, user: User, opd: OPD, role: str, starts_on: date, by: User, ends_on: date | None = None) -> Membership:
    opd = lock(OPD.objects.all(), opd.pk, no_key=True)
    user = held(user, by)
    if opd.closed_on and (ends_on is None or ends_on > opd.closed_on):
        raise ValidationError({"opd": _closed(opd)})
    post = Membership(user=user, opd=opd, role=role, starts_on=starts_on, ends_on=ends_on)
    _begin(post, Membership.objects.filter(user=user, opd=opd, role=role))
    after = {"user": user.pk, "opd": opd.pk, "role": role, **_days(post)}
    ledger.record("membership.create", post, by=by, after=after)
    return post


@transaction.atomic
def add_with_post(*, values: Mapping[str, Any], post: Mapping[str, Any] | None, by: User) -> User:
    """A new person with the first part in an agency: both, or neither."""
    user = add_person(values=values, by=by)
    if post:
        give_post(user=user, by=by, **post)
    return user


@transaction.atomic
def replace_head(*, opd: OPD, user: User, on: date, by: User) -> Membership:
    """End the head's post and begin the next one's on the same day."""
    opd = lock(OPD.objects.all(), opd.pk, no_key=True)
    require(by)
    heads = Membership.objects.filter(opd=opd, role=MembershipRole.HEAD).filter(_beyond(on)).exclude(user=user)
    for post in lock_all(heads.select_related("user")):
        _end(post, on, by)
    return give_post(user=user, opd=opd, role=MembershipRole.HEAD, starts_on=on, by=by)


@transaction.atomic
def appoint(*, user: User, role: str, starts_on: date, by: User, ends_on: date | None = None) -> Appointment:
    user = held(user, by)
    post = Appointment(user=user, role=role, starts_on=starts_on, ends_on=ends_on)
    _begin(post, Appointment.objects.filter(user=user, role=role))
    ledger.record("appointment.create", post, by=by, after={"user": user.pk, "role": role, **_days(post)})
    return post


@transaction.atomic
def end_post(*, post: Post, on: date, by: User) -> Post:
    """End it on a day: from that day on it gives no right."""
    lock_names("accounts.secretariat")
    post = _held(post, by)
    if post.ends_on and post.ends_on <= clock.today():
        raise ValidationError(_("Tugas ini sudah berakhir %(day)s.") % {"day": tanggal(post.ends_on)})
    _refuse_own(post, by)
    _end(post, on, by)
    return post


@transaction.atomic
def resume_post(*, post: Post, by: User) -> Post:
    """Take the end back: the post runs on as if it had not ended."""
    post = _held(post, by)
    if post.ends_on is None:
        raise ValidationError(_("Tugas ini tidak berakhir."))
    if isinstance(post, Membership) and post.opd.closed_on:
        raise ValidationError(_closed(post.opd))
    _refuse_overlap(post, _same(post).exclude(pk=post.pk), None)
    before, post.ends_on = post.ends_on, None
    post.save(update_fields=["ends_on"])
    ledger.record(f"{_noun(post)}.resume", post, by=by, before={"ends_on": before.isoformat()}, after={"ends_on": None})
    return post


@transaction.atomic
def cancel_post(*, post: Post, by: User) -> None:
    """Take away a post that was given by mistake: it has not begun, or began today."""
    lock_names("accounts.secretariat")
    post = _held(post, by)
    _refuse_own(post, by)
    if post.starts_on < clock.today():
        raise ValidationError(
            _("Tugas ini sudah berjalan sejak %(day)s. Akhiri dengan tanggalnya.") % {"day": tanggal(post.starts_on)}
        )
    before = {"user": post.user_id, "role": post.role, **_days(post)}
    if isinstance(post, Membership):
        before["opd"] = post.opd_id
    ledger.record(f"{_noun(post)}.cancel", post, by=by, before=before)
    post.delete()


def _closed(opd: OPD) -> str:
    return _("%(opd)s ditutup sejak %(day)s.") % {"opd": opd, "day": tanggal(opd.closed_on)}


def _held(post: Any, by: User) -> Any:
    related = ("user", "opd") if isinstance(post, Membership) else ("user",)
    post = lock(type(post).objects.select_related(*related), post.pk)
    require(by)
    return post


def _refuse_own(post: Post, by: User) -> None:
    """Nobody leaves the secretariat unseen, and somebody stays."""
    if isinstance(post, Appointment) and post.role == Office.SECRETARIAT:
        if post.user_id == by.pk:
            raise ValidationError(_("Penunjukan Anda sendiri diakhiri oleh rekan di Bagian Organisasi."))
        refuse_last_secretariat(post.user, besides=post)


def _begin(post: Post, same: Any) -> None:
    if post.ends_on and post.ends_on <= post.starts_on:
        raise ValidationError({"ends_on": _("Tanggal berakhir harus sesudah tanggal mulai.")})
    _refuse_overlap(post, same, post.ends_on)
    post.full_clean()
    post.save()


def _refuse_overlap(post: Post, same: Any, ends_on: date | None) -> None:
    clash = same.filter(Q(ends_on=None) | Q(ends_on__gt=post.starts_on))
    if ends_on:
        clash = clash.filter(starts_on__lt=ends_on)
    if there := clash.order_by("starts_on").first():
        until = _(" sampai %(day)s") % {"day": tanggal(there.ends_on)} if there.ends_on else ""
        facts = {"day": tanggal(there.starts_on), "until": until}
        raise ValidationError({"starts_on": _("Tugas yang sama sudah ada sejak %(day)s%(until)s.") % facts})


def _end(post: Post, on: date, by: User) -> None:
    if on <= post.starts_on:
        facts = {"name": post.user, "day": tanggal(post.starts_on)}
        raise ValidationError({"on": _("%(name)s mulai bertugas %(day)s. Pilih tanggal sesudahnya.") % facts})
    before, post.ends_on = post.ends_on, on
    post.save(update_fields=["ends_on"])
    ledger.record(
        f"{_noun(post)}.end",
        post,
        by=by,
        before={"ends_on": before and before.isoformat()},
        after={"ends_on": on.isoformat()},
    )


def _same(post: Any) -> Any:
    if isinstance(post, Membership):
        return Membership.objects.filter(user=post.user_id, opd=post.opd_id, role=post.role)
    return Appointment.objects.filter(user=post.user_id, role=post.role)


def _beyond(on: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=on)


def _noun(post: Post) -> str:
    return "membership" if isinstance(post, Membership) else "appointment"


def _days(post: Post) -> dict[str, str]:
    ends = {"ends_on": post.ends_on.isoformat()} if post.ends_on else {}
    return {"starts_on": post.starts_on.isoformat(), **ends}

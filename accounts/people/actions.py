"""What Bagian Organisasi does with a person's account: new, corrected, another address, closed, opened again."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.invitations import invite
from accounts.keys import reading
from accounts.locks import lock, lock_names
from accounts.models import Appointment, Office, User

from .mail import write_of_new_address

HIDDEN = "…"  # the ledger names what is personal, and holds it not
PERSONAL = {"email", "nip", "phone"}
LONGEST_USERNAME = 140


@transaction.atomic
def add_person(*, values: Mapping[str, Any], by: User, is_invited: bool = True) -> User:
    """Make an account without a password: it becomes usable with the link of the invitation."""
    require(by)
    user = User(password=make_password(None), **values)
    user.username = free_username(user.email)
    _store(user)
    ledger.record("user.create", user, by=by, after=plain(values))
    if is_invited:
        invite(user)
    return user


@transaction.atomic
def correct_person(*, user: User, values: Mapping[str, Any], by: User) -> User:
    """Mend name, NIP and telephone; the address goes by `change_address`."""
    user = held(user, by)
    changed = {name: value for name, value in values.items() if getattr(user, name) != value}
    if not changed:
        return user
    before = {name: getattr(user, name) for name in changed}
    for name, value in changed.items():
        setattr(user, name, value)
    _store(user, *changed)
    ledger.record("user.update", user, by=by, before=plain(before), after=plain(changed))
    return user


@transaction.atomic
def change_address(*, user: User, email: str, by: User) -> User:
    """The same account under another address: password, sessions and all that was done stay; both addresses are told.

    Links that went to the old address are void: they are signed with it.
    """
    user = held(user, by)
    refuse_technician(user)
    if user.email == email:
        return user
    old, user.email = user.email, email
    if reading(User.objects.filter(pk=user.pk), "username", old).exists():
        user.username = free_username(email)
    _store(user, "email", "username")
    keep_in_step(user)
    ledger.record("user.address", user, by=by, before={"email": HIDDEN}, after={"email": HIDDEN})
    write_of_new_address(user, old)
    return user


@transaction.atomic
def deactivate_person(*, user: User, by: User, reason: str) -> User:
    """Close the account: nobody signs in with it, and it gets no letters. What it did and its posts stay."""
    lock_names("accounts.secretariat")
    user = held(user, by)
    refuse_technician(user)
    reason = _reasoned(reason)
    if user.pk == by.pk:
        raise ValidationError(_("Anda tidak dapat menonaktifkan akun Anda sendiri."))
    if not user.is_active:
        raise ValidationError(_("Akun ini sudah nonaktif."))
    refuse_last_secretariat(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ledger.record("user.deactivate", user, by=by, note=reason)
    return user


@transaction.atomic
def reactivate_person(*, user: User, by: User, reason: str) -> User:
    user = held(user, by)
    refuse_technician(user)
    reason = _reasoned(reason)
    if user.is_active:
        raise ValidationError(_("Akun ini sudah aktif."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    ledger.record("user.reactivate", user, by=by, note=reason)
    return user


def held(user: User, by: User) -> User:
    user = lock(User.objects.all(), user.pk, no_key=True)
    require(by)
    return user


def require(by: User) -> None:
    if not by.has_perm("accounts.manage_register"):
        raise PermissionDenied


def refuse_technician(user: User) -> None:
    """Who may open the settings is not to be had by an address or a switch on these pages."""
    if user.is_staff or user.is_superuser:
        raise ValidationError(_("Akun administrator sistem hanya diubah di halaman pengaturan."))


def refuse_last_secretariat(user: User, *, besides: Appointment | None = None) -> None:
    """Somebody of Bagian Organisasi must remain, open-ended and with an account that is in use."""
    posts = Appointment.objects.current().filter(role=Office.SECRETARIAT, ends_on=None, user__is_active=True)
    mine = posts.filter(user=user) if besides is None else posts.filter(pk=besides.pk)
    if mine.exists() and not posts.exclude(pk__in=mine.values("pk")).exists():
        sentence = _("%(name)s satu-satunya orang Bagian Organisasi. Tunjuk dahulu penggantinya.")
        raise ValidationError(sentence % {"name": user})


def free_username(email: str) -> str:
    """The address is the name to sign in with, numbered where somebody else is called so already."""
    name, number = email[:LONGEST_USERNAME], 1
    while reading(User.objects.all(), "username", name).exists():
        number += 1
        name = f"{email[:LONGEST_USERNAME]}.{number}"
    return name


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: HIDDEN if name in PERSONAL else value for name, value in values.items()}


def _store(user: User, *fields: str) -> None:
    """Each refusal at its field, also that of somebody who took the address in this instant."""
    user.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            user.save(update_fields=fields or None)
    except IntegrityError:
        user.validate_constraints()
        raise


def keep_in_step(user: User) -> None:
    """Allauth finds people by rows of its own first: an old one would let the old address sign in."""
    rows = EmailAddress.objects.filter(user=user)
    had = rows.exists()
    rows.delete()
    EmailAddress.objects.filter(email=user.email).delete()  # of an account that has another address by now
    if had:
        EmailAddress.objects.create(user=user, email=user.email, primary=True)


def _reasoned(reason: str) -> str:
    if not (reason := reason.strip()):
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    return reason

"""Who sits in a panel: seated by the secretariat, answered by the juror, replaced after a refusal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.formats import wib
from accounts.invitations import invite, may_be_invited
from accounts.locks import lock, lock_all
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Category, Edition
from judging.locks import is_gone, lock_assignments, lock_panels
from judging.models import Answer, Assignment, JuryBody, Panel, Seat, SeatRole
from judging.ranking_build import ask_for_ranking

from .mail import send_seat_declined, send_seat_invitation, send_seats_taken_over

ONE_DAY = timedelta(days=1)
UNWILLING = "Tidak bersedia menjadi juri."  # what is stored is Indonesian


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has no account yet."""

    name: str
    email: str


@transaction.atomic
def seat_juror(
    *,
    panel: Panel,
    user: User | Newcomer,
    body: JuryBody | str,
    role: str = SeatRole.MEMBER,
    expertise: Iterable[Category] = (),
    by: User,
) -> Seat:
    """Give somebody a place in a panel and ask them by e-mail whether they take it. `body` goes by its code, too."""
    edition = lock_panels(panel.stage.edition, by)
    return _seat(Seat(panel=panel, user=_person(user, by), role=role, body=_body(edition, body)), expertise, by)


@transaction.atomic
def replace_juror(*, seat: Seat, user: User | Newcomer, expertise: Iterable[Category] = (), by: User) -> Seat:
    """Seat somebody in place of a juror who declined, with the same body and part."""
    lock_panels(seat.panel.stage.edition, by)
    seat = lock(Seat.objects.select_related("body", "panel__stage__edition"), seat.pk)
    if seat.answer != Answer.DECLINED:
        raise ValidationError(_("%(user)s tidak menolak undangan ini.") % {"user": seat.user})
    if successor := Seat.objects.filter(replaces=seat).select_related("user").first():
        raise ValidationError(_("Juri ini sudah digantikan %(user)s.") % {"user": successor.user})
    new = Seat(panel=seat.panel, user=_person(user, by), role=seat.role, body=seat.body, replaces=seat)
    return _seat(new, expertise, by)


@transaction.atomic
def update_seat(*, seat: Seat, expertise: Iterable[Category], by: User) -> Seat:
    """Say again in which categories a juror is at home."""
    edition, expertise = lock_panels(seat.panel.stage.edition, by), list(expertise)
    before, after = _keys(seat.expertise.all()), _keys(expertise)
    if before == after or is_gone(seat):
        return seat
    _check_categories(seat, expertise)
    seat.expertise.set(expertise)
    was, now = {"expertise": before}, {"expertise": after}
    ledger.record("seat.update", seat, by=by, chain=edition.ledger_chain, before=was, after=now)
    return seat


@transaction.atomic
def invite_juror(*, seat: Seat, by: User) -> Seat:
    """Ask once more by e-mail, at most once a day, until there is an answer."""
    edition = lock_panels(seat.panel.stage.edition, by)
    seat = lock(Seat.objects.select_related("user"), seat.pk)
    if seat.answer:
        raise ValidationError(_("%(user)s sudah menjawab.") % {"user": seat.user})
    if seat.invited_at and clock.now() < seat.invited_at + ONE_DAY:
        sentence = _("Undangan dikirim paling banyak sekali sehari; berikutnya sesudah %(moment)s.")
        raise ValidationError(sentence % {"moment": wib(seat.invited_at + ONE_DAY)})

    seat.invited_at = clock.now()
    seat.save(update_fields=["invited_at"])

    ledger.record("seat.invite", seat, by=by, chain=edition.ledger_chain)
    _send(seat)
    return seat


@transaction.atomic
def accept_seat(*, seat: Seat, by: User) -> Seat:
    """Take the seat, and every other of the edition that waits for an answer; the pledge comes next."""
    seat = _asked(seat, by)
    edition = seat.panel.stage.edition

    seat.answer, seat.answered_at = Answer.ACCEPTED, clock.now()
    others = lock_all(Seat.objects.filter(panel__stage__edition=edition, user=by, answer="").exclude(pk=seat.pk))
    for other in others:
        other.answer, other.answered_at = seat.answer, seat.answered_at
    Seat.objects.bulk_update([seat, *others], ["answer", "answered_at"])

    ledger.record_all([ledger.Event("seat.accept", one, by) for one in (seat, *others)], chain=edition.ledger_chain)
    return seat


@transaction.atomic
def decline_seat(*, seat: Seat, reason: str, by: User) -> Seat:
    """Leave the seat to somebody else. What is open is excused, what was locked stays counted."""
    seat = _asked(seat, by)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasannya.")})

    seat.answer, seat.answered_at, seat.decline_reason = Answer.DECLINED, clock.now(), reason
    seat.save(update_fields=["answer", "answered_at", "decline_reason"])
    freed = free_sheets(seat)

    edition = seat.panel.stage.edition
    events = [ledger.Event("seat.decline", seat, by, note=reason)]
    events += [ledger.Event("assignment.excuse", one, by, after=one.as_data(), note=UNWILLING) for one in freed]
    ledger.record_all(events, chain=edition.ledger_chain)
    if freed:
        ask_for_ranking(edition.pk)
    enqueue(send_seat_declined, seat.pk)
    return seat


@transaction.atomic
def unseat_juror(*, seat: Seat, by: User) -> None:
    """Take a juror out of a panel; what is locked stays, what is open must be excused first."""
    edition = lock_panels(seat.panel.stage.edition, by)
    if is_gone(seat):
        return
    seat.refresh_from_db(fields=["answer"])
    if seat.answer == Answer.DECLINED:
        raise ValidationError(_("Undangan yang ditolak tetap tercatat. Dudukkan penggantinya."))
    open_sheets = Assignment.objects.unfinished().filter(stage=seat.panel.stage, juror=seat.user).count()
    if seat.role == SeatRole.MEMBER and open_sheets:
        raise ValidationError(
            _("%(user)s masih memegang %(count)d lembar. Bebaskan dahulu di halaman penugasan.")
            % {"user": seat.user, "count": open_sheets}
        )

    ledger.record("seat.delete", seat, by=by, chain=edition.ledger_chain, before=_as_data(seat))
    seat.delete()


def _body(edition: Edition, wanted: JuryBody | str) -> JuryBody:
    code = wanted.code if isinstance(wanted, JuryBody) else str(wanted)
    if found := edition.jury_bodies.filter(code=code).first():
        return found
    raise ValidationError({"body": _("Pilih unsur dari daftar edisi ini.")})


def _person(who: User | Newcomer, by: User) -> User:
    """The person, with an account opened for a newcomer, who sets the password by the link of the invitation."""
    if isinstance(who, User):
        return who
    if not by.has_perm("accounts.invite_user"):
        raise PermissionDenied
    if User.objects.filter(email__iexact=who.email).exists():
        raise ValidationError({"email": _("Alamat ini sudah dipakai sebuah akun. Pilih orangnya dari daftar.")})
    user = User(username=_free_username(who.email), email=who.email, name=who.name, password=make_password(None))
    user.full_clean()
    user.save()
    ledger.record("user.create", user, by=by, after={"name": who.name, "email": who.email})
    return user


def _seat(seat: Seat, expertise: Iterable[Category], by: User) -> Seat:
    """Store a seat in a panel that is held, and send its letter: who accepted for the edition has accepted this one."""
    _check_place(seat)
    expertise = list(expertise)
    _check_categories(seat, expertise)
    edition, seat.invited_at = seat.panel.stage.edition, clock.now()
    if Seat.objects.filter(panel__stage__edition=edition, user=seat.user, answer=Answer.ACCEPTED).exists():
        seat.answer, seat.answered_at = Answer.ACCEPTED, clock.now()
    seat.full_clean(validate_unique=False, validate_constraints=False)
    seat.save()
    seat.expertise.set(expertise)

    after = {**_as_data(seat), "answer": seat.answer, "expertise": _keys(expertise)}
    entry = ledger.record("seat.create", seat, by=by, chain=edition.ledger_chain, after=after)
    if seat.answer:
        enqueue(send_seats_taken_over, edition.pk, seat.user_id, entry.pk)
    else:
        _send(seat)
    return seat


def _check_place(seat: Seat) -> None:
    if taken := seat.panel.seats.filter(user=seat.user).first():
        sat, declined = _("%(user)s sudah duduk di panel ini."), _("%(user)s sudah menolak undangan ke panel ini.")
        raise ValidationError({"user": (declined if taken.answer == Answer.DECLINED else sat) % {"user": seat.user}})
    chair = seat.panel.seats.standing().filter(role=SeatRole.CHAIR).select_related("user").first()
    if seat.role == SeatRole.CHAIR and chair:
        raise ValidationError({"role": _("Panel ini sudah dipimpin %(chair)s.") % {"chair": chair.user}})


def _check_categories(seat: Seat, expertise: Iterable[Category]) -> None:
    if any(category.edition_id != seat.panel.stage.edition_id for category in expertise):
        raise ValidationError({"expertise": _("Kategori ini bukan milik edisi ini.")})


def _send(seat: Seat) -> None:
    """The letter about the seat; anyone who never signed in gets the one about the account beside it."""
    enqueue(send_seat_invitation, seat.pk)
    if may_be_invited(seat.user):
        invite(seat.user)


def _asked(seat: Seat, by: User) -> Seat:
    """The seat, held with its edition, if this person may still answer; of two answers the first stands."""
    lock_edition(seat.panel.stage.edition_id)
    seat = lock(Seat.objects.select_related("user", "panel__stage__edition"), seat.pk)
    if seat.answer and seat.user_id == by.pk:
        raise ValidationError(_("Undangan ini sudah Anda jawab."), code="answered")
    if not by.has_perm("judging.answer_seat", seat):
        raise PermissionDenied
    return seat


def free_sheets(seat: Seat) -> list[Assignment]:
    """Excuse what is open, unless the juror sits in another panel of the same stage as well."""
    stage = seat.panel.stage
    others = Seat.objects.standing().filter(panel__stage=stage, user=seat.user, role=SeatRole.MEMBER)
    if seat.role != SeatRole.MEMBER or others.exists():
        return []
    freed = list(lock_assignments(Assignment.objects.unfinished().filter(stage=stage, juror=seat.user)))
    for assignment in freed:
        assignment.excused_at, assignment.excuse = clock.now(), UNWILLING
    Assignment.objects.bulk_update(freed, ["excused_at", "excuse"])
    return freed


def _free_username(email: str) -> str:
    """The address itself; where somebody bears it as a name already, with a number."""
    wanted = email.lower()[:140]
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return next(name for name in (wanted, *(f"{wanted}-{turn}" for turn in range(2, 1_000))) if name not in taken)


def _keys(categories: Iterable[Category]) -> list[int]:
    return sorted(category.pk for category in categories)


def _as_data(seat: Seat) -> dict[str, object]:
    return {"panel": seat.panel_id, "user": seat.user_id, "role": seat.role, "body": seat.body.code}

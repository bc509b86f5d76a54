"""The presentations' agenda: sessions, who comes when, and who leaves the room meanwhile."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from competitions.locks import lock_edition
from competitions.models import Stage
from judging.entrants import entrants
from judging.models import Session, Slot
from submissions.models import Proposal

from .order import Room, arrange, movements
from .timetable import absences, jurors_of

FIELDS = ("starts_at", "ends_at", "place", "talk_minutes", "interview_minutes", "pause_minutes")


@transaction.atomic
def create_session(*, stage: Stage, facts: Mapping[str, Any], by: User) -> Session:
    """A stretch of presentations in one room. `facts` holds FIELDS."""
    edition = _held(stage, by)
    session = Session(stage=stage, changed_at=clock.now(), **facts)
    _check(session, starts_changed=True)
    session.save()
    after = _as_data(session)
    ledger.record("session.create", session, by=by, chain=edition.ledger_chain, after=after)
    return session


@transaction.atomic
def update_session(*, session: Session, facts: Mapping[str, Any], by: User) -> Session:
    """Other times, place or minutes; what has begun keeps its session from moving."""
    edition = _held(session.stage, by)
    session = Session.objects.select_related("stage").get(pk=session.pk)
    before = _as_data(session)
    for name in FIELDS:
        setattr(session, name, facts.get(name, getattr(session, name)))
    after = _as_data(session)
    if after == before:
        return session
    starts_changed = after["starts_at"] != before["starts_at"]
    if starts_changed and session.slots.filter(began_at__isnull=False).exists():
        raise ValidationError({"starts_at": _("Sesi ini sudah berjalan; waktu mulainya tidak dapat digeser.")})
    _check(session, starts_changed=starts_changed)
    session.changed_at = clock.now()
    session.save(update_fields=[*FIELDS, "changed_at"])

    ledger.record("session.update", session, by=by, chain=edition.ledger_chain, before=before, after=after)
    return session


@transaction.atomic
def delete_session(*, session: Session, by: User) -> None:
    """Take away a session in which nobody has a turn."""
    edition = _held(session.stage, by)
    if not Session.objects.filter(pk=session.pk).exists():
        return
    if session.slots.exists():
        raise ValidationError(_("Sesi ini masih berisi giliran. Pindahkan dahulu ke sesi lain."))
    ledger.record("session.delete", session, by=by, chain=edition.ledger_chain, before=_as_data(session))
    session.delete()


@transaction.atomic
def draw_agenda(*, stage: Stage, by: User) -> int:
    """Fill the sessions in time order with all entrants, so that jurors in conflict leave as seldom as possible.

    What has begun stays where it is. Repeatable: the same entrants and conflicts give the same agenda. Returns how
    often a juror gets up.
    """
    edition = _held(stage, by)
    sessions = list(stage.sessions.order_by("starts_at", "pk").prefetch_related("slots"))
    if not sessions:
        raise ValidationError(_("Buat sesi dahulu."))
    begun = [slot for session in sessions for slot in session.slots.all() if slot.began_at]
    proposals = list(
        entrants(stage).exclude(pk__in=[slot.proposal_id for slot in begun]).order_by("innovation__title", "pk")
    )
    if not proposals and not begun:
        raise ValidationError(_("Belum ada usulan yang naik ke tahap ini."))
    away = absences(stage, jurors_of(stage))
    out = [away.get(proposal.pk, frozenset()) for proposal in proposals]
    free = _free_places(sessions, len(proposals))
    rooms = [Room(size, _out_before(session, away)) for session, size in free]

    order = arrange(out, rooms)

    _store([proposals[index] for index in order], free, stage)
    moves = movements([out[index] for index in order], rooms)
    facts = {"slots": len(proposals), "movements": moves, "alphabetical": movements(out, rooms)}
    ledger.record("agenda.draw", stage, by=by, chain=edition.ledger_chain, after=facts)
    return moves


@transaction.atomic
def shift_slot(*, slot: Slot, down: bool, by: User) -> Slot:
    """Let a turn change places with the one before or after it."""
    edition, slot = _held(slot.stage, by), _fresh(slot)
    number = slot.number + (1 if down else -1)
    other = slot.session.slots.filter(number=number).first()
    if other is None:
        raise ValidationError(_("Giliran ini sudah paling ujung dalam sesinya."))
    _refuse_begun(slot, other)
    Slot.objects.filter(pk__in=[slot.pk, other.pk]).update(number=slot.number + other.number - F("number"))
    _touch(slot.session)

    before, after = _place(slot.session, slot.number), _place(slot.session, number)
    ledger.record("slot.move", slot, by=by, chain=edition.ledger_chain, before=before, after=after)
    return slot


@transaction.atomic
def move_slot(*, slot: Slot, session: Session, by: User) -> Slot:
    """Put a turn at the end of another session of the same stage."""
    edition, slot = _held(slot.stage, by), _fresh(slot)
    session = Session.objects.get(pk=session.pk)
    old, before = slot.session, _place(slot.session, slot.number)
    if session == old:
        return slot
    if session.stage_id != slot.stage_id:
        raise ValidationError({"session": _("Pilih sesi dari tahap yang sama.")})
    _refuse_begun(slot)
    taken = session.slots.count()
    if taken >= session.capacity:
        raise ValidationError(
            {"session": _("Sesi itu sudah penuh: memuat %(count)d giliran.") % {"count": session.capacity}}
        )
    if session.ends_at <= clock.now():
        raise ValidationError({"session": _("Sesi itu sudah lewat.")})

    slot.session, slot.number = session, taken + 1
    slot.save(update_fields=["session", "number"])
    close_ranks(old)
    _touch(session)

    after = _place(session, slot.number)
    ledger.record("slot.move", slot, by=by, chain=edition.ledger_chain, before=before, after=after)
    return slot


def close_ranks(session: Session) -> None:
    """Count the turns of a session again, so that nobody waits for one that is gone."""
    slots = list(session.slots.order_by("number"))
    for number, slot in enumerate(slots, start=1):
        slot.number = number
    Slot.objects.bulk_update(slots, ["number"])
    _touch(session)


def _held(stage: Stage, by: User) -> Any:
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.arrange_agenda", stage):
        raise PermissionDenied
    return edition


def _fresh(slot: Slot) -> Slot:
    """As it stands while the edition is held: the page may be old."""
    found = Slot.objects.select_related("session", "stage").filter(pk=slot.pk).first()
    if found is None:
        raise ValidationError(_("Giliran ini sudah tidak ada; agenda disusun ulang orang lain."))
    return found


def _refuse_begun(*slots: Slot) -> None:
    if any(slot.began_at for slot in slots):
        raise ValidationError(_("Giliran yang sudah dimulai tidak dapat dipindahkan."))


def _touch(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(changed_at=clock.now())


def _free_places(sessions: list[Session], wanted: int) -> list[tuple[Session, int]]:
    """How many turns each session takes, the earliest filled first; a session that is over takes none."""
    free, left = [], wanted
    for session in sessions:
        taken = sum(1 for slot in session.slots.all() if slot.began_at)
        room = max(0, session.capacity - taken) if session.ends_at > clock.now() else 0
        free.append((session, min(room, left)))
        left -= min(room, left)
    if left:
        raise ValidationError(
            _("Sesi yang ada memuat %(room)d giliran, sedangkan %(wanted)d usulan akan tampil. Tambah sesi.")
            % {"room": wanted - left, "wanted": wanted},
            code="room",
        )
    return free


def _out_before(session: Session, away: Mapping[int, frozenset[int]]) -> frozenset[int] | None:
    begun = [slot for slot in session.slots.all() if slot.began_at]
    return away.get(begun[-1].proposal_id, frozenset()) if begun else None


def _store(proposals: Iterable[Proposal], free: list[tuple[Session, int]], stage: Stage) -> None:
    """Put the proposals into their places; a turn keeps its row, and with it what hangs on it."""
    waiting = {slot.proposal_id: slot for slot in Slot.objects.filter(stage=stage, began_at=None)}
    coming = iter(proposals)
    new: list[Slot] = []
    moved: list[Slot] = []
    for session, size in free:
        begun = [slot for slot in session.slots.all() if slot.began_at]
        for number, slot in enumerate(begun, start=1):
            slot.number = number
        moved += begun
        for number in range(len(begun) + 1, len(begun) + size + 1):
            proposal = next(coming)
            known = proposal.pk in waiting
            slot = waiting.pop(proposal.pk) if known else Slot(stage=stage, proposal=proposal)
            slot.session, slot.number = session, number
            (moved if known else new).append(slot)
    Slot.objects.filter(pk__in=[slot.pk for slot in waiting.values()]).delete()
    Slot.objects.bulk_update(moved, ["session", "number"])
    Slot.objects.bulk_create(new)
    stage.sessions.update(changed_at=clock.now())


def _check(session: Session, *, starts_changed: bool) -> None:
    """Refuse what cannot be held, each at the field that would mend it."""
    session.clean_fields(exclude=["stage"])
    if session.ends_at <= session.starts_at:
        raise ValidationError({"ends_at": _("Sesi berakhir setelah dimulai.")})
    if starts_changed and session.starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Waktu ini sudah lewat.")})
    _check_phase(session)
    turn = session.talk_minutes + session.interview_minutes
    if not session.capacity:
        raise ValidationError(
            {"ends_at": _("Sesi ini lebih pendek daripada satu giliran (%(minutes)d menit).") % {"minutes": turn}}
        )
    if session.pk and (count := session.slots.count()) > session.capacity:
        raise ValidationError(
            {
                "ends_at": _("Sesi ini berisi %(count)d giliran; sampai saat itu hanya muat %(room)d.")
                % {"count": count, "room": session.capacity}
            }
        )
    if other := _overlapping(session).first():
        raise ValidationError(
            {
                "place": _("Ruang ini dipakai sesi lain pukul %(start)s–%(end)s.")
                % {"start": _hour(other.starts_at), "end": _hour(other.ends_at)}
            }
        )


def _check_phase(session: Session) -> None:
    edition = session.stage.edition
    phase = edition.phase(session.stage.kind)
    if phase is None:
        return
    if session.starts_at < phase.opens_at:
        raise ValidationError({"starts_at": _("Tahapan “%(phase)s” belum dibuka saat itu.") % {"phase": phase}})
    if session.ends_at > phase.closes_at:
        raise ValidationError({"ends_at": _("Tahapan “%(phase)s” sudah ditutup saat itu.") % {"phase": phase}})


def _overlapping(session: Session) -> QuerySet[Session]:
    """Other sessions in the same room at the same time, of whatever edition."""
    others = Session.objects.exclude(pk=session.pk).filter(place__iexact=session.place.strip())
    return others.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)


def _hour(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H.%M}"


def _place(session: Session, number: int) -> dict[str, int]:
    return {"session": session.pk, "number": number}


def _as_data(session: Session) -> dict[str, object]:
    values = ((name, getattr(session, name)) for name in FIELDS)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values}

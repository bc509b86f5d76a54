"""E-mails about turns: to the agencies that present and to the jurors who sit there, once the agenda has come to rest.

Arranging an agenda is many small acts. What each reader was told last is in the outbox: a digest of it ends the key,
so that a reader hears again only of what differs from that, also when it moved there and back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.addressees import readers_by_agencies
from accounts.mail import address, deliver
from accounts.models import Delivery, User
from accounts.queue import task
from competitions.models import Stage, StageKind
from judging.entrants import is_first
from judging.models import Answer, Promotion, Seat, Session, Slot, conflicted_proposal_ids

QUIET = timedelta(minutes=10)  # so long nobody has touched the agenda
LOOK_BACK = timedelta(days=7)  # longer than the worker is ever down
TURNS, AGENDA = "turns", "agenda"


@task("judging.tell_turns")
def tell_turns() -> None:
    """Every few minutes: tell of the agendas that were changed and have come to rest."""
    now = clock.now()
    changed = Session.objects.filter(changed_at__gt=now - LOOK_BACK)
    at_work = Session.objects.filter(changed_at__gt=now - QUIET).values("stage")
    stages = Stage.objects.filter(kind=StageKind.PRESENTATION, pk__in=changed.values("stage")).exclude(pk__in=at_work)
    for stage in stages.select_related("edition").prefetch_related("edition__phases", "edition__stages"):
        if stage.edition.is_open and not stage.edition.has_ended(stage.kind):
            _tell_agencies(stage)
            _tell_jurors(stage)


def _tell_agencies(stage: Stage) -> None:
    """The heads and operators of leading bodies: their own turns, once they know that they go on."""
    by_agency: dict[int, list[Slot]] = defaultdict(list)
    for slot in _known_slots(stage):
        by_agency[slot.proposal.innovation.opd_id].append(slot)
    for agencies, people in readers_by_agencies(by_agency):
        slots = sorted((slot for opd in agencies for slot in by_agency[opd.pk]), key=lambda slot: slot.starts_at)
        said = [f"{slot.proposal_id} {slot.starts_at.isoformat()} {slot.session.place}" for slot in slots]
        context = {
            "slots": slots,
            "agencies": agencies,
            "address": address(reverse("judging:slot-list", args=[stage.edition.slug])),
        }
        subjects = (_("Jadwal presentasi Anda di %(edition)s"), _("Jadwal presentasi Anda berubah di %(edition)s"))
        _write(TURNS, stage, people, said, subjects, context, [slot.proposal for slot in slots])


def _tell_jurors(stage: Stage) -> None:
    """When and where to be, and how many turns there are for them; no title, no agency."""
    slots = list(_slots(stage))
    seated = Seat.objects.filter(panel__stage=stage, answer=Answer.ACCEPTED).values("user")
    for juror in User.objects.filter(pk__in=seated).order_by("pk"):
        away = conflicted_proposal_ids(juror)
        sessions = list(_sessions(slot for slot in slots if slot.proposal_id not in away))
        said = [f"{one['session'].starts_at.isoformat()} {one['session'].place} {one['count']}" for one in sessions]
        context = {
            "sessions": sessions,
            "role": _("Juri tahap %(stage)s") % {"stage": stage},
            "address": address(reverse("judging:agenda-detail", args=[stage.edition.slug])),
        }
        subjects = (_("Jadwal presentasi %(edition)s"), _("Jadwal presentasi %(edition)s berubah"))
        _write(AGENDA, stage, [juror], said, subjects, context, [])


def _slots(stage: Stage) -> Iterable[Slot]:
    slots = Slot.objects.filter(stage=stage, began_at=None).select_related("session", "proposal__innovation__opd")
    return slots.order_by("session__starts_at", "session", "number")


def _known_slots(stage: Stage) -> Iterator[Slot]:
    told = set(Promotion.objects.filter(stage=stage, told_at__isnull=False).values_list("proposal", flat=True))
    return (slot for slot in _slots(stage) if is_first(stage) or slot.proposal_id in told)


def _sessions(slots: Iterable[Slot]) -> Iterator[dict[str, Any]]:
    found: dict[Session, int] = defaultdict(int)
    for slot in slots:
        found[slot.session] += 1
    return ({"session": session, "count": count} for session, count in found.items())


def _write(
    kind: str,
    stage: Stage,
    people: list[User],
    said: list[str],
    subjects: tuple[str, str],
    context: dict[str, Any],
    about: list[Any],
) -> None:
    """To those of these people who were told otherwise, or nothing yet; who has no turn and never had is left alone."""
    chain, digest = stage.edition.ledger_chain, sha256("\n".join(said).encode()).hexdigest()[:16]
    target = ledger.name_of(stage)
    for person in people:
        former = Delivery.objects.naming(target).filter(kind=kind, chain=chain, reader=person).order_by("-pk")
        last = former.first()
        if (last is None and not said) or (last is not None and last.key.endswith(digest)):
            continue
        words = {**context, "stage": stage, "edition": stage.edition, "is_change": last is not None}
        subject = subjects[last is not None] % {"edition": stage.edition}
        key = f"{kind}:{stage.pk}:{former.count() + 1}:{digest}"
        template = f"judging/presentations/mail/{kind}"
        deliver(key, [person], subject, template, words, chain=chain, about=[stage, *about])

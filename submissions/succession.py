"""What an agency has entered: it keeps the agency from closing, and goes over to its successor.

Results and piagam copied the owner's name when they were published: whatever goes over, they keep it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import ledger
from accounts.agencies.belongings import Mover, RegisterFact, mover, stands
from accounts.keys import reading
from accounts.locks import lock_all
from accounts.models import OPD, User
from competitions.models import Edition
from competitions.succession import running

from .locks import lock_titles
from .models import Innovation, Partnership, Proposal, State

OVER = (State.WITHDRAWN, State.REJECTED)


def _under_way(opd: OPD) -> Any:
    return Proposal.objects.filter(edition__in=running(), innovation__opd=opd)


@stands
def has_entries(opd: OPD) -> Iterator[RegisterFact]:
    """By edition; what is under way is open."""
    own = Proposal.objects.filter(innovation__opd=opd).exclude(state=State.WITHDRAWN)
    counts = dict(own.order_by().values_list("edition").annotate(Count("pk")))
    live = set(_under_way(opd).exclude(state__in=OVER).values_list("edition", flat=True))
    for edition in Edition.objects.filter(pk__in=counts).order_by("-year", "-pk"):
        count = counts[edition.pk]
        told = ngettext("%(count)d usulan di %(edition)s", "%(count)d usulan di %(edition)s", count)
        query = {"q": opd.abbr, **({"edisi": edition.slug} if edition.is_open else {})}
        url = reverse("submissions:proposal-list", query=query)
        yield RegisterFact(told % {"count": count, "edition": edition}, url, is_open=edition.pk in live)


def _going(opd: OPD) -> Any:
    """Its innovations that compete now. What they won before stands in results and piagam as it was printed."""
    return Innovation.objects.filter(opd=opd, pk__in=_under_way(opd).values("innovation")).order_by("title")


def _listed(opd: OPD) -> Iterable[tuple[str, str]]:
    return [(str(pk), title) for pk, title in _going(opd).values_list("pk", "title")]


def _move(opd: OPD, into: OPD, chosen: Mapping[str, OPD], by: User, note: str) -> dict[str, Any]:
    lock_titles()
    moved: dict[str, Any] = {"led": {}, "dropped": [], "joined": [], "editions": running()}
    for innovation in lock_all(_going(opd), no_key=True):
        target = chosen.get(str(innovation.pk), into)
        if target.closed_on:
            raise ValidationError(_("%(opd)s sudah ditutup. Pilih OPD yang masih ada.") % {"opd": target})
        _refuse_namesake(innovation, target)
        if target != into:
            _refuse_stranger(innovation, target)
        moved["dropped"] += _drop_partner(innovation, target)
        _hand_over(innovation, target, by, note)
        moved["led"][str(innovation.pk)] = target.pk
    moved["joined"] = _join(opd, into)
    return moved


def _refuse_namesake(innovation: Innovation, target: OPD) -> None:
    if reading(Innovation.objects.filter(opd=target).exclude(pk=innovation.pk), "title", innovation.title).exists():
        facts = {"opd": target, "title": innovation.title}
        raise ValidationError(_("%(opd)s sudah punya inovasi “%(title)s”. Ubah dahulu salah satu judulnya.") % facts)


def _refuse_stranger(innovation: Innovation, target: OPD) -> None:
    """The successor is called in the old agency's place; another has to be a participant itself."""
    entered = Edition.objects.filter(pk__in=running(), proposals__innovation=innovation)
    if edition := entered.exclude(participants__opd=target).first():
        facts = {"opd": target, "edition": edition}
        raise ValidationError(_("%(opd)s bukan peserta %(edition)s; jadikan peserta dahulu.") % facts)


def _drop_partner(innovation: Innovation, target: OPD) -> list[dict[str, Any]]:
    """Who leads is no partner beside: what was said as one is kept, should it come back."""
    rows = innovation.partnerships.filter(opd=target)
    fields = ("innovation", "opd", "part", "is_confirmed", "answered_by", "reason")
    kept = [
        {**dict(zip(fields, row, strict=True)), "answered_at": at and at.isoformat()}
        for *row, at in rows.values_list(*fields, "answered_at")
    ]
    rows.delete()
    return kept


def _join(opd: OPD, into: OPD) -> list[int]:
    """Its part in what others lead goes over as well, where the successor has none yet."""
    rows = Partnership.objects.filter(opd=opd, innovation__proposals__edition__in=running()).distinct()
    free = [
        row.pk
        for row in rows.select_related("innovation").prefetch_related("innovation__partnerships")
        if into.pk not in {row.innovation.opd_id, *(one.opd_id for one in row.innovation.partnerships.all())}
    ]
    Partnership.objects.filter(pk__in=free).update(opd=into)
    return free


def _hand_over(innovation: Innovation, target: OPD, by: User, note: str) -> None:
    before = innovation.opd_id
    innovation.opd = target
    innovation.save(update_fields=["opd"])
    for proposal in innovation.proposals.filter(edition__in=running()).select_related("edition"):
        ledger.record(
            "proposal.succeed",
            proposal,
            by=by,
            chain=proposal.edition.ledger_chain,
            before={"opd": before},
            after={"opd": target.pk},
            note=note,
        )


def _back(opd: OPD, moved: Mapping[str, Any], by: User, note: str) -> None:
    lock_titles()
    rows = lock_all(Innovation.objects.filter(pk__in=moved["led"]), no_key=True)
    published = set(moved["editions"]) - set(running())
    for innovation in rows:
        if innovation.opd_id != moved["led"][str(innovation.pk)]:
            raise ValidationError(_("“%(title)s” sudah berpindah lagi ke OPD lain.") % {"title": innovation.title})
        if innovation.proposals.filter(edition__in=published).exists():
            raise ValidationError(_("Hasil yang memuat “%(title)s” sudah terbit.") % {"title": innovation.title})
    for innovation in rows:
        _hand_over(innovation, opd, by, note)
    known = {row.pk for row in rows}
    Partnership.objects.bulk_create(
        (
            Partnership(
                innovation_id=row["innovation"],
                opd_id=row["opd"],
                part=row["part"],
                is_confirmed=row["is_confirmed"],
                answered_by_id=row["answered_by"],
                answered_at=row["answered_at"],
                reason=row["reason"],
            )
            for row in moved["dropped"]
            if row["innovation"] in known
        ),
        ignore_conflicts=True,
    )
    Partnership.objects.filter(pk__in=moved["joined"]).update(opd=opd)


mover("entries", Mover(_listed, _move, _back))

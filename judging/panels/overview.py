"""The panels of an edition as its secretariat looks at them: who sits, what was answered, and what is lacking."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition, Stage
from judging.models import Answer, Panel, Pledge, Seat, SeatRole


@dataclass(frozen=True)
class SeatLine:
    """A seat with the pledge of who sits on it."""

    seat: Seat
    pledge: Pledge | None
    replacement: Seat | None

    @property
    def is_declined(self) -> bool:
        return self.seat.answer == Answer.DECLINED

    @property
    def is_vacant(self) -> bool:
        return self.is_declined and self.replacement is None


@dataclass(frozen=True)
class PanelLines:
    panel: Panel
    lines: list[SeatLine]


@dataclass(frozen=True)
class StagePanels:
    stage: Stage
    panels: list[PanelLines]
    warnings: list[str]


def panels_of(edition: Edition) -> list[StagePanels]:
    """Stage by stage, in as many queries for one seat as for many."""
    seats = Prefetch(
        "seats", Seat.objects.select_related("user", "body", "replaces__user").prefetch_related("expertise")
    )
    panels = Prefetch("panels", Panel.objects.prefetch_related(seats))
    pledges = {pledge.user_id: pledge for pledge in edition.pledges.defer("text")}
    categories = [category.name for category in edition.categories.all()]
    bodies = {body.code: body.name for body in edition.jury_bodies.all()}
    return [
        _stage(stage, pledges, categories, bodies)
        for stage in edition.stages.select_related("rubric").prefetch_related(panels).order_by("pk")
    ]


def _stage(stage: Stage, pledges: dict[int, Pledge], categories: list[str], bodies: dict[str, str]) -> StagePanels:
    panels = []
    for panel in stage.panels.all():
        seats = list(panel.seats.all())
        replaced: dict[Any, Seat] = {seat.replaces_id: seat for seat in seats if seat.replaces_id}
        lines = [SeatLine(seat, pledges.get(seat.user_id), replaced.get(seat.pk)) for seat in seats]
        panels.append(PanelLines(panel, lines))
    standing = [line.seat for one in panels for line in one.lines if not line.is_declined]
    return StagePanels(stage, panels, list(lacking(stage, standing, categories, bodies)))


def lacking(stage: Stage, standing: Iterable[Seat], categories: Iterable[str], bodies: dict[str, str]) -> Iterator[str]:
    """What the seats that stand do not amount to yet, in sentences."""
    standing = list(standing)
    members = [seat for seat in standing if seat.role == SeatRole.MEMBER]
    count = len({seat.user_id for seat in members})
    if count < stage.quorum:
        text = _("Anggota baru %(count)d orang, kuorumnya %(quorum)d lembar.")
        yield text % {"count": count, "quorum": stage.quorum}
    elif stage.jurors_per_proposal and count < stage.jurors_per_proposal:
        text = _("Anggota baru %(count)d orang, setiap usulan dinilai %(wanted)d juri.")
        yield text % {"count": count, "wanted": stage.jurors_per_proposal}
    if not any(seat.role == SeatRole.CHAIR for seat in standing):
        yield _("Belum ada ketua.")
    seated = {seat.body.code for seat in members}
    if missing := [bodies.get(body, body) for body in stage.required_bodies if body not in seated]:
        yield _("Unsur yang wajib belum ada: %(bodies)s.") % {"bodies": ", ".join(missing)}
    known = {category.name for seat in members for category in seat.expertise.all()}
    if members and (unknown := [name for name in categories if name not in known]):
        if known:
            yield _("Belum ada juri yang ahli di: %(categories)s.") % {"categories": ", ".join(unknown)}
        else:
            yield _("Keahlian juri belum diisi.")
    yield from _unanswered([seat for seat in standing if not seat.answer])


def _unanswered(seats: list[Seat]) -> Iterator[str]:
    """Who has not been asked is not waited for."""
    if uninvited := sum(seat.invited_at is None for seat in seats):
        sentence = ngettext("%(count)d juri belum diundang.", "%(count)d juri belum diundang.", uninvited)
        yield sentence % {"count": uninvited}
    if waiting := len(seats) - uninvited:
        sentence = ngettext("%(count)d undangan belum dijawab.", "%(count)d undangan belum dijawab.", waiting)
        yield sentence % {"count": waiting}

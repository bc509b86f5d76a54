"""The headline of the secretariat: a phase that is over with work left undone, and the ways out of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import wib
from competitions.models import Edition
from competitions.outlook import LapsedPhase, lapsed_phases
from competitions.unfinished import WayOut, unfinished_in


@dataclass(frozen=True)
class Headline:
    """What has lapsed in an edition. The first way opens the phase again, the others go on without."""

    edition: Edition
    title: str
    detail: str
    ways: list[WayOut]


def headlines(editions: Iterable[Edition]) -> Iterator[Headline]:
    """One for each phase that lapsed, in a fixed number of queries for all editions."""
    editions = list(editions)
    work = unfinished_in(editions)
    for edition in editions:
        for lapse in lapsed_phases(edition, work.get(edition.pk, [])):
            yield headline(lapse)


def headline(lapse: LapsedPhase) -> Headline:
    phase, edition = lapse.phase, lapse.edition
    left = ", ".join(f"{one.text[:1].lower()}{one.text[1:]}" for one in lapse.work)
    title = _("%(phase)s sudah ditutup: %(left)s") % {"phase": phase, "left": left}
    detail = _("Ditutup %(closed)s · %(edition)s") % {"closed": wib(phase.closes_at), "edition": edition}
    return Headline(edition, title, detail, list(ways_out(lapse)))


def ways_out(lapse: LapsedPhase) -> Iterator[WayOut]:
    """More time; else let off who is late, or decide to go on without."""
    place = [lapse.edition.slug, lapse.phase.kind]
    yield WayOut(gettext_lazy("Buka lagi tahapan ini"), reverse("competitions:phase-reschedule", args=place))
    if lapse.may_go_on_without:
        yield WayOut(gettext_lazy("Lanjutkan tanpa itu"), reverse("competitions:phase-let-go", args=place))
        return
    found = {way.url: way for one in lapse.work for way in one.ways}
    yield from found.values() or (WayOut(one.action, one.url) for one in lapse.work[:1])

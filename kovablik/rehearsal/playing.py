"""A rehearsal played through the actions of the apps, as the sample edition is, as far as it is wanted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD
from competitions.actions.edition import open_edition
from competitions.actions.schedule import update_phases
from competitions.models import Edition, Participant, PhaseKind, Stage
from judging.models import SeatRole
from judging.panels.actions import create_panel
from judging.panels.actions_seat import seat_juror
from kovablik.seeding import play as acts
from kovablik.seeding.calendars import calendar_running
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.kota_batu import WAITING, entries_2026, play_registration
from kovablik.seeding.people import CHAIR, JURY, Cast, make_cast
from kovablik.seeding.play import Play, SampleEntry

Say = Callable[[str | Promise], None]
STAGES: dict[str, str | Promise] = {
    "pengajuan": _("Pendaftaran: usulan contoh sebagian terkirim"),
    "penilaian": _("Penilaian: sebagian lembar belum dikunci"),
    "pleno": _("Pleno: semua lembar terkunci, peringkat tersusun"),
    "pengumuman": _("Pengumuman: hasil terbit, piagam CONTOH dicetak"),
}
OF_ONE_STAGE = ("pleno", "pengumuman")
LATER = {PhaseKind.PRESENTATION: 2, PhaseKind.VISIT: 2}  # days of the phases that only some editions have
MINUTES, VENUE = "CONTOH/BA", "Ruang rapat (contoh)"


def stages_for(edition: Edition) -> dict[str, str | Promise]:
    """How far it can be played: what is judged in several stages goes as far as the first."""
    if edition.stages.count() == 1:
        return STAGES
    return {key: label for key, label in STAGES.items() if key not in OF_ONE_STAGE}


def play(edition: Edition, stage: str, say: Say) -> None:
    """From the draft to this stage. A ValidationError says what of the rules stands in the way."""
    say(_("Jadwal, juri, dan OPD contoh"))
    begun = announce(edition, stage)
    entries = _entries(edition)
    say(_("Usulan contoh"))
    if stage == "pengajuan":
        play_registration(begun, entries)
        return
    sent = acts.enter(begun, entries)
    say(_("Seleksi administrasi"))
    acts.verify(begun, sent.values())
    say(_("Penilaian juri"))
    acts.judge(begun, entries, waiting=WAITING if stage == "penilaian" else ())
    if stage in OF_ONE_STAGE:
        say(_("Peringkat"))
        acts.rank(begun)
    if stage == "pengumuman":
        say(_("Pleno dan pengumuman"))
        acts.confirm(begun, minutes_number=MINUTES, venue=VENUE)
        acts.publish(begun)


def announce(edition: Edition, stage: str) -> Play:
    """Lay the calendar back, call the sample agencies, seat the jury, open it."""
    agencies = make_agencies()
    cast = make_cast(agencies)
    calendar = _calendar(edition, stage)
    first = calendar[PhaseKind.REGISTRATION][0]
    with clock.at(first - timedelta(days=7)):
        by = cast["sekretariat"]
        edition.awarded_on = max(closes for _opens, closes in calendar.values()).date()
        edition.save(update_fields=["awarded_on"])
        edition = update_phases(edition=edition, calendar=calendar, by=by)
        called = OPD.objects.filter(is_participant=True).order_by("pk")
        Participant.objects.bulk_create(Participant(edition=edition, opd=opd) for opd in called)
        _seat_jury(edition.stages.all()[0], cast)
        edition = open_edition(edition=edition, by=cast["sekretariat"])
    return Play(edition, calendar, agencies, cast)


def _calendar(edition: Edition, stage: str) -> acts.Calendar:
    """That of the sample edition, with room after the judging for what else this one needs."""
    calendar = dict(calendar_running(stage, clock.now()))
    moved = timedelta()
    for kind in PhaseKind:
        if kind in calendar:
            opens_at, closes_at = calendar[kind]
            calendar[kind] = (opens_at + moved, closes_at + moved)
            end = closes_at + moved
        elif kind in edition.needed_phases():
            calendar[kind] = (end, end + timedelta(LATER[kind]))
            end, moved = end + timedelta(LATER[kind]), moved + timedelta(LATER[kind])
    return calendar


def _seat_jury(stage: Stage, cast: Cast) -> None:
    by = cast["sekretariat"]
    panel = create_panel(stage=stage, name="Panel contoh", by=by)
    bodies = cycle(stage.edition.jury_bodies.order_by("pk"))
    for name in JURY:
        seat_juror(panel=panel, user=cast[name], body=next(bodies), by=by)
    seat_juror(panel=panel, user=cast[CHAIR[0]], body=next(bodies), role=SeatRole.CHAIR, by=by)


def _entries(edition: Edition) -> list[SampleEntry]:
    """The sample innovations, in the categories of this edition by turns."""
    categories = cycle(edition.categories.values_list("name", flat=True).order_by("number"))
    return [replace(entry, category=next(categories)) for entry in entries_2026()]

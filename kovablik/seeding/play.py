"""A competition played from the call to the result, every step by its person through the actions of the apps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.files.base import ContentFile

from accounts import clock
from accounts.models import OPD, User
from awards.actions.plenary import confirm_plenary
from awards.actions.publication import publish_result
from competitions.actions.edition import create_edition, open_edition
from competitions.actions.parts import update_tiers
from competitions.actions.schedule import update_phases
from competitions.models import Edition, PhaseKind, Stage
from judging.assigning.actions import assign_all
from judging.models import ScoreSheet, SeatRole
from judging.panels.actions import create_panel
from judging.panels.actions_pledge import accept_pledge
from judging.panels.actions_seat import seat_juror
from judging.ranking.actions import rebuild_ranking
from judging.scoring.actions import finalise_scoresheet, save_scores
from submissions.attachments.actions import add_attachment
from submissions.entry.actions import Identity, register_proposal
from submissions.entry.actions_innovators import Person, set_innovators
from submissions.entry.actions_partners import record_partner_answer
from submissions.entry.actions_section import save_section
from submissions.models import Proposal
from submissions.steps.workflow import take

from .calendars import Calendar, inside
from .people import CHAIR, JURY, Cast
from .scores import sample_points
from .texts import sample_text

MINUTE = timedelta(minutes=1)
VIDEO = "https://video.contoh.example/inovasi"
SAMPLE_PAGE = """
    <html lang="id"><head><title>Dokumen contoh</title></head>
    <body><h1>CONTOH</h1><p>Dokumen contoh. Tidak berlaku sebagai bukti.</p></body></html>
"""


@dataclass(frozen=True)
class SampleEntry:
    """What an agency enters, and the score around which the sample marks are to lie. `turn` shifts their pattern."""

    title: str
    long_title: str
    owners: tuple[str, ...]
    target: Decimal
    turn: int
    category: str


@dataclass(frozen=True)
class Play:
    """An edition in the making, its people, and its calendar."""

    edition: Edition
    calendar: Calendar
    agencies: dict[str, OPD]
    cast: Cast

    def moment(self, kind: PhaseKind) -> datetime:
        return inside(self.calendar, kind)


def announce(
    identity: dict[str, Any],
    calendar: Calendar,
    agencies: dict[str, OPD],
    cast: Cast,
    tiers: Sequence[dict[str, Any]],
    before_opening: Callable[[Edition, User], None] | None = None,
) -> Play:
    """Make an edition from the default preset, seat the jury and open it, the week before its first day."""
    first = calendar[PhaseKind.REGISTRATION][0]
    with clock.at(first - timedelta(days=7)):
        by = cast["sekretariat"]
        edition = create_edition(
            template="kovablik-jatim-2023",
            identity=identity,
            first_day=first.date(),
            by=by,
            is_sample=True,
        )
        update_phases(edition=edition, calendar=calendar, by=by)
        update_tiers(edition=edition, rows=tiers, by=by)
        seat_jury(edition.stages.get(), cast)
        if before_opening:
            before_opening(edition, by)
        edition = open_edition(edition=edition, by=cast["sekretariat"])
    return Play(edition, calendar, agencies, cast)


def seat_jury(stage: Stage, cast: Cast) -> None:
    by = cast["sekretariat"]
    panel = create_panel(stage=stage, name="Panel A", by=by)
    for name, body in JURY.items():
        seat_juror(panel=panel, user=cast[name], body=body, by=by)
    name, body = CHAIR
    seat_juror(panel=panel, user=cast[name], body=body, role=SeatRole.CHAIR, by=by)


def draft(play: Play, entry: SampleEntry, *, unwritten: Sequence[str] = ()) -> Proposal:
    """Register an innovation and fill its proposal, but for the sections named `unwritten`."""
    lead, *partners = entry.owners
    by = play.cast.operators[lead]
    proposal = register_proposal(
        edition=play.edition,
        opd=play.agencies[lead],
        identity=Identity(
            title=entry.title,
            long_title=entry.long_title,
            partners=[play.agencies[abbr] for abbr in partners],
            category=play.edition.categories.get(name=entry.category),
            started_on=date(play.edition.year - 2, 3, 1),
            video_url=VIDEO,
        ),
        by=by,
        is_sample=True,
    )
    for row in proposal.innovation.partnerships.all():
        secretary, reason = play.cast["sekretariat"], "Surat kesediaan mitra (contoh)."
        record_partner_answer(proposal=proposal, partnership=row, is_confirmed=True, reason=reason, by=secretary)
    set_innovators(proposal=proposal, people=[innovator(lead)], by=by)
    for template in play.edition.section_templates.all():
        if template.name not in unwritten:
            text = sample_text(template.name, title=entry.title, opd=lead, max_words=template.max_words)
            save_section(proposal=proposal, template=template, text=text, by=by)
            if template.evidence_required:
                attach(proposal, f"Data dukung {template.name}.pdf", by=by, section=template)
    for requirement in play.edition.document_requirements.all():
        attach(proposal, f"{requirement.name}.pdf", by=by, requirement=requirement)
    return proposal


def innovator(abbr: str) -> Person:
    return Person(f"Pegawai {abbr} (contoh)", part="Ketua tim")


def attach(proposal: Proposal, name: str, **place: Any) -> None:
    add_attachment(proposal=proposal, file=ContentFile(sample_pdf(), name=name), **place)


@cache
def sample_pdf() -> bytes:
    from weasyprint import HTML  # noqa: PLC0415  # slow to import, and only seeding draws this page

    return HTML(string=SAMPLE_PAGE).write_pdf()


def send(play: Play, proposal: Proposal) -> Proposal:
    head = play.cast.heads[proposal.innovation.opd.abbr]
    return take("submit", proposal=proposal, by=head)


def enter(play: Play, entries: Iterable[SampleEntry]) -> dict[str, Proposal]:
    """Draft and send every entry during the registration, a few minutes apart; by title."""
    sent = {}
    with clock.at(play.moment(PhaseKind.REGISTRATION)):
        for entry in entries:
            proposal = draft(play, entry)
            clock.tick(MINUTE)
            sent[entry.title] = send(play, proposal)
            clock.tick(MINUTE)
    return sent


def verify(play: Play, proposals: Iterable[Proposal]) -> None:
    with clock.at(play.moment(PhaseKind.ADMINISTRATION)):
        for proposal in proposals:
            take("verify", proposal=proposal, by=play.cast["verifikator"])
            clock.tick(MINUTE)
        assign_all(stage=play.edition.stages.get(), by=play.cast["sekretariat"])


def pledge(play: Play) -> None:
    """Every juror accepts the integrity pledge as the judging begins, before the first proposal opens."""
    with clock.at(play.moment(PhaseKind.JUDGING) - MINUTE):
        for name in (*JURY, CHAIR[0]):
            accept_pledge(edition=play.edition, user=play.cast[name], by=play.cast[name])


def judge(play: Play, entries: Iterable[SampleEntry], *, waiting: Sequence[tuple[str, str]] = ()) -> None:
    """Every juror marks and locks every sheet, but for those named in `waiting` as (juror, title).

    The first of the waiting sheets is begun, so that somebody can go on with it.
    """
    pledge(play)
    by_title = {entry.title: entry for entry in entries}
    seats = {name: turn for turn, name in enumerate(JURY)}
    begun = waiting[0] if waiting else None
    sheets = ScoreSheet.objects.in_edition(play.edition).with_details().order_by("assignment__juror_id", "pk")
    with clock.at(play.moment(PhaseKind.JUDGING)):
        for sheet in sheets:
            juror, proposal = sheet.assignment.juror.username, sheet.assignment.proposal
            entry, here = by_title[proposal.innovation.title], (juror, proposal.innovation.title)
            if here == begun:
                mark(play, sheet, entry, seats[juror], only=3)
            elif here not in waiting:
                mark(play, sheet, entry, seats[juror])
                finalise_scoresheet(sheet=sheet, by=play.cast[juror])
            clock.tick(MINUTE)


def mark(play: Play, sheet: ScoreSheet, entry: SampleEntry, seat: int, only: int | None = None) -> None:
    criteria = list(sheet.rubric.criteria.all())[:only]
    points = {
        criterion.pk: sample_points(entry.target, juror=seat, criterion=number, turn=entry.turn)
        for number, criterion in enumerate(criteria)
    }
    save_scores(sheet=sheet, points=points, by=play.cast[sheet.assignment.juror.username])


def rank(play: Play) -> None:
    with clock.at(play.moment(PhaseKind.PLENARY)):
        rebuild_ranking(edition=play.edition, by=play.cast["sekretariat"])


def confirm(play: Play, **meeting: Any) -> None:
    with clock.at(play.moment(PhaseKind.PLENARY) + MINUTE):
        confirm_plenary(edition=play.edition, by=play.cast["sekretariat"], **meeting)


def publish(play: Play) -> None:
    with clock.at(play.moment(PhaseKind.ANNOUNCEMENT)):
        publish_result(edition=play.edition, by=play.cast["sekretariat"])

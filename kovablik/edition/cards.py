"""The cards of an edition's home: each answers one question with a picture, and leads to the page that says more."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from awards.actions.publication import Preview, preview
from awards.models import Publication
from awards.plenary import PlenaryAgenda
from awards.progress import DrawingProgress, progress_of
from competitions.models import Edition, Stage
from judging.models import Assignment, Place, Score
from judging.monitoring.charts import AgreementLine, agreement_lines
from judging.monitoring.measuring import kept
from judging.monitoring.progress import BEGUN, EXCUSED, FINAL, OPEN, STATES
from judging.monitoring.spreads import spreads
from judging.ranking.views import get_ranking
from submissions.models import NEVER_SENT, Innovation, State

from .figures import EditionFigures
from .pictures import Axis, SheetMap, share, sheet_map

MOST_CELLS = 400  # sheets that are drawn one by one
FIRST = 5


@dataclass(frozen=True)
class EntriesCard:
    """Who takes part, and how far the proposals came."""

    part: int
    called: int
    bars: list[tuple[str, int, str]]  # what it counts, how many, its width


def entries_card(figures: EditionFigures) -> EntriesCard:
    entered = figures.proposals() - figures.proposals(State.WITHDRAWN)
    sent = figures.proposals(*(state for state in State if state not in NEVER_SENT))
    bars = [(_("didaftarkan"), entered), (_("terkirim"), sent), (_("lolos"), figures.proposals(State.VERIFIED))]
    return EntriesCard(
        figures.number("taking part"),
        figures.number("called"),
        [(name, count, share(count, entered)) for name, count in bars],
    )


@dataclass(frozen=True)
class SheetsCard:
    """How far the jurors of a stage are: a cell for each sheet, or a bar where there are too many."""

    stage: Stage
    final: int
    given: int
    map: SheetMap | None
    spoken: str

    @property
    def final_share(self) -> str:
        return share(self.final, self.given)


def sheets_card(figures: EditionFigures, stage: Stage) -> SheetsCard:
    final, given = figures.locked(stage), figures.number("sheet", stage)
    if given > MOST_CELLS:
        return SheetsCard(stage, final, given, None, "")
    cells = sheet_cells(stage)
    states = [state for _proposal, _juror, state in cells]
    spoken = ", ".join(f"{states.count(state)} {STATES[state]}" for state in STATES if state in states)
    return SheetsCard(stage, final, given, sheet_map(cells, [FINAL, BEGUN, OPEN, EXCUSED]), spoken)


def sheet_cells(stage: Stage) -> list[tuple[int, int, str]]:
    """Proposal, juror and state of each sheet, by the proposals' titles."""
    marked = Exists(Score.objects.filter(sheet=OuterRef("sheet")))
    rows = Assignment.objects.filter(stage=stage).annotate(marked=marked).order_by("proposal__innovation__title", "pk")
    columns = ("proposal", "juror", "excused_at", "sheet__finalised_at", "marked")
    return [
        (proposal, juror, EXCUSED if excused else FINAL if final else BEGUN if is_marked else OPEN)
        for proposal, juror, excused, final, is_marked in rows.values_list(*columns)
    ]


@dataclass(frozen=True)
class AgreementCard:
    """How much the jurors of a stage agree, and where they lie furthest apart."""

    stage: Stage
    line: AgreementLine | None
    title: str = ""
    spread: Decimal | None = None

    @property
    def alpha(self) -> float | None:
        return self.line.found.alpha if self.line else None

    @property
    def at(self) -> str:
        """Where alpha lies on the bar from 0 to 1; worse than chance is drawn at its left end."""
        return share(min(max(self.alpha or 0.0, 0.0), 1.0), 1)

    @property
    def is_beyond(self) -> bool:
        limit = self.stage.spread_limit
        return self.spread is not None and limit is not None and self.spread > limit


def agreement_card(stage: Stage) -> AgreementCard:
    measured, _is_current = kept(stage)
    line = agreement_lines(measured)[0] if measured else None
    if not (widest := spreads(stage).first()):
        return AgreementCard(stage, line)
    title = Innovation.objects.filter(proposals=widest["assignment__proposal"]).values_list("title", flat=True).get()
    return AgreementCard(stage, line, title, widest["spread"])


@dataclass(frozen=True)
class TopLine:
    place: int
    title: str
    score: Decimal
    at: str


@dataclass(frozen=True)
class TopCard:
    """Who leads, and by how much: dots on one axis."""

    lines: list[TopLine]
    axis: Axis | None
    is_confirmed: bool


def top_card(edition: Edition, user: User) -> TopCard:
    ranking = get_ranking(edition)
    if not ranking:
        return TopCard([], None, is_confirmed=False)
    places = (
        Place.objects.visible_to(user).placed().filter(ranking=ranking).select_related("proposal__innovation")[:FIRST]
    )
    rows = [
        (one.place, one.proposal.innovation.title, one.score) for one in places if one.place and one.score is not None
    ]
    if not rows:
        return TopCard([], None, is_confirmed=ranking.is_confirmed)
    axis = Axis.of([score for _place, _title, score in rows])
    lines = [TopLine(place, title, score, axis.at(score)) for place, title, score in rows]
    return TopCard(lines, axis, is_confirmed=ranking.is_confirmed)


@dataclass(frozen=True)
class PlenaryCard:
    """What stands between the sheets and the result: each step with whether it is done."""

    steps: list[tuple[str, bool]]


def plenary_card(agenda: PlenaryAgenda, figures: EditionFigures) -> PlenaryCard:
    is_confirmed = agenda.is_confirmed
    late = 0 if is_confirmed else sum(count for _name, count in agenda.late)
    undecided = 0 if is_confirmed else len(agenda.outcome.undecided)
    return PlenaryCard(
        [
            (sheets_in_words(late), not late and bool(agenda.ranking)),
            (ties_in_words(agenda, undecided), not undecided and bool(agenda.ranking)),
            (_("peringkat ditetapkan") if is_confirmed else _("peringkat belum ditetapkan"), is_confirmed),
            (
                _("hasil terbit") if figures.number("publication") else _("hasil belum terbit"),
                bool(figures.number("publication")),
            ),
        ]
    )


def sheets_in_words(late: int) -> str:
    if not late:
        return _("tidak ada lembar yang ditunggu")
    return ngettext("%(count)d lembar ditunggu", "%(count)d lembar ditunggu", late) % {"count": late}


def ties_in_words(agenda: PlenaryAgenda, undecided: int) -> str:
    if undecided:
        sentence = ngettext("%(count)d seri menunggu keputusan", "%(count)d seri menunggu keputusan", undecided)
        return sentence % {"count": undecided}
    tiers = ", ".join(tier.name for tier in agenda.tiers)
    return _("tidak ada seri di batas %(tiers)s") % {"tiers": tiers}


@dataclass(frozen=True)
class CertificatesCard:
    """How many piagam there are or will be, and how far their drawing is."""

    drawing: DrawingProgress | None = None
    coming: Preview | None = None

    @property
    def drawn_share(self) -> str:
        return share(self.drawing.drawn, self.drawing.total) if self.drawing else share(0, 1)


def certificates_card(edition: Edition, agenda: PlenaryAgenda) -> CertificatesCard:
    if publication := Publication.objects.latest_of(edition):
        return CertificatesCard(progress_of(publication))
    return CertificatesCard(coming=preview(agenda)) if agenda.ranking else CertificatesCard()


class Cards:
    """The cards that a person may see; each is read when the page draws it."""

    def __init__(self, edition: Edition, user: User, figures: EditionFigures) -> None:
        self.edition, self.user, self.figures = edition, user, figures

    def _may(self, right: str) -> bool:
        return self.edition.is_open and self.user.has_perm(right, self.edition)

    @cached_property
    def agenda(self) -> PlenaryAgenda:
        return PlenaryAgenda(self.edition, reader=self.user)

    @cached_property
    def stage(self) -> Stage | None:
        """The stage that runs, else the last that has sheets, else the first."""
        stages = list(self.edition.stages.all())
        running = [stage for stage in stages if self.edition.in_phase(stage.kind)]
        given = [stage for stage in stages if self.figures.number("sheet", stage)]
        return next(iter([*running, *reversed(given), *stages]), None)

    @cached_property
    def entries(self) -> EntriesCard | None:
        return entries_card(self.figures) if self._may("submissions.view_overview") else None

    @cached_property
    def sheets(self) -> SheetsCard | None:
        return sheets_card(self.figures, self.stage) if self.stage and self._may("judging.view_jury") else None

    @cached_property
    def agreement(self) -> AgreementCard | None:
        return agreement_card(self.stage) if self.stage and self._may("judging.view_jury") else None

    @cached_property
    def top(self) -> TopCard | None:
        return top_card(self.edition, self.user) if self._may("judging.view_ranking") else None

    @cached_property
    def plenary(self) -> PlenaryCard | None:
        return plenary_card(self.agenda, self.figures) if self._may("awards.view_plenary") else None

    @cached_property
    def certificates(self) -> CertificatesCard | None:
        return certificates_card(self.edition, self.agenda) if self._may("awards.view_certificates") else None

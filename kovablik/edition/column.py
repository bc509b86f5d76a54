"""The column beside every page of an edition: all its pages in the order of the calendar, with live figures.

GROUPS is the one table. Whoever builds a new page of an edition adds its line there: what it is called, its address,
the right that opens it, and the figure that stands beside it. Nobody sees a line that the right does not open.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import OFFICERS
from competitions.models import Edition, PhaseKind, Stage, StageKind
from judging.rules import asking_once
from submissions.models import State

from .figures import EditionFigures, newest_editions

Words = str | Promise
DONE = "✓"
STAGES: dict[str, Words] = {
    StageKind.DESK: _("proposal"),
    StageKind.PRESENTATION: _("presentasi"),
    StageKind.VISIT: _("kunjungan"),
}


@dataclass(frozen=True)
class Figure:
    """What stands beside a line, and the word that says what it counts. What waits for somebody is gold.

    A count tells of proposals that a chair in conflict must not know of: it is for those who have an office.
    """

    text: Words
    word: Words = ""
    waits: bool = False

    @property
    def is_count(self) -> bool:
        return any(letter.isdigit() for letter in str(self.text))


def number(what: str) -> Callable[[EditionFigures, Stage | None], Figure | None]:
    """How many there are, and nothing where there is none."""

    def figure(figures: EditionFigures, stage: Stage | None) -> Figure | None:
        count = figures.number(what, stage)
        return Figure(str(count)) if count else None

    return figure


def coverage(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    called, part = figures.number("called"), figures.number("taking part")
    return Figure(f"{part}/{called}", _("OPD ikut")) if called and figures.edition.is_open else None


def entered(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    count = figures.proposals() - figures.proposals(State.WITHDRAWN)
    return Figure(str(count)) if count else None


def unchecked(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    if waiting := figures.proposals(State.SUBMITTED):
        return Figure(str(waiting), _("belum diperiksa"), waits=figures.edition.in_phase(PhaseKind.ADMINISTRATION))
    return Figure(DONE, _("semua sudah diperiksa")) if figures.proposals(State.VERIFIED, State.REJECTED) else None


def unlocked(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    if waiting := figures.unlocked(stage):
        return Figure(str(waiting), _("lembar belum dikunci"), waits=True)
    return Figure(DONE, _("semua lembar terkunci")) if figures.number("sheet", stage) else None


def ranked(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    return Figure(DONE, _("ditetapkan")) if figures.number("ranking") else None


def met(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    if figures.number("plenary"):
        return Figure(DONE, _("peringkat ditetapkan"))
    return Figure(_("belum"), waits=figures.edition.in_phase(PhaseKind.PLENARY)) if figures.edition.is_open else None


def published(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    if figures.number("publication"):
        return Figure(DONE, _("sudah terbit"))
    return Figure(_("siap"), waits=True) if figures.number("plenary") else None


def refused_mail(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    count = figures.number("refused mail")
    return Figure(str(count), _("alamat ditolak"), waits=True) if count else None


def is_drafted(figures: EditionFigures, stage: Stage | None) -> Figure | None:
    return None if figures.edition.is_open else Figure(_("disusun"), waits=True)


@dataclass(frozen=True)
class ColumnLine:
    """A page of the edition.

    `also` names further places under kelola/<slug>/ whose pages are this line's. With `for_each` it stands there once
    for each stage of these kinds, called `label_of` where there are several. An address that holds no edition
    (`by_filter`) is narrowed to it by its filter.
    """

    label: Words
    name: str
    right: str = ""
    figure: Callable[[EditionFigures, Stage | None], Figure | None] | None = None
    also: tuple[str, ...] = ()
    for_each: tuple[str, ...] = ()
    label_of: Words = ""
    by_filter: bool = False
    of_all: bool = False  # one page for all stages, where a right is asked of each
    anchor: str = ""

    def url(self, edition: Edition, stage: Stage | None) -> str:
        if self.by_filter:
            return f"{reverse(self.name)}?edisi={edition.slug}"
        return reverse(self.name, args=[edition.slug, *([stage.pk] if stage and not self.of_all else [])]) + self.anchor


DESK, TURNS, SITE = StageKind.DESK, StageKind.PRESENTATION, StageKind.VISIT
GROUPS: tuple[tuple[Words, tuple[ColumnLine, ...]], ...] = (
    ("", (ColumnLine(_("Ikhtisar"), "edition-detail", "judging.oversee_edition"),)),
    (
        _("1 Persiapan"),
        (
            ColumnLine(
                _("Ketentuan & rubrik"),
                "competitions:edition-rules",
                figure=is_drafted,
                also=("identitas", "kategori", "bagian", "dokumen", "aturan", "jenjang", "tahap", "rubrik", "hapus"),
            ),
            ColumnLine(_("Kalender"), "competitions:phase-list"),
            ColumnLine(
                _("OPD peserta"),
                "competitions:participant-list",
                "competitions.view_participants",
                number("called"),
            ),
            ColumnLine(_("Gladi bersih"), "rehearsal-detail", "competitions.rehearse_edition"),
        ),
    ),
    (
        _("2 Usulan"),
        (
            ColumnLine(_("Rekap usulan"), "submissions:overview-detail", "submissions.view_overview", coverage),
            ColumnLine(
                _("Daftar usulan"), "submissions:proposal-list", "submissions.view_entries", entered, by_filter=True
            ),
            ColumnLine(
                _("Seleksi administrasi"),
                "submissions:check-list",
                "submissions.view_checks",
                unchecked,
                by_filter=True,
            ),
            ColumnLine(_("Naskah"), "submissions:bundle-detail", "submissions.view_bundle"),
        ),
    ),
    (
        _("3 Penilaian"),
        (
            ColumnLine(
                _("Panel & juri"),
                "judging:panel-update",
                "judging.view_jury",
                number("juror"),
                also=("anggota",),
            ),
            ColumnLine(_("Unsur juri"), "judging:body-list", "judging.view_jury"),
            ColumnLine(_("Benturan"), "judging:conflict-list", "judging.view_jury", number("conflict")),
            ColumnLine(_("Penugasan"), "judging:assignment-list", "judging.view_jury", number("sheet")),
            ColumnLine(
                _("Jadwal presentasi"),
                "judging:session-list",
                "judging.view_agenda",
                number("turn"),
                also=("presentasi",),
                for_each=(TURNS,),
            ),
            ColumnLine(
                _("Kunjungan"),
                "judging:visit-list",
                "judging.view_jury",
                number("visit"),
                for_each=(SITE,),
            ),
            ColumnLine(
                _("Pantauan"),
                "judging:watch-detail",
                "judging.view_jury",
                unlocked,
                for_each=(DESK, TURNS, SITE),
                label_of=_("Pantauan %(stage)s"),
            ),
            ColumnLine(_("Lembar terkunci"), "judging:reopening-list", "judging.list_reopenable"),
            ColumnLine(_("Pakta integritas"), "judging:pledge-detail", "judging.view_own_conflicts"),
            ColumnLine(_("Benturan saya"), "judging:conflict-declare", "judging.view_own_conflicts"),
            ColumnLine(
                _("Jadwal saya"),
                "judging:agenda-detail",
                "judging.view_own_agenda",
                for_each=(TURNS,),
                of_all=True,
            ),
        ),
    ),
    (
        _("4 Keputusan"),
        (
            ColumnLine(_("Peringkat"), "judging:ranking-detail", "judging.view_ranking", ranked),
            ColumnLine(
                "",
                "judging:promotion-update",
                "judging.view_promotion",
                number("promoted"),
                for_each=(TURNS, SITE),
                label_of=_("Naik ke %(stage)s"),
            ),
            ColumnLine(_("Pleno"), "awards:plenary-detail", "awards.view_plenary", met),
            ColumnLine(
                _("Penghargaan khusus"),
                "awards:specialaward-list",
                "awards.view_certificates",
                number("special award"),
            ),
        ),
    ),
    (
        _("5 Pengumuman"),
        (
            ColumnLine(
                _("Terbitkan"), "awards:plenary-detail", "awards.view_certificates", published, anchor="#terbitkan"
            ),
            ColumnLine(
                _("Piagam"),
                "awards:certificate-list",
                "awards.view_certificates",
                number("certificate"),
            ),
        ),
    ),
    (
        _("Pertanggungjawaban"),
        (
            ColumnLine(_("E-mail keluar"), "outbox-list", "accounts.view_outbox", refused_mail),
            ColumnLine(_("Jejak"), "ledger-list", "accounts.view_ledger"),
        ),
    ),
)

OF_NOTHING = {"submissions.view_checks", "submissions.view_entries", "accounts.view_ledger", "accounts.view_outbox"}
OF_STAGE = {"judging.view_agenda", "judging.view_own_agenda", "judging.view_promotion"}


@dataclass(frozen=True)
class ColumnPlace:
    """A line as it is drawn for one person on one page."""

    label: Words
    url: str
    figure: Figure | None
    is_here: bool


Opened = tuple[ColumnLine, Stage | None, str]  # a line that a person may open, and its address


class EditionColumn:
    """The lines of an edition that a person may open, on the page at a path."""

    def __init__(self, edition: Edition, user: User, path: str) -> None:
        self.user, self.path = user, path
        self.figures = EditionFigures(edition)
        self.edition = self.figures.edition
        self.counts_all = user.has_role(*OFFICERS)
        self._may: dict[tuple[str, int | None], bool] = {}

    @cached_property
    def opened(self) -> list[tuple[Words, list[Opened]]]:
        """Group by group, without what is empty."""
        with asking_once():
            groups = [(label, list(self._opened(lines))) for label, lines in GROUPS]
        return [(label, lines) for label, lines in groups if lines]

    @cached_property
    def groups(self) -> list[tuple[Words, list[ColumnPlace]]]:
        return [(label, [self._place(*one) for one in lines]) for label, lines in self.opened]

    @cached_property
    def here(self) -> str:
        """The address of the line whose page this is: the one that names most of its path, of equals the first."""
        home = reverse("edition-detail", args=[self.edition.slug])
        best, here = 0, ""
        for _label, lines in self.opened:
            for line, _stage, url in lines:
                roots = [url.partition("?")[0].partition("#")[0], *(f"{home}{part}/" for part in line.also)]
                reach = max((len(root) for root in roots if self._lies_below(root, home)), default=0)
                if reach > best:
                    best, here = reach, url
        return here

    @property
    def is_wanted(self) -> bool:
        """Beside a page that belongs to a line, for anyone who may open more than everybody may."""
        return bool(self.here) and any(line.right for _label, lines in self.opened for line, _stage, _url in lines)

    @property
    def title(self) -> Words:
        """What the folded column calls the page."""
        return next(place.label for _label, places in self.groups for place in places if place.is_here)

    @cached_property
    def others(self) -> list[Edition]:
        """The other editions that this person may see, the newest first."""
        may = self.user.has_perm
        return [one for one in newest_editions() if one != self.edition and may("competitions.view_edition", one)]

    def _lies_below(self, root: str, home: str) -> bool:
        return self.path == root or (root != home and self.path.startswith(root))

    def _opened(self, lines: tuple[ColumnLine, ...]) -> Iterator[Opened]:
        for line in lines:
            for stage in self._stages_of(line):
                if self._may_open(line, stage):
                    yield line, stage, line.url(self.edition, stage)

    def _stages_of(self, line: ColumnLine) -> Iterator[Stage | None]:
        if not line.for_each:
            yield None
        yield from (stage for stage in self.figures.stages if stage.kind in line.for_each)

    def _may_open(self, line: ColumnLine, stage: Stage | None) -> bool:
        """Each right is asked once of each row."""
        if line.by_filter and not self.edition.is_open:
            return False  # the filter knows opened editions alone
        if not line.right:
            return True
        about = None if line.right in OF_NOTHING else stage if line.right in OF_STAGE else self.edition
        key = (line.right, stage.pk if stage and about is stage else None)
        if key not in self._may:
            self._may[key] = self.user.has_perm(line.right, about)
        return self._may[key]

    def _place(self, line: ColumnLine, stage: Stage | None, url: str) -> ColumnPlace:
        figure = line.figure(self.figures, stage) if line.figure else None
        if figure and figure.is_count and not self.counts_all:
            figure = None
        label = line.label
        if stage and line.label_of and (not label or len(self.figures.stages) > 1):
            label = str(line.label_of) % {"stage": STAGES[stage.kind]}
        return ColumnPlace(label, url, figure, is_here=url == self.here)

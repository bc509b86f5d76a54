"""A line of the home page's list; and the line of an edition that waits for nobody, so that the next act has a name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import wib
from competitions.models import Edition, PhaseKind

Words = str | Promise
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One thing that waits. Without an action it only waits for others."""

    title: str
    url: str
    action: Words = ""
    detail: Words | Edition = ""  # an edition where it must be found again
    due: datetime | None = None
    state: str = ""
    tone: str = ""
    note: Words = ""
    stage: Words = ""  # where several may run at once
    is_pressing: bool = False  # others have done their part, and wait

    @property
    def urgency(self) -> tuple:
        return (not self.action, not self.is_pressing, self.due or FAR)


STANDINGS: tuple[tuple[set[PhaseKind], Words, Words, str], ...] = (
    (
        {PhaseKind.PLENARY, PhaseKind.ANNOUNCEMENT, PhaseKind.AWARDING},
        gettext_lazy("Hasil sudah terbit dan semua piagam siap"),
        gettext_lazy("Buka piagam"),
        "awards:certificate-list",
    ),
    (
        {PhaseKind.JUDGING, PhaseKind.PRESENTATION, PhaseKind.VISIT},
        gettext_lazy("Tidak ada lembar yang menunggu juri"),
        gettext_lazy("Lihat peringkat"),
        "judging:ranking-detail",
    ),
    (
        {PhaseKind.ADMINISTRATION},
        gettext_lazy("Tidak ada usulan yang menunggu pemeriksaan"),
        gettext_lazy("Buka kalender"),
        "competitions:phase-list",
    ),
    (
        {PhaseKind.REGISTRATION},
        gettext_lazy("Pendaftaran sedang berlangsung"),
        gettext_lazy("Buka rekap usulan"),
        "submissions:overview-detail",
    ),
    (
        set(),
        gettext_lazy("Menunggu tahapan berikutnya"),
        gettext_lazy("Buka kalender"),
        "competitions:phase-list",
    ),
)


def quiet(editions: Iterable[Edition]) -> Iterator[Item]:
    """For the secretariat: where an edition stands in which nobody is late, and what comes next."""
    for edition in editions:
        running = {PhaseKind(phase.kind) for phase in edition.running_phases()}
        title, action, name = next(row[1:] for row in STANDINGS if not row[0] or row[0] & running)
        url = reverse(name, args=[edition.slug])
        yield Item(str(title), url, action, " · ".join([str(edition), *coming(edition)]))


def coming(edition: Edition) -> Iterator[str]:
    if phase := edition.next_phase():
        yield _("berikutnya %(phase)s, mulai %(opens)s") % {"phase": phase, "opens": wib(phase.opens_at)}

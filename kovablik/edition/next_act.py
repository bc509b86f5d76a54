"""The one act that comes next in an edition, for the person who reads its home: a sentence, until when, one button."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.formats import figure, wib
from accounts.models import User
from competitions.models import Edition, PhaseKind
from competitions.outlook import outlook
from competitions.unfinished import Unfinished, unfinished
from judging.models import ScoreSheet, has_pledged

from .figures import EditionFigures

Words = str | Promise
MOST_NAMES = 3


@dataclass(frozen=True)
class NextAct:
    """What is to be done, who or what it waits for, until when, and where."""

    title: Words
    url: str
    action: Words
    detail: str = ""
    is_late: bool = False
    other_url: str = ""  # the second way out of what has lapsed
    other: Words = ""


def next_act(edition: Edition, figures: EditionFigures) -> NextAct:
    """For those who watch over the edition; one that is still in the making has its checklist instead."""
    foremost = outlook(edition, unfinished(edition)).foremost
    missing = figures.number("called") - figures.number("taking part")
    if edition.in_phase(PhaseKind.REGISTRATION) and missing and not (foremost and foremost.has_lapsed):
        return call(edition, figures.number("called"), missing)
    return of_work(foremost) if foremost else quiet(edition, figures)


def of_work(work: Unfinished) -> NextAct:
    calendar = reverse("competitions:phase-list", args=[work.edition.slug])
    detail = " · ".join(filter(None, [few(work.names), until(work)]))
    other, other_url = (gettext_lazy("Perpanjang tahapannya"), calendar) if work.has_lapsed else ("", "")
    return NextAct(work.text, work.url, work.action, detail, work.has_lapsed, other_url, other)


def few(names: list[str]) -> str:
    """The first of them by name, the others as a number."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    more = ngettext("%(count)d lainnya", "%(count)d lainnya", len(names) - MOST_NAMES)
    return f"{', '.join(names[:MOST_NAMES])}, {more % {'count': len(names) - MOST_NAMES}}"


def until(work: Unfinished) -> str:
    if not (phase := work.phase):
        return ""
    sentence = _("%(phase)s sudah ditutup %(closes)s") if work.has_lapsed else _("ditutup %(closes)s")
    return sentence % {"phase": phase, "closes": wib(phase.closes_at)}


def call(edition: Edition, called: int, missing: int) -> NextAct:
    """While entries come in: who has not sent one yet."""
    sentence = ngettext(
        "%(count)s dari %(called)s OPD belum mengirim usulan",
        "%(count)s dari %(called)s OPD belum mengirim usulan",
        missing,
    )
    phase = edition.phase(PhaseKind.REGISTRATION)
    detail = _("ditutup %(closes)s") % {"closes": wib(phase.closes_at if phase else None)}
    url = reverse("submissions:overview-detail", args=[edition.slug])
    numbers = {"count": figure(missing), "called": figure(called)}
    return NextAct(sentence % numbers, f"{url}?saring=belum", gettext_lazy("Lihat OPD yang mana"), detail)


def quiet(edition: Edition, figures: EditionFigures) -> NextAct:
    """Nobody is waited for: where the edition stands, and what comes next."""
    if figures.number("publication"):
        url = reverse("awards:result-detail", args=[edition.slug])
        return NextAct(_("Hasil sudah terbit"), url, gettext_lazy("Lihat hasil"), coming(edition))
    calendar = reverse("competitions:phase-list", args=[edition.slug])
    running = edition.foremost_phase()
    title = (
        _("%(phase)s berjalan; tidak ada yang tertunggak") % {"phase": running}
        if running
        else _("Menunggu tahapan berikutnya")
    )
    return NextAct(title, calendar, gettext_lazy("Buka kalender"), coming(edition))


def coming(edition: Edition) -> str:
    if not (phase := edition.next_phase()):
        return ""
    return _("berikutnya %(phase)s, mulai %(opens)s") % {"phase": phase, "opens": wib(phase.opens_at)}


def next_act_of_chair(edition: Edition, user: User) -> NextAct:
    """The pledge, the own sheets, then what a chair leads: the plenary, and the ranking until it meets."""
    if not has_pledged(user, edition.pk):
        url = reverse("judging:pledge-detail", args=[edition.slug])
        return NextAct(_("Pakta integritas belum disetujui"), url, gettext_lazy("Baca dan setujui"))
    own = ScoreSheet.objects.of(user).filter(assignment__stage__edition=edition, finalised_at=None).count()
    if own:
        title = ngettext("%(count)d lembar Anda belum dikunci", "%(count)d lembar Anda belum dikunci", own)
        url = f"{reverse('judging:scoresheet-list')}?edisi={edition.slug}"
        return NextAct(
            title % {"count": own}, url, gettext_lazy("Lanjutkan penilaian"), closing(edition, running_kinds(edition))
        )
    if edition.in_phase(PhaseKind.PLENARY):
        url = reverse("awards:plenary-detail", args=[edition.slug])
        return NextAct(
            _("Pleno sedang berjalan"), url, gettext_lazy("Buka pleno"), closing(edition, [PhaseKind.PLENARY])
        )
    if edition.has_begun(PhaseKind.JUDGING):
        url = reverse("judging:ranking-detail", args=[edition.slug])
        return NextAct(_("Peringkat dapat dibaca"), url, gettext_lazy("Lihat peringkat"), coming(edition))
    url = reverse("competitions:phase-list", args=[edition.slug])
    return NextAct(_("Menunggu tahapan berikutnya"), url, gettext_lazy("Buka kalender"), coming(edition))


def running_kinds(edition: Edition) -> list[str]:
    return [phase.kind for phase in edition.running_phases()]


def closing(edition: Edition, kinds: Iterable[str]) -> str:
    """When the first of these phases closes."""
    ends = [phase.closes_at for kind in kinds if (phase := edition.phase(kind))]
    return _("ditutup %(closes)s") % {"closes": wib(min(ends))} if ends else ""

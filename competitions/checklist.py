"""What is still missing before an edition can open.

Each requirement is a function from an edition to its gaps. Later apps add theirs when Django starts
(docs/adr/0004-checklist-registry.md), for an earlier app must not know of a jury.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock

from .calendar import clashes
from .models import ALWAYS_NEEDED, Edition, PhaseKind, Rubric
from .tiers import nesting_problem

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, in a sentence, and the page where it is mended.

    One that does not block may follow after the opening; with a `kind` the phase of that kind is not started without.
    """

    text: str
    url: str
    blocks: bool = True
    kind: str = ""


Requirement = Callable[[Edition], Iterable[Gap]]
_requirements: list[Requirement] = []


def requirement(function: Requirement) -> Requirement:
    """Have a function asked before every opening; the order of registration is the order on the page."""
    if function not in _requirements:
        _requirements.append(function)
    return function


def gaps(edition: Edition) -> list[Gap]:
    return [gap for ask in _requirements for gap in ask(edition)]


def blocking_gaps(edition: Edition) -> list[Gap]:
    """What an edition cannot open without."""
    return [gap for gap in gaps(edition) if gap.blocks]


def gaps_of_phase(edition: Edition, kind: str) -> list[Gap]:
    """What a phase cannot be started without; its clock starts it all the same."""
    return [gap for gap in gaps(edition) if gap.kind == kind]


def own_gaps(edition: Edition) -> list[Gap]:
    """What an edition lacks of its own, whatever later apps ask beside it."""
    return [gap for ask in _requirements if ask.__module__ == __name__ for gap in ask(edition)]


def _page(name: str, edition: Edition, *args: object) -> str:
    return reverse(f"competitions:{name}", args=[edition.slug, *args])


@requirement
def calendar_is_whole(edition: Edition) -> Iterator[Gap]:
    url = _page("phase-update", edition)
    phases = list(edition.phases.all())
    planned = {phase.kind for phase in phases}
    for kind in ALWAYS_NEEDED:
        if kind not in planned:
            yield Gap(_("Jadwal “%(phase)s” belum diisi.") % {"phase": kind.label}, url)
    windows = [phase.as_window() for phase in phases]
    for clash in clashes(windows):
        yield Gap(_("Jadwal “%(phase)s” bertabrakan.") % {"phase": windows[clash.index].name}, url)


@requirement
def registration_lies_ahead(edition: Edition) -> Iterator[Gap]:
    phase = edition.phase(PhaseKind.REGISTRATION)
    if phase and phase.closes_at <= clock.now():
        yield Gap(_("Pendaftaran sudah lewat menurut jadwal."), _page("phase-update", edition))


@requirement
def proposals_have_a_form(edition: Edition) -> Iterator[Gap]:
    if not edition.categories.all():
        yield Gap(_("Belum ada kategori."), _page("category-update", edition))
    if not edition.section_templates.all():
        yield Gap(_("Belum ada bagian proposal."), _page("section-update", edition))
    if not any(document.is_required for document in edition.document_requirements.all()):
        yield Gap(_("Belum ada dokumen yang wajib dilampirkan."), _page("document-update", edition))


@requirement
def somebody_is_called(edition: Edition) -> Iterator[Gap]:
    if not edition.participants.exists():
        yield Gap(_("Belum ada OPD peserta."), _page("participant-list", edition))


@requirement
def stages_share_the_score(edition: Edition) -> Iterator[Gap]:
    url = _page("stage-update", edition)
    stages = list(edition.stages.all())
    if not stages:
        yield Gap(_("Belum ada tahap penilaian."), url)
        return
    total = sum((stage.share for stage in stages), Decimal(0))
    if total != HUNDRED:
        yield Gap(_("Bobot semua tahap berjumlah %(total)s, seharusnya 100.") % {"total": plain(total)}, url)
    for stage in stages:
        if edition.phase(stage.kind) is None:
            text = _("Tahap “%(stage)s” belum punya jadwal.") % {"stage": stage}
            yield Gap(text, _page("phase-update", edition))


@requirement
def rubrics_weigh_hundred(edition: Edition) -> Iterator[Gap]:
    used = {stage.rubric_id for stage in edition.stages.all()}
    for rubric in edition.rubrics.all():
        problem = weight_problem(rubric) if rubric.pk in used else ""
        if problem:
            yield Gap(f"{rubric}: {problem}", _page("rubric-update", edition, rubric.pk))


def weight_problem(rubric: Rubric) -> str:
    """Why a rubric cannot be judged by yet, or an empty string."""
    weights = [criterion.weight for criterion in rubric.criteria.all()]
    if not weights:
        return _("belum ada kriteria.")
    if missing := sum(weight is None for weight in weights):
        return _("%(count)d kriteria belum berbobot.") % {"count": missing}
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    if total != HUNDRED:
        return _("bobot berjumlah %(total)s, seharusnya 100.") % {"total": plain(total)}
    return ""


@requirement
def tiers_are_nested(edition: Edition) -> Iterator[Gap]:
    url = _page("tier-update", edition)
    cutoffs = edition.cutoffs()
    if not cutoffs:
        yield Gap(_("Belum ada jenjang penghargaan."), url)
    elif (index := nesting_problem(cutoffs)) is not None:
        text = _("Jenjang “%(lower)s” harus menjangkau lebih jauh daripada “%(upper)s”.")
        yield Gap(text % {"lower": cutoffs[index].name, "upper": cutoffs[index - 1].name}, url)


def plain(number: Decimal) -> str:
    """100 and 99,5, as people write them."""
    return f"{number.normalize():f}".replace(".", ",")

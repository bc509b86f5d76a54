"""What a change of an edition's rules would bend of what was judged, and whom of the jury it touches (ADR 29)."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import tanggal
from accounts.mail import is_reached
from competitions.effects import Change, Reader, audience, holds, obstacle
from competitions.fairness import Topic
from competitions.models import Criterion, Edition, Rubric, Stage

from .models import Assignment, Comment, Panel, Promotion, Ranking, Score, ScoreSheet, Seat

SETTLED = frozenset({Topic.MARKS, Topic.SCORES, Topic.TIERS, Topic.PROMOTION, Topic.BLIND, Topic.CONFLICTS})
JURORS = SETTLED | {Topic.JURY}


def stages_of(change: Change) -> list[Stage]:
    """The stages whose sheets a change reaches: those that judge by its rubric, or the one that it is about."""
    if isinstance(change.about, Rubric):
        return list(change.edition.stages.filter(rubric=change.about.pk))
    keys = {one.key for one in change.of("stage")}
    return list(change.edition.stages.filter(pk__in=[key for key in keys if isinstance(key, int)]))


@obstacle
def ranking_is_confirmed(change: Change) -> Iterator[str]:
    """What decides places stands still once the plenary has confirmed them."""
    if not change.topics & SETTLED:
        return
    if ranking := Ranking.objects.confirmed().filter(edition=change.edition).first():
        sentence = _("Peringkat sudah ditetapkan pada %(day)s. Batalkan penetapannya dahulu, lalu ubah ketentuannya.")
        yield sentence % {"day": tanggal(ranking.confirmed_at)}


@obstacle
def sheets_are_final(change: Change) -> Iterator[str]:
    """Weights, criteria and what points mean stand once a sheet was locked by them."""
    if Topic.MARKS not in change.topics:
        return
    for stage in stages_of(change):
        if count := ScoreSheet.objects.final().filter(assignment__stage=stage).count():
            sentence = ngettext(
                "%(count)d lembar tahap “%(stage)s” sudah dikunci menurut bobot dan kriteria ini, jadi keduanya tetap. "
                "Nama dan panduannya masih dapat dibetulkan; selebihnya setelah lembar itu dibuka kembali.",
                "%(count)d lembar tahap “%(stage)s” sudah dikunci menurut bobot dan kriteria ini, jadi keduanya tetap. "
                "Nama dan panduannya masih dapat dibetulkan; selebihnya setelah lembar itu dibuka kembali.",
                count,
            )
            yield sentence % {"count": count, "stage": stage}


@obstacle
def sheets_are_handed_out(change: Change) -> Iterator[str]:
    """Which rubric a stage judges by, in which phase, and whether its jurors see names, is known before they read."""
    bent = {one.key for one in change.of("stage", "rubric", "kind", "is_blind")}
    for stage in change.edition.stages.filter(pk__in=bent):
        if count := Assignment.objects.filter(stage=stage).count():
            sentence = _(
                "%(count)d lembar tahap “%(stage)s” sudah dibagikan kepada juri, jadi jenis tahap, rubrik, dan tanpa "
                "nama tidaknya tetap. Cabut dahulu semua penugasannya."
            )
            yield sentence % {"count": count, "stage": stage}


@holds(Criterion)
def marks_stand_on(criteria: Collection[Any]) -> Iterator[str]:
    for criterion in criteria:
        marked = set(Score.objects.filter(criterion=criterion).values_list("sheet", flat=True))
        marked |= set(Comment.objects.filter(criterion=criterion).values_list("sheet", flat=True))
        if marked:
            jurors = Assignment.objects.filter(sheet__in=marked).order_by("juror__name")
            sentence = _(
                "Kriteria “%(criterion)s” sudah diberi nilai atau komentar di %(count)d lembar (%(jurors)s). Minta "
                "juri itu mengosongkannya dahulu."
            )
            names = dict.fromkeys(str(one.juror) for one in jurors.select_related("juror"))
            yield sentence % {"criterion": criterion, "count": len(marked), "jurors": ", ".join(names)}


@holds(Stage)
def jury_stands_on(stages: Collection[Any]) -> Iterator[str]:
    for stage in stages:
        panels, sheets, promoted = (
            model.objects.filter(stage=stage).count() for model in (Panel, Assignment, Promotion)
        )
        if panels or sheets or promoted:
            sentence = _(
                "Tahap “%(stage)s” tidak dapat dihapus: padanya ada %(panels)d panel, %(sheets)d penugasan, dan "
                "%(promoted)d usulan yang dinaikkan. Hapus semua itu dahulu."
            )
            yield sentence % {"stage": stage, "panels": panels, "sheets": sheets, "promoted": promoted}


@holds(Rubric)
def sheets_stand_on(rubrics: Collection[Any]) -> Iterator[str]:
    counted = (
        ScoreSheet.objects.filter(rubric__in=rubrics).order_by().values("rubric__name").annotate(count=Count("pk"))
    )
    for row in counted:
        yield _("Rubrik “%(rubric)s” dipakai %(count)d lembar nilai.") % {
            "rubric": row["rubric__name"],
            "count": row["count"],
        }


@audience
def jurors_concerned(edition: Edition, topics: Collection[Topic]) -> Iterator[Reader]:
    """Everyone who was asked into a panel and did not decline, or judges already."""
    if not JURORS & set(topics):
        return
    judges = Exists(Assignment.objects.active().filter(stage__edition=edition, juror=OuterRef("user")))
    seats = Seat.objects.standing().filter(Q(invited_at__isnull=False) | judges, panel__stage__edition=edition)
    for seat in seats.select_related("user").order_by("user__name", "pk"):
        if is_reached(seat.user):
            yield Reader(seat.user, _("Juri"))

"""What the jury leaves undone in a stage: sheets that are not locked, proposals without a juror, visits, talks."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from competitions.models import Edition, PhaseKind, Stage, StageKind
from competitions.unfinished import Unfinished, WayOut, Weight, unfinished_work
from submissions.models import Proposal, State

from .entrants import entrants, rank_of
from .models import Assignment, Promotion, Seat, SeatRole, Slot, Visit

KEPT = gettext_lazy(
    "Nilai yang sudah diisi tersimpan; juri melanjutkan bila tahap ini dibuka lagi. Sampai itu pleno tertahan."
)


def stages_begun(editions: Sequence[Edition]) -> list[tuple[Stage, bool]]:
    """The stages whose phase has begun, each with its edition as it was read, and whether it is the first."""
    known = {edition.pk: edition for edition in editions}
    stages = list(Stage.objects.filter(edition__in=known).order_by("pk"))
    for stage in stages:
        stage.edition = known[stage.edition_id]
    firsts = first_stages(stages)
    return [(stage, stage.pk in firsts) for stage in stages if stage.edition.has_begun(stage.kind)]


def first_stages(stages: Iterable[Stage]) -> set[int]:
    """Of each edition the stage that judges every verified proposal."""
    first: dict[int, Stage] = {}
    for stage in stages:
        if stage.edition_id not in first or rank_of(stage) < rank_of(first[stage.edition_id]):
            first[stage.edition_id] = stage
    return {stage.pk for stage in first.values()}


@unfinished_work
def stages_left_undone(editions: Sequence[Edition]) -> Iterator[Unfinished]:
    begun = stages_begun(editions)
    if not begun:
        return
    stages = [stage for stage, _is_first in begun]
    visits = [stage for stage in stages if stage.kind == StageKind.VISIT]
    talks = [stage for stage in stages if stage.kind == StageKind.PRESENTATION]
    open_sheets = counted(Assignment.objects.unfinished().filter(stage__in=stages))
    alone = unassigned_counts(begun)
    unfiled_reports = counted(unfiled(visits)) if visits else {}
    unheld_talks = counted(unheld(talks)) if talks else {}
    seated = Seat.objects.standing().filter(panel__stage__in=stages, role=SeatRole.MEMBER).order_by()
    with_jury = set(seated.values_list("panel__stage", flat=True))
    for stage in stages:
        if stage.pk not in with_jury:
            yield from without_jury(stage, alone.get(stage.pk, 0))
        yield from late_sheets(stage, open_sheets.get(stage.pk, 0))
        yield from without_juror(stage, alone.get(stage.pk, 0))
        yield from unfiled_visits(stage, unfiled_reports.get(stage.pk, 0))
        yield from unheld_turns(stage, unheld_talks.get(stage.pk, 0))


def counted(rows: QuerySet) -> dict[int, int]:
    """How many of these rows each stage has."""
    return dict(rows.order_by().values_list("stage").annotate(count=Count("pk")))


def unassigned_counts(begun: Iterable[tuple[Stage, bool]]) -> dict[int, int]:
    """How many proposals of each stage nobody was given: in the first all that passed, later those promoted."""
    first_of = {stage.edition_id: stage.pk for stage, is_first in begun if is_first}
    later = [stage.pk for stage, is_first in begun if not is_first]
    given = Assignment.objects.active().filter(stage__in=first_of.values(), proposal=OuterRef("pk"))
    alone = Proposal.objects.verified().filter(~Exists(given), edition__in=first_of)
    by_edition = alone.order_by().values_list("edition").annotate(count=Count("pk"))
    found = {first_of[edition]: count for edition, count in by_edition}
    promoted = Promotion.objects.filter(stage__in=later, proposal__state=State.VERIFIED)
    has_juror = Assignment.objects.active().filter(stage=OuterRef("stage"), proposal=OuterRef("proposal"))
    return found | (counted(promoted.filter(~Exists(has_juror))) if later else {})


def unassigned(stage: Stage) -> QuerySet[Proposal]:
    given = Assignment.objects.active().filter(stage=stage, proposal=OuterRef("pk"))
    return entrants(stage).filter(~Exists(given))


def unfiled(stages: Iterable[Stage]) -> QuerySet[Assignment]:
    """Visits that are to be made, and of which no report was sent."""
    filed = Visit.objects.filter(
        stage=OuterRef("stage"), proposal=OuterRef("proposal"), juror=OuterRef("juror"), filed_at__isnull=False
    )
    return Assignment.objects.active().filter(~Exists(filed), stage__in=stages)


def unheld(stages: Iterable[Stage]) -> QuerySet[Slot]:
    return Slot.objects.filter(stage__in=stages, began_at=None)


def late_sheets(stage: Stage, count: int) -> Iterator[Unfinished]:
    if not count:
        return
    slug, watch = stage.edition.slug, reverse("judging:watch-detail", args=[stage.edition.slug, stage.pk])
    yield Unfinished(
        edition=stage.edition,
        kind=PhaseKind(stage.kind),
        key="sheets",
        count=count,
        text=ngettext("%(count)d lembar belum dikunci juri", "%(count)d lembar belum dikunci juri", count)
        % {"count": count},
        url=watch,
        action=gettext_lazy("Lihat kemajuan juri"),
        loss=ngettext("%(count)d lembar tidak terkunci", "%(count)d lembar tidak terkunci", count) % {"count": count},
        fate=KEPT,
        waits_for=gettext_lazy("juri"),
        weight=Weight.HOLDS,
        ask_names=lambda: by_juror(Assignment.objects.unfinished().filter(stage=stage)),
        ways=(WayOut(gettext_lazy("Bebaskan juri yang terlambat"), reverse("judging:assignment-list", args=[slug])),),
    )


def without_juror(stage: Stage, count: int) -> Iterator[Unfinished]:
    """Proposals of the stage that nobody was given: they end below the quorum."""
    if not count:
        return
    yield Unfinished(
        edition=stage.edition,
        kind=PhaseKind(stage.kind),
        key="unassigned",
        count=count,
        text=ngettext("%(count)d usulan belum punya juri", "%(count)d usulan belum punya juri", count)
        % {"count": count},
        url=reverse("judging:assignment-list", args=[stage.edition.slug]),
        action=gettext_lazy("Tugaskan juri"),
        loss=ngettext("%(count)d usulan tidak dinilai", "%(count)d usulan tidak dinilai", count) % {"count": count},
        fate=gettext_lazy("Tidak mendapat nilai pada tahap ini. Dapat ditugaskan bila tahap ini dibuka lagi."),
        waits_for=gettext_lazy("Bagian Organisasi"),
        weight=Weight.DECIDE,
        ask_names=lambda: titles(unassigned(stage)),
    )


def without_jury(stage: Stage, count: int) -> Iterator[Unfinished]:
    """A stage whose clock has started it although nobody sits in its panels, and proposals wait there."""
    if not count:
        return
    yield Unfinished(
        edition=stage.edition,
        kind=PhaseKind(stage.kind),
        key="jury",
        count=1,
        text=_("Tahap “%(stage)s” belum punya juri") % {"stage": stage},
        url=reverse("judging:panel-update", args=[stage.edition.slug]),
        action=gettext_lazy("Susun panel"),
        loss=_("tahap ini tidak punya juri"),
        fate=gettext_lazy("Tidak ada yang menilai pada tahap ini. Panel disusun bila tahap ini dibuka lagi."),
        waits_for=gettext_lazy("Bagian Organisasi"),
        weight=Weight.HOLDS,
    )


def unfiled_visits(stage: Stage, count: int) -> Iterator[Unfinished]:
    if not count:
        return
    yield Unfinished(
        edition=stage.edition,
        kind=PhaseKind(stage.kind),
        key="visits",
        count=count,
        text=ngettext("%(count)d laporan kunjungan belum dikirim", "%(count)d laporan kunjungan belum dikirim", count)
        % {"count": count},
        url=reverse("judging:visit-list", args=[stage.edition.slug, stage.pk]),
        action=gettext_lazy("Lihat kunjungan"),
        loss=ngettext("%(count)d laporan kunjungan tidak terkirim", "%(count)d laporan kunjungan tidak terkirim", count)
        % {"count": count},
        fate=gettext_lazy("Catatannya tersimpan; juri melanjutkan bila tahap ini dibuka lagi."),
        waits_for=gettext_lazy("juri"),
        weight=Weight.DECIDE,
        ask_names=lambda: by_juror(unfiled([stage])),
    )


def unheld_turns(stage: Stage, count: int) -> Iterator[Unfinished]:
    if not count:
        return
    yield Unfinished(
        edition=stage.edition,
        kind=PhaseKind(stage.kind),
        key="turns",
        count=count,
        text=ngettext("%(count)d presentasi belum berlangsung", "%(count)d presentasi belum berlangsung", count)
        % {"count": count},
        url=reverse("judging:session-list", args=[stage.edition.slug, stage.pk]),
        action=gettext_lazy("Lihat jadwal presentasi"),
        loss=ngettext("%(count)d presentasi tidak berlangsung", "%(count)d presentasi tidak berlangsung", count)
        % {"count": count},
        fate=gettext_lazy("Gilirannya tetap ada; jadwalnya dapat disusun ulang bila tahap ini dibuka lagi."),
        waits_for=gettext_lazy("OPD dan juri"),
        weight=Weight.NOTE,
        ask_names=lambda: titles(Proposal.objects.filter(slots__in=unheld([stage]))),
    )


def by_juror(rows: QuerySet[Assignment]) -> list[str]:
    """Each juror with how many; the account's name where no other is known."""
    named = rows.order_by("juror__name", "juror").values_list("juror", "juror__name", "juror__username")
    return [f"{name or account} ({count})" for _juror, name, account, count in named.annotate(count=Count("pk"))]


def titles(rows: QuerySet[Proposal]) -> list[str]:
    named = rows.order_by("innovation__opd__abbr", "innovation__title")
    return [f"{abbr}: {title}" for abbr, title in named.values_list("innovation__opd__abbr", "innovation__title")]

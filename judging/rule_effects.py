"""Whom of the ranking and the jury a change of the rules touches (ADR 29)."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from competitions.effects import Change, Lens, Line, Touched, lens
from competitions.fairness import Topic
from competitions.models import Edition, Stage
from submissions.models import Proposal

from .models import Assignment, Message, Ranking, ScoreSheet, conflict_reasons
from .monitoring.spreads import beyond_limit
from .ranking_build import ask_for_ranking, build, standings_after, standings_now
from .rule_changes import stages_of

Places = dict[int, int | None]


def named(proposals: Collection[int]) -> dict[int, str]:
    """Title and owner of these proposals."""
    rows = Proposal.objects.filter(pk__in=proposals).values_list("pk", "innovation__title", "innovation__opd__abbr")
    return {pk: f"{title} · {owner}" for pk, title, owner in rows}


def look_at_places(edition: Edition, _change: Change) -> Places:
    """Where everyone stands who was judged at all."""
    if not ScoreSheet.objects.final().in_edition(edition).exists():
        return {}
    return {int(str(one.name)): one.place for one in standings_now(edition) if one.depth}


def tell_of_places(_change: Change, before: Places, after: Places) -> Iterator[Touched]:
    """Who falls below a quorum or reaches it, and whose place is another one."""
    touched = [pk for pk in after if before.get(pk) != after[pk]]
    names = named(touched)
    below = [pk for pk in touched if after[pk] is None]
    above = [pk for pk in touched if before.get(pk) is None and after[pk] is not None]
    moved = sorted(set(touched) - {*below, *above}, key=lambda pk: after[pk] or 0)
    if below:
        text = ngettext(
            "%(count)d usulan kini di bawah kuorum, jadi tanpa peringkat",
            "%(count)d usulan kini di bawah kuorum, jadi tanpa peringkat",
            len(below),
        )
        yield Touched("places.below", text % {"count": len(below)}, _lines(below, names, before, after))
    if above:
        text = ngettext(
            "%(count)d usulan kini mencapai kuorum",
            "%(count)d usulan kini mencapai kuorum",
            len(above),
        )
        yield Touched("places.above", text % {"count": len(above)}, _lines(above, names, before, after))
    if moved:
        text = ngettext(
            "Peringkat berubah untuk %(count)d usulan",
            "Peringkat berubah untuk %(count)d usulan",
            len(moved),
        )
        yield Touched("places.moved", text % {"count": len(moved)}, _lines(moved, names, before, after))


def _lines(proposals: Iterable[int], names: dict[int, str], before: Places, after: Places) -> tuple[Line, ...]:
    pairs = ((pk, before.get(pk) or "–", after[pk] or "–") for pk in proposals)
    return tuple(Line(f"{pk}:{was}:{now}", names[pk], f"{was} → {now}", pk) for pk, was, now in pairs)


def follow_places(change: Change, _before: Places, _after: Places) -> None:
    """The ranking in the making, at once: who confirms it a moment later confirms what the new rules yield."""
    if Ranking.objects.in_the_making().filter(edition=change.edition).exists():
        build(Edition.objects.with_phases().get(pk=change.edition.pk))


def follow_names(change: Change, _before: None, _after: None) -> None:
    """A ranking names its criteria."""
    if change.of("criterion", "name"):
        ask_for_ranking(change.edition.pk)


def tell_of_open_sheets(change: Change, _before: None, _after: None) -> Iterator[Touched]:
    """The sheets that jurors are filling while weights, criteria or what must be commented change."""
    stages = stages_of(change)
    open_sheets = ScoreSheet.objects.active().filter(assignment__stage__in=stages, finalised_at=None)
    begun = open_sheets.filter(scores__isnull=False).order_by().values_list("assignment__juror__name")
    jurors = list(begun.annotate(count=Count("pk", distinct=True)).order_by("assignment__juror__name"))
    if jurors and _reaches_sheets(change):
        count = sum(number for _name, number in jurors)
        text = ngettext(
            "%(count)d lembar sedang diisi juri",
            "%(count)d lembar sedang diisi juri",
            count,
        )
        advice = _("Nilai yang sudah diisi tetap; jumlahnya dan yang masih wajib diisi mengikuti ketentuan baru.")
        lines = tuple(Line(f"{name}:{number}", name, str(number)) for name, number in jurors)
        yield Touched("sheets.open", text % {"count": count}, lines, advice, is_moving=True)


def _reaches_sheets(change: Change) -> bool:
    asks = ("comment_below", "comment_above", "needs_overall_comment")
    return Topic.MARKS in change.topics or bool(change.of("stage", *asks))


def look_at_jury(edition: Edition, change: Change) -> dict[str, set[int]]:
    """The proposals that have too few jurors, and those whose marks lie too far apart."""
    found: dict[str, set[int]] = {"few": set(), "apart": set()}
    for stage in edition.stages.filter(pk__in={one.key for one in change.of("stage")}):
        found["few"] |= _with_few(stage)
        found["apart"] |= {row["assignment__proposal"] for row in beyond_limit(stage)}
    return found


def _with_few(stage: Stage) -> set[int]:
    if stage.jurors_per_proposal is None:
        return set()
    given = Assignment.objects.active().filter(stage=stage).order_by().values("proposal").annotate(count=Count("pk"))
    return {row["proposal"] for row in given.filter(count__lt=stage.jurors_per_proposal)}


def tell_of_jury(change: Change, before: dict[str, set[int]], after: dict[str, set[int]]) -> Iterator[Touched]:
    few, apart = after["few"] - before["few"], after["apart"] - before["apart"]
    names = named(few | apart)
    if few:
        text = ngettext("%(count)d usulan kini kurang juri", "%(count)d usulan kini kurang juri", len(few))
        advice = _("Lengkapi penugasannya; yang sudah ditugaskan tetap.")
        yield Touched("jury.few", text % {"count": len(few)}, _plain_lines(few, names), advice)
    if apart:
        text = ngettext(
            "%(count)d usulan kini melewati batas selisih",
            "%(count)d usulan kini melewati batas selisih",
            len(apart),
        )
        yield Touched("jury.apart", text % {"count": len(apart)}, _plain_lines(apart, names))
    yield from _tell_of_talk(change)


def _plain_lines(proposals: Collection[int], names: dict[int, str]) -> tuple[Line, ...]:
    return tuple(Line(str(pk), names[pk], proposal=pk) for pk in sorted(proposals, key=lambda pk: names[pk]))


def _tell_of_talk(change: Change) -> Iterator[Touched]:
    for one in change.of("stage", "has_discussion"):
        count = Message.objects.filter(stage=int(one.key)).count() if one.before else 0
        if count:
            text = ngettext(
                "%(count)d pesan diskusi tidak tampil lagi",
                "%(count)d pesan diskusi tidak tampil lagi",
                count,
            )
            advice = _("Pesan itu tetap tersimpan, dan tampil lagi bila diskusi dinyalakan kembali.")
            yield Touched("jury.talk", text % {"count": count}, advice=advice, is_moving=True)


def look_at_promotion(edition: Edition, change: Change) -> dict[int, set[int]]:
    """Whom each stage would propose for the next by its number."""
    found: dict[int, set[int]] = {}
    for stage in edition.stages.filter(pk__in={one.key for one in change.of("stage", "promotes")}):
        placed = [one for one in standings_after(stage) if one.place is not None]
        found[stage.pk] = {int(str(one.name)) for one in placed if one.place and one.place <= (stage.promotes or 0)}
    return found


def tell_of_promotion(_change: Change, before: dict[int, set[int]], after: dict[int, set[int]]) -> Iterator[Touched]:
    was, now = set().union(*before.values()), set().union(*after.values())
    names = named(was ^ now)
    advice = _("Yang sudah dinaikkan tetap; daftar naik tahap disusun di halamannya.")
    if new := now - was:
        text = ngettext(
            "%(count)d usulan lagi diusulkan naik tahap",
            "%(count)d usulan lagi diusulkan naik tahap",
            len(new),
        )
        yield Touched("promotion-new", text % {"count": len(new)}, _plain_lines(new, names), advice)
    if gone := was - now:
        text = ngettext(
            "%(count)d usulan tidak diusulkan naik tahap lagi",
            "%(count)d usulan tidak diusulkan naik tahap lagi",
            len(gone),
        )
        yield Touched("promotion-gone", text % {"count": len(gone)}, _plain_lines(gone, names), advice)


Pairs = set[tuple[int, int]]


def look_at_conflicts(edition: Edition, _change: Change) -> Pairs:
    """Who holds a sheet of a proposal that they must not judge: juror and proposal."""
    given = Assignment.objects.active().in_edition(edition).order_by().values_list("juror", "proposal")
    pairs = set(given)
    jurors = User.objects.filter(pk__in={juror for juror, _proposal in pairs})
    conflicts = conflict_reasons(edition, list(jurors))
    return {(juror, proposal) for juror, proposal in pairs if proposal in conflicts.get(juror, {})}


def tell_of_conflicts(_change: Change, before: Pairs, after: Pairs) -> Iterator[Touched]:
    names = named({proposal for _juror, proposal in before ^ after})
    jurors = User.objects.in_bulk({juror for juror, _proposal in before ^ after})

    def lines(pairs: Pairs) -> tuple[Line, ...]:
        return tuple(Line(f"{one}:{two}", str(jurors[one]), names[two], two) for one, two in sorted(pairs))

    if new := after - before:
        text = ngettext("%(count)d penugasan kini berbenturan", "%(count)d penugasan kini berbenturan", len(new))
        advice = _("Usulannya tertutup bagi juri itu. Bebaskan juri itu dari lembarnya dan tugaskan yang lain.")
        yield Touched("conflicts.new", text % {"count": len(new)}, lines(new), advice)
    if gone := before - after:
        text = ngettext(
            "%(count)d penugasan tidak berbenturan lagi",
            "%(count)d penugasan tidak berbenturan lagi",
            len(gone),
        )
        yield Touched("conflicts.gone", text % {"count": len(gone)}, lines(gone))


def _no_picture(_edition: Edition, _change: Change) -> Any:
    return None


lens(Lens(frozenset({Topic.SCORES, Topic.MARKS}), look_at_places, tell_of_places, follow_places))
lens(Lens(frozenset({Topic.MARKS, Topic.JURY}), _no_picture, tell_of_open_sheets))
lens(Lens(frozenset({Topic.JURY}), look_at_jury, tell_of_jury))
lens(Lens(frozenset({Topic.PROMOTION}), look_at_promotion, tell_of_promotion))
lens(Lens(frozenset({Topic.CONFLICTS}), look_at_conflicts, tell_of_conflicts))
lens(Lens(frozenset({Topic.WORDING}), follow=follow_names))

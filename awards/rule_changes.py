"""Whose tier a change of the rules would turn, by the sheets as they are now (ADR 29)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.effects import Change, Lens, Line, Touched, lens
from competitions.fairness import Topic
from competitions.models import Edition
from competitions.tiers import Cutoff
from judging.models import ScoreSheet
from judging.ranking_build import standings_now
from judging.rule_effects import named
from submissions.models import Proposal

from .plenary import PlenaryAgenda
from .tiers import TierEntry, settle


@dataclass(frozen=True)
class TierPicture:
    """The tier of each placed proposal by its key, what the tiers are called, and the ties that wait for a decision."""

    tiers: dict[int, str]
    names: dict[str, str]
    undecided: frozenset[tuple[int, ...]]


def look_at_tiers(edition: Edition, _change: Change) -> TierPicture:
    tiers = list(edition.tiers.all())
    names = {str(tier.pk): tier.name for tier in tiers}
    if not ScoreSheet.objects.final().in_edition(edition).exists():
        return TierPicture({}, names, frozenset())
    cutoffs = [Cutoff(str(tier.pk), tier.up_to_place) for tier in tiers]
    outcome = settle(_entries(edition), cutoffs, edition.winners_per_opd)
    won = {int(str(key)): one.tier or "" for key, one in outcome.standings.items()}
    undecided = frozenset(tuple(sorted(int(str(key)) for key in one.keys)) for one in outcome.undecided)
    return TierPicture(won, names, undecided)


def _entries(edition: Edition) -> Iterator[TierEntry]:
    """The placed proposals as the plenary's tiers look at them, straight from the sheets."""
    decisions = PlenaryAgenda(edition).decisions
    bodies = dict(Proposal.objects.filter(edition=edition).values_list("pk", "innovation__opd"))
    for one in standings_now(edition):
        if one.place is None:
            continue
        pk = int(str(one.name))
        field = one.group if edition.tiers_per_category else None
        decision = decisions.get(pk)
        order, when = (decision.order, decision.decided_at) if decision else (None, None)
        yield TierEntry(pk, one.place, bodies[pk], field, order, when)


def tell_of_tiers(_change: Change, before: TierPicture, after: TierPicture) -> Iterator[Touched]:
    keys = {**after.tiers, **before.tiers}  # in the order of their places
    moved = [pk for pk in keys if before.tiers.get(pk, "") != after.tiers.get(pk, "")]
    if moved:
        names = named(moved)
        text = ngettext(
            "%(count)d usulan berpindah jenjang",
            "%(count)d usulan berpindah jenjang",
            len(moved),
        )
        lines = tuple(_line(pk, names[pk], before, after) for pk in moved)
        yield Touched("tiers.moved", text % {"count": len(moved)}, lines)
    if new := after.undecided - before.undecided:
        names = named({pk for tie in new for pk in tie})
        text = ngettext(
            "%(count)d seri pada batas jenjang harus diputus pleno",
            "%(count)d seri pada batas jenjang harus diputus pleno",
            len(new),
        )
        lines = tuple(Line("-".join(map(str, tie)), ", ".join(names[pk] for pk in tie)) for tie in sorted(new))
        yield Touched("tiers.torn", text % {"count": len(new)}, lines)


def _line(pk: int, name: str, before: TierPicture, after: TierPicture) -> Line:
    was, now = before.tiers.get(pk, ""), after.tiers.get(pk, "")
    none = _("tanpa jenjang")
    detail = f"{before.names.get(was, none)} → {after.names.get(now, none)}"
    return Line(f"{pk}:{was}:{now}", name, detail, pk)


lens(Lens(frozenset({Topic.TIERS, Topic.SCORES, Topic.MARKS}), look_at_tiers, tell_of_tiers))

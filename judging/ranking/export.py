"""The ranking with its arithmetic as a file: each figure beside those that it was calculated from."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Cell, Export
from competitions import tiers
from competitions.models import Averaging, StageKind
from judging.models import Ranking

MANY = 1_000


def ranking_export(
    ranking: Ranking, places: Any, cutoffs: list[tiers.Cutoff], *, by_category: bool, with_owner: bool, chosen: str
) -> Export:
    """`places` as the page prints them; whose they are only where the reader may know it."""
    columns: list[str] = [_("Peringkat"), _("Judul"), *([_("OPD")] if with_owner else []), _("Kategori")]
    for stage in ranking.stages:
        name = {"stage": StageKind(stage["kind"]).label, "share": stage["share"].replace(".", ",")}
        columns += [_("%(stage)s (bobot %(share)s)") % name, _("%(stage)s: lembar") % name]
    columns += [_("Nilai akhir"), _("Jenjang"), _("Seri"), _("Penentu seri"), _("Contoh")]
    state = _("ditetapkan") if ranking.is_confirmed else _("sementara")
    averaging = Averaging(ranking.basis.get("averaging", Averaging.MEAN)).label
    title = _("Peringkat %(edition)s") % {"edition": ranking.edition}
    rows = _rows(ranking, places, cutoffs, by_category=by_category, with_owner=with_owner)
    return Export(title, columns, rows, " · ".join(filter(None, [state, str(averaging), chosen])))


def _rows(
    ranking: Ranking, places: Any, cutoffs: list[tiers.Cutoff], *, by_category: bool, with_owner: bool
) -> Iterator[list[Cell]]:
    for place in places.iterator(MANY):
        number = place.category_place if by_category else place.place
        tier = tiers.highest(number, cutoffs) if number else None
        yield [
            *(number, place.title, *([place.owner] if with_owner else []), place.category),
            *_stage_cells(ranking, place),
            *(place.score, tier.name if tier else None),
            *(_("ya") if place.is_tied else None, " · ".join(place.tie_key) or None),
            _("ya") if place.is_sample else None,
        ]


def _stage_cells(ranking: Ranking, place: Any) -> Iterator[Cell]:
    """Of each stage that counts: its score, and how many of the sheets asked for are locked."""
    for at in range(len(ranking.stages)):
        stage = place.stage_scores[at] if at < len(place.stage_scores) else None
        yield Decimal(stage["score"]) if stage and stage["score"] else None
        yield f"{stage['final']}/{stage['asked']}" if stage else None

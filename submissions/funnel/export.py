"""The funnel as a file: a row for each agency, as the page counts it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Cell, Export
from competitions.models import Edition

from .overview import COURSE, FILTERS, FunnelAgency, detailed

if TYPE_CHECKING:
    from django.utils.functional import Promise


def funnel_export(edition: Edition, agencies: Iterable[FunnelAgency], wanted: str | None) -> Export:
    """The agencies that a filter left, in its order."""
    columns: list[str | Promise] = [
        *(_("OPD"), _("Singkatan")),
        *(state.label for state in COURSE),
        *(_("Menjadi mitra"), _("Bagian terisi"), _("Bagian seluruhnya"), _("Terakhir ditulis")),
        *(_("Diperpanjang sampai"), _("Terakhir diingatkan"), _("Operator"), _("Kepala")),
    ]
    title = _("Rekap usulan %(edition)s") % {"edition": edition}
    chosen = str(FILTERS[wanted][0]) if wanted in FILTERS else ""
    return Export(title, columns, _rows(detailed(edition, agencies)), chosen)


def _rows(agencies: Iterable[FunnelAgency]) -> Iterator[list[Cell]]:
    for one in agencies:
        yield [
            *(one.name, one.abbr),
            *(one.counts.get(state, 0) for state in COURSE),
            _("ya") if one.has_part else _("tidak"),
            *(one.filled, one.asked, one.written_at),
            one.extension.until if one.extension else None,
            one.reminder.sent_at if one.reminder else None,
            *(one.operators, one.heads),
        ]

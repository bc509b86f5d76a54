"""The list of proposals as a file."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Export

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .views_list import ListLine


def proposal_export(lines: "Iterable[ListLine]", chosen: str) -> Export:
    """What the page lists, without the number of a page."""
    columns = [
        _("Judul"),
        _("OPD"),
        _("Kategori"),
        _("Edisi"),
        _("Bagian terisi"),
        _("Status"),
        _("Dikirim"),
        _("Contoh"),
    ]
    rows = (
        [
            *(one.title, one.opd, one.category, one.edition, one.written, one.state.label, one.sent_at),
            _("ya") if one.is_sample else None,
        ]
        for one in lines
    )
    return Export(_("Daftar usulan"), columns, rows, chosen)

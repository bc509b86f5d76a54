"""A queue of the administrative check as a file."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Cell, Export
from competitions.models import Edition
from submissions.models import State

MANY = 500


def check_export(edition: Edition | None, state: str, rows: Any) -> Export:
    """`rows` are proposals `with_details` and `with_rounds`, in the order of the page."""
    columns = [
        _("Judul"),
        _("OPD"),
        _("Kategori"),
        _("Dikirim"),
        _("Temuan saat dikirim"),
        _("Kali dikembalikan"),
        _("Status"),
    ]
    title = _("Seleksi administrasi %(edition)s") % {"edition": edition or ""}
    return Export(title, columns, _rows(rows), str(State(state).label))


def _rows(rows: Any) -> Iterator[list[Cell]]:
    for one in rows.iterator(MANY):
        innovation, category = one.innovation, one.category
        yield [
            *(innovation.title, innovation.opd.name, str(category) if category else None, one.submitted_at),
            *(one.found_when_sent, one.rounds, one.get_state_display()),
        ]

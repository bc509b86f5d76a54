"""Who sits in a stage, and how much each was given, as a file."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Export
from competitions.models import Stage


def load_export(stage: Stage, jurors: Iterable[Mapping[str, Any]]) -> Export:
    """`jurors` as the page of assignments counts them."""
    columns = [_("Juri"), _("Panel"), _("Unsur"), _("Ditugaskan"), _("Terkunci"), _("Belum dikunci"), _("Dibebaskan")]
    rows = (
        [
            one["name"],
            one["seat"].panel.name if one["seat"] else None,
            one["seat"].body.name if one["seat"] else None,
            *(one["given"], one["final"], one["open"], one["excused"]),
        ]
        for one in jurors
    )
    return Export(_("Juri dan bebannya %(edition)s") % {"edition": stage.edition}, columns, rows, str(stage))

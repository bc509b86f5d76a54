"""The check of the sheet Inovasi: what an agency runs, since when, and what it won before."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.spreadsheets.values import folded, shown
from submissions.models import Innovation

from .existing import ExistingRows, KnownInnovation
from .model_check import refuse_what_the_model_refuses
from .preview import Cells, ImportPlan, InnovationDraft
from .reading import Table

FIELDS = ("title", "long_title", "started_on", "past_award")
COMPETING = ("long_title", "started_on")  # what stays as it is while the innovation stands in an edition


def check_innovations(table: Table, snapshot: ExistingRows, plan: ImportPlan, agencies: dict[str, str]) -> None:
    """`agencies` are the abbreviations that exist or come with the file, by key."""
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        cells = Cells(table.sheet, row)
        plan.lines.append(cells.line)
        values, agency = cells.given(*FIELDS), snapshot.agency_key(cells.get("opd") or "", agencies)
        _add_year(cells, values)
        cells.line.name = values.get("title", "")
        key = (agency, folded(cells.line.name))
        if agency and agency not in agencies:
            cells.refuse("opd", _("OPD ini tidak ada, juga tidak di lembar OPD."))
        elif key not in snapshot.innovations and (why := snapshot.why_closed(agency)):
            cells.refuse("opd", why)
        if all(key) and seen.setdefault(key, row.number) != row.number:
            cells.refuse("title", _("Inovasi OPD ini sudah ada di baris %(number)d.") % {"number": seen[key]})
        if values.get("started_on", snapshot.today) > snapshot.today:
            cells.refuse("started_on", _("Tanggal mulai diterapkan tidak boleh di masa depan."))
        refuse_what_the_model_refuses(Innovation(**values), cells, values)
        _settle(cells, agency, values, snapshot.innovations.get(key), plan)


def _add_year(cells: Cells, values: dict[str, Any]) -> None:
    """The year is part of the award's name, unless it stands there already."""
    if not (year := cells.get("award_year")):
        return
    if not (award := values.get("past_award")):
        cells.refuse("award_year", _("Tahun tanpa penghargaan. Isi juga kolom Penghargaan terdahulu."))
    elif year not in award:
        values["past_award"] = f"{award} {year}"


def _settle(cells: Cells, agency: str, values: dict[str, Any], known: KnownInnovation | None, plan: ImportPlan) -> None:
    cells.line.is_new = known is None
    if known:
        values = {k: v for k, v in values.items() if k != "title" and getattr(known, k) != v}
        for name in COMPETING:
            if known.is_competing and name in values:
                cells.refuse(name, _("Tidak dapat diubah: inovasi ini sedang diusulkan dalam edisi yang berjalan."))
    before = {name: getattr(known, name) for name in values} if known else {}
    for name, value in values.items():
        cells.change(name, shown(before.get(name)), shown(value))
    if values:
        plan.innovations.append(InnovationDraft(agency, known.pk if known else None, values, before))

"""The check of the sheet OPD: names, kinds and a tree without circles."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import OPD
from accounts.spreadsheets.values import NO, YES, folded

from .columns import KINDS
from .existing import ExistingRows, KnownAgency
from .kinds import kind_of
from .model_check import refuse_what_the_model_refuses
from .preview import AgencyDraft, Cells, ImportPlan
from .reading import Table

FIELDS = ("name", "abbr", "kind", "is_participant")
KIND_LABELS = {value: label for label, value in KINDS.items()}


def check_agencies(table: Table, snapshot: ExistingRows, plan: ImportPlan, agencies: dict[str, str]) -> None:
    """`agencies` are the abbreviations that exist or come with the file, by key."""
    drafts: dict[str, tuple[Cells, AgencyDraft]] = {}
    names = {folded(known.name): key for key, known in snapshot.agencies.items()}
    for row in table.rows:
        cells = Cells(table.sheet, row)
        plan.lines.append(cells.line)
        draft = _draft(cells, snapshot, drafts)
        if "name" in draft.values:
            _check_name(cells, draft, names, agencies)
        refuse_what_the_model_refuses(OPD(**draft.values), cells, draft.values)
        if draft.key and draft.key not in drafts:
            drafts[draft.key] = cells, draft
    _check_tree(drafts, snapshot)
    for cells, draft in drafts.values():
        _settle(cells, draft, snapshot.agencies.get(draft.key), plan, agencies)


def _draft(cells: Cells, snapshot: ExistingRows, drafts: dict[str, tuple[Cells, AgencyDraft]]) -> AgencyDraft:
    values = cells.given(*FIELDS)
    parent = cells.get("parent")
    key = folded(values.get("abbr", ""))
    if key not in snapshot.agencies:
        _tell_kind(cells, values)
    if key in drafts:
        cells.refuse("abbr", _("Singkatan ini sudah ada di baris %(number)d.") % {"number": drafts[key][0].row.number})
    cells.line.name = values.get("abbr") or values.get("name") or ""
    known = snapshot.agencies.get(key)
    cells.line.is_new = known is None
    above = snapshot.agency_key(parent, snapshot.agencies) if parent else None
    return AgencyDraft(key, known.pk if known else None, values, parent=above)


def _tell_kind(cells: Cells, values: dict[str, Any]) -> None:
    """A new body has a kind: where the column says none, its name does."""
    if "kind" in values or cells.row.values.get("kind"):
        return
    if found := kind_of(values.get("name", "")):
        values["kind"] = found
    elif "name" in values:
        cells.refuse("kind", _("Jenisnya tidak dikenali dari namanya. Isi kolom Jenis."))


def _check_name(cells: Cells, draft: AgencyDraft, names: dict[str, str], agencies: dict[str, str]) -> None:
    """A name is said once, among those that exist and those of the file."""
    name = folded(draft.values["name"])
    if names.get(name, draft.key) != draft.key:
        cells.refuse("name", _("Nama ini sudah dipakai OPD lain (%(abbr)s).") % {"abbr": agencies[names[name]]})
    if draft.key:  # a row without its abbreviation is refused for that, and holds no name
        names.setdefault(name, draft.key)


def _check_tree(drafts: dict[str, tuple[Cells, AgencyDraft]], snapshot: ExistingRows) -> None:
    """A parent exists or comes with the file, and nobody is above itself."""
    parents = {key: known.parent for key, known in snapshot.agencies.items()}
    parents |= {key: None for key in drafts if key not in parents}
    parents |= {key: draft.parent for key, (_cells, draft) in drafts.items() if draft.parent in parents}
    for key, (cells, draft) in drafts.items():
        if draft.parent is None:
            continue
        if draft.parent not in parents:
            cells.refuse("parent", _("OPD ini tidak ada, juga tidak di lembar OPD."))
        elif draft.pk is None and (why := snapshot.why_closed(draft.parent)):
            cells.refuse("parent", why)
        elif _is_above_itself(key, parents):
            cells.refuse("parent", _("Susunan induk berputar: OPD ini menjadi induk bagi induknya sendiri."))


def _is_above_itself(key: str, parents: dict[str, str | None]) -> bool:
    above, passed = parents[key], set()
    while above is not None and above not in passed:
        if above == key:
            return True
        passed.add(above)
        above = parents.get(above)
    return False


def _settle(
    cells: Cells, draft: AgencyDraft, known: KnownAgency | None, plan: ImportPlan, agencies: dict[str, str]
) -> None:
    """Keep of the draft what differs from what is known, and say so on the line."""
    if known:
        draft.values.pop("abbr")  # found by it, whatever the case it was typed in
        draft.values = {name: value for name, value in draft.values.items() if getattr(known, name) != value}
        draft.before = {name: getattr(known, name) for name in draft.values}
        draft.parent = None if draft.parent == known.parent else draft.parent
    for name, value in draft.values.items():
        before = shown(name, getattr(known, name)) if known else ""
        cells.change(name, before, shown(name, value))
    if draft.parent:
        before = agencies[known.parent] if known and known.parent else ""
        cells.change("parent", before, agencies.get(draft.parent, ""))
    if draft.values or draft.parent:
        plan.agencies.append(draft)


def shown(name: str, value: Any) -> str:
    if name == "is_participant":
        return YES if value else NO
    return KIND_LABELS[value] if name == "kind" else str(value)

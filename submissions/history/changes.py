"""Two versions of a proposal beside each other: what changed in fields, sections and files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from accounts import clock
from submissions.fields.goals import GOALS
from submissions.models import Group, Proposal, Version
from submissions.texts.difference import Run, compare
from submissions.versions import Content

NOW = "kini"


@dataclass(frozen=True)
class Frozen:
    """A version as a page chooses it; that of now is what the proposal holds without being frozen."""

    key: str
    content: Content
    number: int | None = None
    version: Version | None = None

    @property
    def is_now(self) -> bool:
        return self.version is None

    @property
    def label(self) -> str:
        if self.version is None:
            return _("Naskah sekarang")
        return _("Versi %(number)s") % {"number": self.version.number}

    @property
    def at(self) -> datetime:
        return self.version.frozen_at if self.version else clock.now()


@dataclass(frozen=True)
class FieldChange:
    label: str
    runs: list[Run]


@dataclass(frozen=True)
class FileChange:
    name: str
    sha256: str
    is_added: bool


@dataclass(frozen=True)
class PlaceChange:
    """A section or a document: the runs of its text, the files that came and went."""

    name: str
    runs: list[Run]
    files: list[FileChange]
    is_changed: bool


@dataclass(frozen=True)
class Changes:
    fields: list[FieldChange]
    sections: list[PlaceChange]
    documents: list[PlaceChange]

    @property
    def count(self) -> int:
        return len(self.fields) + sum(place.is_changed for place in (*self.sections, *self.documents))

    @property
    def changed(self) -> list[PlaceChange]:
        return [place for place in (*self.sections, *self.documents) if place.is_changed]

    @property
    def same(self) -> list[PlaceChange]:
        return [place for place in (*self.sections, *self.documents) if not place.is_changed]


def frozen_versions(proposal: Proposal) -> list[Frozen]:
    """All versions from the first to the last, in one query."""
    rows = proposal.versions.select_related("frozen_by", "proposal__edition").order_by("number")
    return [Frozen(str(row.number), row.content, row.number, row) for row in rows]


def changes_between(before: Content, after: Content) -> Changes:
    return Changes(
        fields=[
            FieldChange(label, compare(old, new))
            for label, spell in _fields()
            if (old := spell(before)) != (new := spell(after))
        ],
        sections=list(_places(before.get("sections", []), after.get("sections", []))),
        documents=list(_places(before.get("documents", []), after.get("documents", []))),
    )


def _places(before: list[Content], after: list[Content]) -> Iterator[PlaceChange]:
    """The places of the later version in its order, then those that only the earlier one had."""
    old_by_id, new_ids = {part["id"]: part for part in before}, {part["id"] for part in after}
    pairs: list[tuple[Content | None, Content | None]] = [(old_by_id.get(part["id"]), part) for part in after]
    pairs += [(part, None) for part in before if part["id"] not in new_ids]
    for old, new in pairs:
        old_text, new_text = _text(old), _text(new)
        files = list(_files(old, new))
        name = (new or old or {})["name"]
        yield PlaceChange(name, compare(old_text, new_text), files, bool(files) or old_text != new_text)


def _text(part: Content | None) -> str:
    """The text of a section; of a document who approved it, if nobody signed it on paper."""
    if not part:
        return ""
    approved = part.get("approved")
    return part.get("text", "") or (
        _("Disetujui di dalam aplikasi oleh %(name)s") % {"name": approved["by"]} if approved else ""
    )


def _files(old: Content | None, new: Content | None) -> Iterator[FileChange]:
    """Files are told apart by their hash: the same file under another name went and came."""
    was = {(file["sha256"], file["name"]) for file in (old or {}).get("files", [])}
    now = {(file["sha256"], file["name"]) for file in (new or {}).get("files", [])}
    for sha256, name in sorted(was - now, key=lambda file: file[1]):
        yield FileChange(name, sha256, is_added=False)
    for sha256, name in sorted(now - was, key=lambda file: file[1]):
        yield FileChange(name, sha256, is_added=True)


def _fields() -> list[tuple[str, Callable[[Content], str]]]:
    """The identity as words, so that every field can be compared as a text."""
    return [
        (_("Judul"), lambda content: content.get("title") or ""),
        (_("Kepanjangan"), lambda content: content.get("long_title") or ""),
        (_("OPD pemilik"), lambda content: _each(content.get("owners"), _owner)),
        (_("Kategori"), lambda content: (content.get("category") or {}).get("name", "")),
        (_("Kelompok"), lambda content: str(dict(Group.choices).get(content.get("group", ""), ""))),
        (_("Mereplikasi"), lambda content: content.get("replicates") or ""),
        (_("Mulai diterapkan"), _started),
        (_("Bentuk"), _form),
        (_("Tujuan SDG"), lambda content: _each(content.get("sdgs"), lambda goal: f"{goal}. {GOALS[goal]}")),
        (_("Inovator"), lambda content: _each(content.get("innovators"), _innovator)),
        (_("Tautan video"), lambda content: content.get("video_url") or ""),
        (_("Koordinat"), lambda content: ", ".join(content.get("place") or [])),
    ]


def _each(values: list[Any] | None, spell: Callable[[Any], str]) -> str:
    return "; ".join(spell(value) for value in values or [])


def _owner(owner: Content) -> str:
    return f"{owner['name']} ({owner['part']})" if owner.get("part") else owner["name"]


def _innovator(one: Content) -> str:
    return f"{one['name']} ({one['part']})" if one.get("part") else one["name"]


def _started(content: Content) -> str:
    started = content.get("started_on")
    return formats.date_format(date.fromisoformat(started), "j F Y", use_l10n=False) if started else ""


def _form(content: Content) -> str:
    return {None: "", True: _("Digital"), False: _("Nondigital")}[content.get("is_digital")]

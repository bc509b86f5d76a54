"""The ledger in words: what its actions are called, what they were done to, and what changed.

The rows of a page are told together, so that a page costs one query for each kind of thing it names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OPD, AuditEntry, User
from accounts.templatetags.kovablik import NOTHING, figure, tanggal, wib_short
from awards.models import Certificate, Plenary, Publication, SpecialAward
from competitions.models import (
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    PhaseKind,
    SectionTemplate,
    Stage,
    StageKind,
)
from judging.models import Assignment, Conflict, Panel, ScoreSheet, Seat
from submissions.models import Attachment, Proposal

ACTIONS = {
    "edition.create": gettext_lazy("Membuat edisi"),
    "edition.update": gettext_lazy("Mengubah identitas edisi"),
    "edition.calendar": gettext_lazy("Mengubah kalender"),
    "edition.categories": gettext_lazy("Mengubah kategori"),
    "edition.section_templates": gettext_lazy("Mengubah bagian proposal"),
    "edition.document_requirements": gettext_lazy("Mengubah dokumen yang diminta"),
    "edition.rubric": gettext_lazy("Mengubah rubrik"),
    "edition.stages": gettext_lazy("Mengubah tahap penilaian"),
    "edition.tiers": gettext_lazy("Mengubah jenjang"),
    "edition.open": gettext_lazy("Membuka edisi"),
    "edition.reschedule": gettext_lazy("Menjadwal ulang tahapan"),
    "proposal.register": gettext_lazy("Mendaftarkan usulan"),
    "proposal.update": gettext_lazy("Mengubah identitas usulan"),
    "proposal.notify": gettext_lazy("Memberi tahu kepala OPD"),
    "proposal.submit": gettext_lazy("Mengirim usulan"),
    "proposal.verify": gettext_lazy("Meloloskan usulan"),
    "proposal.return": gettext_lazy("Mengembalikan usulan"),
    "proposal.reject": gettext_lazy("Menolak usulan"),
    "proposal.withdraw": gettext_lazy("Menarik usulan"),
    "attachment.add": gettext_lazy("Melampirkan berkas"),
    "attachment.remove": gettext_lazy("Menghapus berkas"),
    "panel.create": gettext_lazy("Membuat panel"),
    "panel.delete": gettext_lazy("Menghapus panel"),
    "seat.create": gettext_lazy("Mendudukkan juri"),
    "seat.delete": gettext_lazy("Mengeluarkan juri dari panel"),
    "conflict.create": gettext_lazy("Mencatat benturan kepentingan"),
    "conflict.delete": gettext_lazy("Menghapus benturan kepentingan"),
    "assignment.create": gettext_lazy("Menugaskan juri"),
    "assignment.excuse": gettext_lazy("Membebaskan juri"),
    "score.update": gettext_lazy("Memberi nilai"),
    "scoresheet.finalise": gettext_lazy("Mengunci lembar nilai"),
    "ranking.rebuild": gettext_lazy("Menghitung peringkat"),
    "plenary.open": gettext_lazy("Memulai pleno"),
    "plenary.decide": gettext_lazy("Memutus seri"),
    "plenary.confirm": gettext_lazy("Menetapkan peringkat"),
    "specialaward.add": gettext_lazy("Menambah penghargaan khusus"),
    "specialaward.remove": gettext_lazy("Menghapus penghargaan khusus"),
    "result.publish": gettext_lazy("Menerbitkan hasil"),
    "certificate.revoke": gettext_lazy("Mencabut piagam"),
}
NAMES = {  # of what an entry holds beyond the fields of our models
    "state": gettext_lazy("status"),
    "owners": gettext_lazy("pemilik"),
    "placed": gettext_lazy("usulan berperingkat"),
    "results": gettext_lazy("hasil"),
    "certificates": gettext_lazy("piagam"),
    "sheets": gettext_lazy("lembar terkunci"),
    "digest": gettext_lazy("sidik hasil"),
    "fingerprint": gettext_lazy("sidik naskah"),
    "sha256": gettext_lazy("sidik berkas"),
    **dict(PhaseKind.choices),
}
REFERENCES: dict[str, type[models.Model]] = {  # what a number under this name is the key of
    "owners": OPD,
    "partners": OPD,
    "opd": OPD,
    "holder": OPD,
    "category": Category,
    "section": SectionTemplate,
    "requirement": DocumentRequirement,
    "criterion": Criterion,
    "stage": Stage,
    "panel": Panel,
    "proposal": Proposal,
    "juror": User,
    "user": User,
}
RELATED: dict[type[models.Model], list[str]] = {  # what a row needs to say its own name; others go by their number
    OPD: [],
    User: [],
    Edition: [],
    Category: [],
    SectionTemplate: [],
    DocumentRequirement: [],
    Criterion: [],
    Stage: [],
    Proposal: ["innovation"],
    Attachment: [],
    Panel: [],
    Seat: ["user", "panel"],
    Conflict: ["user", "opd"],
    Assignment: ["proposal__innovation", "juror"],
    ScoreSheet: ["assignment__proposal__innovation", "assignment__juror"],
    Plenary: ["edition"],
    Publication: ["edition"],
    SpecialAward: [],
    Certificate: [],
}
OURS = ("competitions", "submissions", "judging", "awards", "accounts")
LONGEST = 160
NUMBER = re.compile(r"-?\d{1,12}\.\d{1,4}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


@dataclass
class Change:
    """What one value was and is; `before` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass
class Line:
    """One entry as people read it."""

    entry: AuditEntry
    action: str
    target: str
    changes: list[Change]


@dataclass
class Names:
    """The names of the rows that a page of entries speaks of."""

    wanted: dict[type[models.Model], set[int]] = field(default_factory=dict)
    found: dict[type[models.Model], dict[Any, Any]] = field(default_factory=dict)

    def want(self, model: type[models.Model], pk: int) -> None:
        self.wanted.setdefault(model, set()).add(pk)

    def read(self) -> None:
        for model, keys in self.wanted.items():
            if model in RELATED:
                rows = model._default_manager.all()
                if RELATED[model]:  # without a name select_related would follow every relation
                    rows = rows.select_related(*RELATED[model])
                self.found[model] = rows.in_bulk(list(keys))

    def of(self, model: type[models.Model], pk: int) -> str | None:
        row = self.found.get(model, {}).get(pk)
        return None if row is None else str(row)


def tell(entries: Iterable[AuditEntry]) -> list[Line]:
    """Put a page of entries in words."""
    entries, names = list(entries), Names()
    for entry in entries:
        if target := parse(entry.target):
            names.want(*target)
        for model, pk in references("", [entry.before, entry.after]):
            names.want(model, pk)
    names.read()
    return [
        Line(entry, str(ACTIONS.get(entry.action, entry.action)), name_of(entry.target, names), changes(entry, names))
        for entry in entries
    ]


def parse(target: str) -> tuple[type[models.Model], int] | None:
    """The model and the key behind “submissions.proposal:12”."""
    label, _colon, pk = target.partition(":")
    try:
        return apps.get_model(label), int(pk)
    except (LookupError, ValueError):
        return None


def name_of(target: str, names: Names) -> str:
    parsed = parse(target)
    if not parsed:
        return target
    model, pk = parsed
    kind = str(model._meta.verbose_name)
    kind = kind[:1].upper() + kind[1:]
    name = names.of(model, pk)
    return f"{kind} {pk}" if name is None else f"{kind} “{name}”"


def references(key: str, value: object) -> Iterator[tuple[type[models.Model], int]]:
    """The rows that a value of an entry points to."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name.isdigit():
                yield Proposal, int(name)
            yield from references(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from references(key, part)
    elif isinstance(value, int) and not isinstance(value, bool) and key in REFERENCES:
        yield REFERENCES[key], value


def changes(entry: AuditEntry, names: Names) -> list[Change]:
    """What differs between before and after; what stayed the same is left out."""
    before, after = entry.before, entry.after
    if isinstance(before or after, Mapping) and isinstance(after or before, Mapping):
        before, after = before or {}, after or {}
        if criterion := after.get("criterion"):
            mark = sides("points", before.get("points"), after.get("points"), names)
            return [Change(words("criterion", criterion, names), *mark)]
        return [
            Change(label_of(key, entry, names), *sides(key, before.get(key), after.get(key), names))
            for key in dict.fromkeys([*before, *after])
            if before.get(key) != after.get(key)
        ]
    return [] if before == after else [Change("", *sides("", before, after, names))]


def sides(key: str, before: object, after: object, names: Names) -> tuple[str, str]:
    """Both sides in words; of two lists only what one has and the other has not."""
    if isinstance(before, list) and isinstance(after, list) and any(isinstance(row, Mapping) for row in before + after):
        before, after = [row for row in before if row not in after], [row for row in after if row not in before]
    return "" if before is None else words(key, before, names), words(key, after, names)


def words(key: str, value: object, names: Names) -> str:
    """A value as it is printed on other pages."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return ("; " if any(isinstance(part, Mapping) for part in value) else ", ").join(
            words(key, part, names) for part in value
        )
    if isinstance(value, Mapping):
        return ", ".join(f"{called(name)} {words(name, part, names)}" for name, part in value.items())
    if isinstance(value, int) and key in REFERENCES:
        return names.of(REFERENCES[key], value) or str(value)
    return text(key, str(value))


def text(key: str, value: str) -> str:
    if (key, value) in CHOICES:
        return str(CHOICES[key, value])
    if MOMENT.fullmatch(value):
        return wib_short(datetime.fromisoformat(value))
    if DAY.fullmatch(value):
        return tanggal(date.fromisoformat(value))
    if NUMBER.fullmatch(value):
        return figure(Decimal(value))
    if FINGERPRINT.fullmatch(value):
        return f"{value[:12]}…"
    return Truncator(value).chars(LONGEST)


def label_of(key: str, entry: AuditEntry, names: Names) -> str:
    """What a value is called: as the field of what was changed, else as any field of ours, else as it stands."""
    if key.isdigit():
        return names.of(Proposal, int(key)) or key
    parsed = parse(entry.target)
    own = FIELDS.get((parsed[0], key)) if parsed else None
    return str(own or called(key))


def called(key: str) -> str:
    return str(NAMES.get(key) or ANY_FIELD.get(key) or key)


def our_fields() -> Iterator[tuple[type[models.Model], Any]]:
    for name in OURS:
        for model in apps.get_app_config(name).get_models():
            for model_field in model._meta.get_fields():
                if isinstance(model_field, models.Field):
                    yield model, model_field


FIELDS = {(model, field.name): field.verbose_name for model, field in our_fields()}
ANY_FIELD = {field.name: field.verbose_name for _model, field in our_fields()}
CHOICES = {(field.name, value): label for _model, field in our_fields() for value, label in field.choices or ()}
CHOICES |= {("stage", value): label for value, label in StageKind.choices}

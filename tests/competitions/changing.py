"""Every field of an edition's rules, changed as its page would: what comes of it, and how it is done knowingly."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import ledger
from accounts.models import User
from competitions.actions.edition import update_edition
from competitions.actions.judging import STAGE_RULES, update_bands, update_stage_rules
from competitions.actions.parts import (
    add_rubric,
    remove_rubric,
    update_categories,
    update_documents,
    update_rubric,
    update_sections,
    update_stages,
    update_tiers,
)
from competitions.actions.rules import update_rules
from competitions.effects import Consent, Effect, UnconfirmedError
from competitions.models import Band, Edition, RuleKind, StageKind

FIELDS = {
    "category": ("name",),
    "section": ("name", "prompt", "min_words", "max_words", "evidence_required"),
    "document": ("name", "help_text", "letter", "is_required"),
    "tier": ("name", "up_to_place", "prints_place"),
    "stage": ("kind", "rubric_id", "share", "quorum"),
    "criterion": ("name", "aspect", "guidance", "section_id", "weight"),
    "band": ("criterion_id", "lower", "name", "text"),
}
LISTS = {
    "category": ("categories", update_categories),
    "section": ("section_templates", update_sections),
    "document": ("document_requirements", update_documents),
    "tier": ("tiers", update_tiers),
    "stage": ("stages", update_stages),
}
IDENTITY = {
    "name": "Kompetisi Inovasi",
    "short_name": "KOVABLIK Betul",
    "year": 2027,
    "government": "Pemerintah Kota Betul",
    "city": "Betul",
    "organiser": "Bagian Organisasi Setda",
    "contact": "Meja layanan",
    "reply_to": "layanan@contoh.example",
    "signatory_position": "Pj. WALI KOTA UJI",
    "signatory_name": "H. NAMA BETUL",
    "signatory_nip": "198001012005011001",
    "awarded_on": "2027-01-05",
    "certificate_number": "{nomor}/{tahun}",
    "averaging": "median",
    "tiers_per_category": True,
    "winners_per_opd": 1,
    "max_file_mb": 20,
    "correction_days": 5,
    "conflict_years": 5,
}
STAGE = {
    "jurors_per_proposal": 3,
    "required_bodies": ["sakip"],
    "calibration_size": 1,
    "promotes": 5,
    "passing_grade": Decimal(85),
    "is_blind": True,
    "has_discussion": True,
    "comment_below": Decimal(50),
    "comment_above": Decimal(90),
    "needs_overall_comment": True,
    "spread_limit": Decimal(20),
}
# What the first row of a list is given; the last row goes, and a row like the first comes.
FIRST = {
    ("category", "name"): "Kesehatan Ibu",
    ("section", "name"): "Nama betul",
    ("section", "prompt"): "Petunjuk betul.",
    ("section", "min_words"): 1,
    ("section", "max_words"): 777,
    ("section", "evidence_required"): True,
    ("document", "name"): "Surat Betul",
    ("document", "help_text"): "Bermeterai.",
    ("document", "letter"): "",
    ("document", "is_required"): False,
    ("tier", "name"): "Lima Besar",
    ("tier", "up_to_place"): 4,
    ("tier", "prints_place"): False,
    ("criterion", "name"): "Kriteria betul",
    ("criterion", "aspect"): "Aspek betul",
    ("criterion", "guidance"): "Panduan betul.",
    ("criterion", "section"): None,
    ("band", "name"): "Sebutan betul",
    ("band", "text"): "Uraian betul.",
    ("stage", "kind"): StageKind.VISIT,
    ("stage", "quorum"): 2,
}


def rows_of(queryset: Any, part: str) -> list[dict[str, Any]]:
    """What the page sends of a list that nobody touched."""
    return [{"id": row.pk, **{name: getattr(row, name) for name in FIELDS[part]}} for row in queryset.all()]


def act_on(edition: Edition, part: str, field: str, by: User) -> Callable[..., Any]:
    """The act that changes this field, and it alone; it takes a `consent`."""
    if part == "edition":
        return partial(update_edition, edition=edition, identity=_identity(field), by=by)
    if part == "rule":
        level, value = ("warn", 3) if field == "level" else ("block", 2)
        return partial(update_rules, edition=edition, rules={RuleKind.QUOTA: (level, value)}, by=by)
    if part == "stage" and field in STAGE_RULES:
        return partial(update_stage_rules, stage=desk(edition), rules={field: STAGE[field]}, by=by)
    if part == "rubric":
        return _on_rubric(edition, field, by)
    return _on_list(edition, part, field, by)


def _identity(field: str) -> dict[str, Any]:
    return {"awarded_on": "2027-01-05", "year": 2027} if field == "year" else {field: IDENTITY[field]}


def desk(edition: Edition) -> Any:
    return edition.stages.get(kind=StageKind.DESK)


def _on_rubric(edition: Edition, field: str, by: User) -> Callable[..., Any]:
    """A rubric comes and goes without a consent: while no stage uses it, it touches nobody."""
    if field == "added":
        return lambda: add_rubric(edition=edition, stage_rubric="presentasi-jatim", by=by)
    if field == "removed":
        return lambda: remove_rubric(rubric=edition.rubrics.get(name="Rubrik lepas"), by=by)
    rubric = desk(edition).rubric
    return partial(update_rubric, rubric=rubric, name="Rubrik betul", rows=rows_of(rubric.criteria, "criterion"), by=by)


def _on_list(edition: Edition, part: str, field: str, by: User) -> Callable[..., Any]:
    rubric = desk(edition).rubric
    if part == "criterion":
        rows = _changed(rows_of(rubric.criteria, part), part, field, edition)
        return partial(update_rubric, rubric=rubric, name=rubric.name, rows=rows, by=by)
    if part == "band":
        bands = Band.objects.filter(criterion__rubric=rubric).order_by("criterion__number", "lower")
        rows = _changed(rows_of(bands, part), part, field, edition)
        return partial(update_bands, rubric=rubric, rows=rows, by=by)
    name, act = LISTS[part]
    return partial(
        act, edition=edition, rows=_changed(rows_of(getattr(edition, name), part), part, field, edition), by=by
    )


def _changed(rows: list[dict[str, Any]], part: str, field: str, edition: Edition) -> list[dict[str, Any]]:
    first = rows[0]
    if field == "number":
        return [*reversed(rows)]
    if field == "removed":
        return _without_last(rows, part)
    if field == "added":
        return _with_another(rows, part)
    if field in {"weight", "share"}:
        first[field] += 1
        rows[1][field] -= 1
    elif field == "rubric":
        first["rubric_id"] = edition.rubrics.get(name="Rubrik lepas").pk
    else:
        first[f"{field}_id" if f"{field}_id" in first else field] = FIRST[part, field]
    return rows


def _without_last(rows: list[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    gone = rows.pop()
    for name in {"weight", "share"} & set(FIELDS[part]):
        rows[0][name] += gone[name]
    return rows


def _with_another(rows: list[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    new = {**rows[-1], "id": None, "name": "Baris baru"}
    for name in {"weight", "share"} & set(FIELDS[part]):
        rows[0][name] -= 1
        new[name] = Decimal(1)
    if part == "tier":
        new["up_to_place"] += 1
    if part == "stage":
        new = {name: value for name, value in new.items() if name != "name"} | {"kind": StageKind.VISIT}
    if part == "band":
        new["lower"] += 1
    return [*rows, new]


def shown(act: Callable[..., Any]) -> Effect | None:
    """Whom the act would touch, as it says before it is done; None where it was simply done."""
    try:
        act()
    except UnconfirmedError as asked:
        return asked.effect
    return None


def knowingly(act: Callable[..., Any], reason: str = "Keputusan rapat.") -> Any:
    """Do it at the second press."""
    effect = shown(act)
    return act(consent=Consent(reason, effect.token)) if effect else None


def outcome(act: Callable[..., Any], chain: str) -> str:
    """What would come of it: "corrected" at once, an "act" with its reason, or "refused". None of it stays."""
    before = ledger.head(chain)
    with transaction.atomic():
        try:
            knowingly(act)
        except (ValidationError, PermissionDenied):
            return "refused"
        entry = ledger.head(chain)
        transaction.set_rollback(True)
    if entry is None or entry == before:
        return "nothing"
    return "act" if entry.note else "corrected"

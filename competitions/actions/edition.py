"""Make an edition, name it, open it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.formats import tanggal
from accounts.models import OPD, User
from competitions import checklist
from competitions.effects import Consent, Snapshot
from competitions.locks import lock_edition_for
from competitions.models import (
    RULE_DEFAULTS,
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    EntryRule,
    Letter,
    Participant,
    Phase,
    PhaseKind,
    Rubric,
    SectionTemplate,
    Stage,
    Tier,
    usual_bodies,
)
from competitions.models.edition import EARLY_AWARD
from competitions.presets import StagePreset, Template, presets

from .changes import RuleAct, carry_out, changed_only, plain, rows_of
from .judging import fill_rubric, suggest_bands

IDENTITY = (
    "name",
    "short_name",
    "year",
    "government",
    "city",
    "organiser",
    "contact",
    "reply_to",
    "signatory_position",
    "signatory_name",
    "signatory_nip",
    "awarded_on",
    "certificate_number",
    "averaging",
    "tiers_per_category",
    "winners_per_opd",
    "max_file_mb",
    "correction_days",
    "conflict_years",
)
OPENING_HOUR, CLOSING_HOUR = time(8), time(16)
SOCIALISATION_DAYS = 14
SUGGESTED_DAYS = {
    PhaseKind.REGISTRATION: 30,
    PhaseKind.ADMINISTRATION: 14,
    PhaseKind.JUDGING: 14,
    PhaseKind.PRESENTATION: 3,
    PhaseKind.VISIT: 7,
    PhaseKind.PLENARY: 3,
    PhaseKind.ANNOUNCEMENT: 5,
    PhaseKind.AWARDING: 7,
}
LATER = (PhaseKind.PRESENTATION, PhaseKind.VISIT)
# What is stored is Indonesian, whichever language the secretary reads the pages in.
RUBRIC = "Rubrik proposal"
TIERS = (("Top 5", 5, True), ("Top 10", 10, False), ("Top 30", 30, False))
DOCUMENTS = (
    (
        "Surat Pernyataan Implementasi",
        "Ditandatangani kepala OPD, dengan bukti mulai diterapkan.",
        True,
        Letter.IMPLEMENTATION,
    ),
    ("Surat Pernyataan Inovator", "Memuat nama setiap inovator, seorang atau satu tim.", True, Letter.INNOVATOR),
    ("Surat Kesediaan Replikasi", "Bila inovasi boleh direplikasi daerah lain.", False, Letter.REPLICATION),
)


@transaction.atomic
def create_edition(
    *,
    template: str,
    identity: Mapping[str, Any],
    first_day: date,
    by: User,
    is_sample: bool = False,
) -> Edition:
    """Make an edition from a preset, complete but for what the preset leaves open; the jury is seated later.

    `identity` holds values for the fields of IDENTITY, `first_day` the day on which the suggested calendar begins.
    """
    if not by.has_perm("competitions.add_edition"):
        raise PermissionDenied
    preset = presets().template(template)
    edition = Edition(**identity, is_sample=is_sample)
    refuse_early_award(edition, first_day)
    save_edition(edition)

    _copy_template(edition, preset)
    Category.objects.bulk_create(
        Category(edition=edition, number=number, name=name) for number, name in enumerate(presets().categories, start=1)
    )
    Tier.objects.bulk_create(
        Tier(edition=edition, name=name, up_to_place=place, prints_place=prints) for name, place, prints in TIERS
    )
    DocumentRequirement.objects.bulk_create(
        DocumentRequirement(
            edition=edition, number=number, name=name, help_text=text, is_required=required, letter=letter
        )
        for number, (name, text, required, letter) in enumerate(DOCUMENTS, start=1)
    )
    EntryRule.objects.bulk_create(
        EntryRule(edition=edition, kind=kind, level=level, value=value)
        for kind, (level, value) in RULE_DEFAULTS.items()
    )
    Participant.objects.bulk_create(
        Participant(edition=edition, opd=opd) for opd in OPD.objects.participating().order_by("pk")
    )
    usual_bodies(edition)
    lay_out(edition, first_day)
    after = {"template": preset.key, **identity_of(edition)}
    ledger.record("edition.create", edition, by=by, chain=edition.ledger_chain, after=after)
    return edition


def refuse_early_award(edition: Edition, first_day: date) -> None:
    """The calendar is laid out after the identity: as long as there is none, its first day stands for it."""
    if edition.awarded_on < first_day:
        error = ValidationError(EARLY_AWARD, "early", {"day": tanggal(first_day)})
        raise ValidationError({"awarded_on": error})


def save_edition(edition: Edition) -> None:
    """Store it whole; of two who choose the same name at once the second is refused."""
    edition.full_clean(exclude=["slug"])
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError as error:
        raise ValidationError({"short_name": _("Nama singkat ini sudah dipakai edisi lain.")}) from error


def _copy_template(edition: Edition, preset: Template) -> None:
    """The sections of a preset, and a rubric for the desk stage with a criterion for each section that is judged."""
    sections = SectionTemplate.objects.bulk_create(
        SectionTemplate(
            edition=edition,
            number=number,
            name=section.name,
            prompt=section.prompt,
            max_words=section.max_words,
            evidence_required=section.evidence_required,
        )
        for number, section in enumerate(preset.sections, start=1)
    )
    rubric = Rubric.objects.create(edition=edition, name=RUBRIC)
    judged = [pair for pair in zip(sections, preset.sections, strict=True) if pair[1].is_judged]
    criteria = Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric,
            section=section,
            number=number,
            name=wanted.name,
            guidance=wanted.prompt,
            weight=wanted.weight,
        )
        for number, (section, wanted) in enumerate(judged, start=1)
    )
    suggest_bands(criteria)
    for stage in preset.stages:
        _copy_stage(edition, stage, rubric)


def _copy_stage(edition: Edition, stage: StagePreset, rubric: Rubric) -> None:
    """A share that was not published stands at 100, so that the checklist asks for it where there are several."""
    if stage.rubric:
        own = presets().stage_rubric(stage.rubric)
        rubric = Rubric.objects.create(edition=edition, name=own.name)
        fill_rubric(rubric, own)
    share = Decimal(100) if stage.share is None else stage.share
    Stage.objects.create(
        edition=edition, kind=stage.kind, rubric=rubric, share=share, passing_grade=stage.passing_grade
    )


def lay_out(edition: Edition, first_day: date) -> None:
    """Give an edition that has none the suggested calendar."""
    Phase.objects.bulk_create(
        Phase(edition=edition, kind=kind, opens_at=opens_at, closes_at=closes_at)
        for kind, (opens_at, closes_at) in suggested_calendar(first_day, edition.needed_phases()).items()
    )


def suggested_calendar(
    first_day: date, needed: Collection[PhaseKind] = ()
) -> dict[PhaseKind, tuple[datetime, datetime]]:
    """A plausible calendar to change: each phase opens when the one before it closes, at 16.00 WIB.

    The phases of later stages are in it only where they are needed.
    """
    opens_at = _at(first_day, OPENING_HOUR)
    calendar = {PhaseKind.SOCIALISATION: (opens_at, _at(first_day + timedelta(SOCIALISATION_DAYS), CLOSING_HOUR))}
    last_day = first_day
    for kind, days in SUGGESTED_DAYS.items():
        if kind in LATER and kind not in needed:
            continue
        last_day += timedelta(days)
        closes_at = _at(last_day, CLOSING_HOUR)
        calendar[kind] = (opens_at, closes_at)
        opens_at = closes_at
    return calendar


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())


@transaction.atomic
def update_edition(
    *, edition: Edition, identity: Mapping[str, Any], by: User, consent: Consent | None = None
) -> Edition:
    """Change what an edition is called and how it counts."""

    def apply(edition: Edition) -> None:
        for name in IDENTITY:
            if name in identity:
                setattr(edition, name, identity[name])
        save_edition(edition)

    act = RuleAct("edition.update", _read_identity, apply, _differing_identity)
    return carry_out(act, edition, by=by, consent=consent)


def _read_identity(edition: Edition) -> Snapshot:
    return {"edition": rows_of(Edition.objects.filter(pk=edition.pk), IDENTITY)}


def _differing_identity(before: Snapshot, after: Snapshot) -> tuple[Any, Any]:
    (was,), (now,) = before["edition"].values(), after["edition"].values()
    return changed_only(was, now)


def identity_of(edition: Edition) -> dict[str, Any]:
    """The fields of IDENTITY as the ledger keeps them."""
    return plain({field: getattr(edition, field) for field in IDENTITY})


@transaction.atomic
def open_edition(*, edition: Edition, by: User) -> Edition:
    """Let everyone see an edition; from then on what touches fairness is changed with a reason alone (ADR 29)."""
    edition = lock_edition_for(edition, "open_edition", by)
    if missing := checklist.blocking_gaps(edition):
        raise ValidationError([ValidationError(gap.text, code="missing") for gap in missing])
    edition.opened_at = clock.now()
    edition.save(update_fields=["opened_at"])
    after = {"opened_at": edition.opened_at.isoformat()}
    ledger.record("edition.open", edition, by=by, chain=edition.ledger_chain, before={"opened_at": None}, after=after)
    return edition

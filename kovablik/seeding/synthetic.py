"""A judged edition of any size. It inserts in bulk, and leaves the rows that the actions would leave, ledger too.

tests/kovablik/test_seed.py plays the same small edition both ways and compares the rows.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from accounts import clock
from accounts.models import OPD, User
from competitions.actions.parts import update_documents, update_rubric, update_sections
from competitions.actions.rules import update_rules
from competitions.models import RULE_DEFAULTS, Edition, PhaseKind, RuleKind, RuleLevel
from competitions.presets import presets

from . import play as acts
from .bulk_entries import PER_AGENCY, enter, make_agencies, verify
from .bulk_marks import judge
from .calendars import calendar_running
from .kota_batu import identity
from .people import Cast
from .play import Play, SampleEntry

TIERS = [
    {"name": "Juara I", "up_to_place": 1, "prints_place": False},
    {"name": "Juara II", "up_to_place": 2, "prints_place": False},
    {"name": "Juara III", "up_to_place": 3, "prints_place": False},
]
UNDER_WAY, AT_REST = "penilaian", "pleno"  # the stages at which it can stand
EIGHTH_WEIGHT = 5
KEPT_OPEN = 10  # sheets of each juror while judging is under way


def name_of(size: int) -> str:
    return f"Edisi Sintetis {size}"


@transaction.atomic
def seed_synthetic(
    size: int, agencies: dict[str, OPD], cast: Cast, stage: str = AT_REST, tiers: Sequence[dict] = TIERS
) -> Edition:
    """An edition with `size` verified proposals and five sheets each, ranked; Juara I–III as in Kota Mojokerto 2021.

    While judging is under way the last ten sheets of each juror are still blank and there is no ranking.
    """
    own = make_agencies(size)
    play = announce(size, agencies, cast, stage, tiers)
    entries = list(synthetic_entries(size))
    proposals = enter(play, entries, own)
    verify(play, proposals)
    judge(play, entries, keep_open=KEPT_OPEN if stage == UNDER_WAY else 0)
    if stage == AT_REST:
        acts.rank(play)
    return play.edition


def announce(
    size: int, agencies: dict[str, OPD], cast: Cast, stage: str = AT_REST, tiers: Sequence[dict] = TIERS
) -> Play:
    name = name_of(size)
    calendar = calendar_running(stage, clock.now())
    return acts.announce(
        identity(
            name=name,
            short_name=name,
            year=2026,
            organiser="Bagian Organisasi (contoh)",
            signatory_position="WALI KOTA CONTOH",
            signatory_name="NAMA PEJABAT CONTOH",
            awarded_on=calendar[PhaseKind.AWARDING][1].date(),
        ),
        calendar,
        agencies,
        cast,
        tiers,
        before_opening=_suit_a_crowd,
    )


def _suit_a_crowd(edition: Edition, by: User) -> None:
    """Two documents a proposal are enough of files; eight criteria make the goals' 4,000 × 5 × 8 marks.

    Its titles differ by a number, so nobody is told that they are alike.
    """
    levels = {RuleKind.SIMILAR: (RuleLevel.OFF, RULE_DEFAULTS[RuleKind.SIMILAR][1])}
    update_rules(edition=edition, rules=levels, by=by)
    rows: list[dict[str, Any]] = [
        {"id": template.pk, "evidence_required": False} for template in edition.section_templates.all()
    ]
    update_sections(edition=edition, rows=rows, by=by)
    rows = [{"id": wanted.pk} for wanted in edition.document_requirements.filter(is_required=True)]
    update_documents(edition=edition, rows=rows, by=by)
    rubric = edition.stages.get().rubric
    first, *others = sorted(rubric.criteria.all(), key=lambda one: one.weight or 0, reverse=True)
    weights = {first.pk: (first.weight or 0) - EIGHTH_WEIGHT, **{one.pk: one.weight for one in others}}
    rows = [{"id": one.pk, "weight": weights[one.pk]} for one in rubric.criteria.all()]
    rows.append({"name": "Penyajian", "weight": EIGHTH_WEIGHT})
    update_rubric(rubric=rubric, name=rubric.name, rows=rows, by=by)


def synthetic_entries(size: int) -> Iterator[SampleEntry]:
    dice, categories = Random(size), presets().categories  # noqa: S311  # the same size gives the same edition
    for number in range(1, size + 1):
        yield SampleEntry(
            title=f"Inovasi Sintetis {number}",
            long_title="Layanan contoh untuk mengukur aplikasi",
            owners=(f"Sintetis {(number - 1) // PER_AGENCY + 1}",),
            target=Decimal(dice.randint(5500, 9000)) / 100,
            turn=number,
            category=categories[number % len(categories)],
        )

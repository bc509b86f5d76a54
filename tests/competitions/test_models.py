from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from accounts import clock
from competitions.models import (
    Band,
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    EntryRule,
    JuryBody,
    Phase,
    PhaseKind,
    Rubric,
    SectionTemplate,
    Stage,
    Tier,
)
from competitions.models.edition import NOT_EDITIONS
from tests.factories import (
    AppointmentFactory,
    BandFactory,
    CategoryFactory,
    CriterionFactory,
    DocumentRequirementFactory,
    EditionFactory,
    RubricFactory,
    SectionTemplateFactory,
    StageFactory,
    TierFactory,
    UserFactory,
)
from tests.moments import START, WEEK, opening

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


NONSENSE = [
    (lambda _: Edition.objects.update(averaging="modus"), "competitions_edition_averaging"),
    (lambda _: Edition.objects.update(year=1999), "competitions_edition_year"),
    (lambda _: Edition.objects.update(correction_days=0), "competitions_edition_correction_days"),
    (lambda _: Edition.objects.update(correction_days=61), "competitions_edition_correction_days"),
    (lambda e: [rule(e, "title", "warn") for _ in range(2)], "competitions_entryrule_once"),
    (lambda e: rule(e, "lain", "warn"), "competitions_entryrule_kind_known"),
    (lambda e: rule(e, "title", "lain"), "competitions_entryrule_level_known"),
    (lambda e: rule(e, "title", "warn", 1), "competitions_entryrule_counts"),
    (lambda e: rule(e, "age", "warn"), "competitions_entryrule_counts"),
    (lambda e: rule(e, "quota", "block", 0), "competitions_entryrule_counts"),
    (lambda _: Phase.objects.update(kind="lain"), "competitions_phase_kind_known"),
    (lambda _: Phase.objects.update(closes_at=START), "competitions_phase_forwards"),
    (lambda _: Phase.objects.update(let_go_at=START), "competitions_phase_let_go_when_over"),
    (lambda e: Phase.objects.create(edition=e, **first_phase(e)), "competitions_phase_once"),
    (lambda e: CategoryFactory(edition=e, name=CategoryFactory(edition=e).name), "competitions_category_name"),
    (
        lambda e: SectionTemplateFactory(edition=e, name=SectionTemplateFactory(edition=e).name),
        "competitions_sectiontemplate_name",
    ),
    (lambda e: SectionTemplateFactory(edition=e, max_words=0), "competitions_sectiontemplate_words"),
    (lambda e: SectionTemplateFactory(edition=e, min_words=11), "competitions_sectiontemplate_range"),
    (lambda e: DocumentRequirementFactory(edition=e, letter="lain"), "competitions_documentrequirement_letter_known"),
    (
        lambda e: DocumentRequirementFactory(edition=e, name=DocumentRequirementFactory(edition=e).name),
        "competitions_documentrequirement_name",
    ),
    (lambda e: RubricFactory(edition=e, name=RubricFactory(edition=e).name), "competitions_rubric_name"),
    (lambda _: CriterionFactory(weight=Decimal(0)), "competitions_criterion_weight"),
    (lambda _: CriterionFactory(weight=Decimal("100.01")), "competitions_criterion_weight"),
    (lambda _: same_criterion_twice(), "competitions_criterion_name"),
    (lambda e: StageFactory(edition=e, rubric=StageFactory(edition=e).rubric), "competitions_stage_once"),
    (lambda e: StageFactory(edition=e, kind="plenary"), "competitions_stage_kind_known"),
    (lambda e: StageFactory(edition=e, share=0), "competitions_stage_share"),
    (lambda e: StageFactory(edition=e, quorum=0), "competitions_stage_quorum"),
    (lambda e: StageFactory(edition=e, quorum=3, jurors_per_proposal=2), "competitions_stage_jurors_reach_quorum"),
    (lambda e: StageFactory(edition=e, promotes=0), "competitions_stage_promotes"),
    (lambda e: StageFactory(edition=e, passing_grade=0), "competitions_stage_passing_grade"),
    (lambda e: StageFactory(edition=e, kind="presentation", is_blind=True), "competitions_stage_blind_at_the_desk"),
    (lambda e: e.jury_bodies.create(code="sakip", name="Lain", number=9), "competitions_jurybody_code_once"),
    (lambda e: e.jury_bodies.create(code="lain", name="tim sakip", number=9), "competitions_jurybody_name_once"),
    (lambda e: e.jury_bodies.create(code="x", name="", number=9), "competitions_jurybody_is_called_something"),
    (lambda e: StageFactory(edition=e, comment_below=101), "competitions_stage_comment_below"),
    (lambda e: StageFactory(edition=e, comment_above=101), "competitions_stage_comment_above"),
    (lambda e: StageFactory(edition=e, comment_below=70, comment_above=60), "competitions_stage_comment_thresholds"),
    (lambda e: StageFactory(edition=e, spread_limit=0), "competitions_stage_spread"),
    (lambda _: BandFactory(lower=101), "competitions_band_range"),
    (lambda _: BandFactory(criterion=BandFactory().criterion), "competitions_band_once"),
    (lambda e: [TierFactory(edition=e, name="Top", up_to_place=n) for n in (1, 2)], "competitions_tier_name"),
    (lambda e: [TierFactory(edition=e, name=n, up_to_place=1) for n in "ab"], "competitions_tier_cutoff"),
    (lambda e: TierFactory(edition=e, up_to_place=0), "competitions_tier_from_one"),
]


@pytest.mark.parametrize(("change", "constraint"), NONSENSE)
def test_the_database_refuses_nonsense(change, constraint):
    edition = EditionFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(edition)


def first_phase(edition):
    return edition.phases.values("kind", "opens_at", "closes_at")[0]


def rule(edition, kind, level, value=None):
    return EntryRule.objects.create(edition=edition, kind=kind, level=level, value=value)


def same_criterion_twice():
    criterion = CriterionFactory()
    CriterionFactory(rubric=criterion.rubric, name=criterion.name)


def test_every_constraint_of_the_app_is_tried_above():
    call = (Edition, EntryRule, Phase, Category, SectionTemplate, DocumentRequirement)
    models = (*call, Rubric, Criterion, Band, JuryBody, Stage, Tier)

    assert {constraint.name for model in models for constraint in model._meta.constraints} == {
        name for _change, name in NONSENSE
    }


@pytest.mark.parametrize(
    ("at", "running"), [(-SECOND, False), (0 * SECOND, True), (WEEK - SECOND, True), (WEEK, False)]
)
def test_a_phase_runs_from_its_opening_up_to_and_not_at_its_close(at, running):
    edition = EditionFactory()
    now = opening(PhaseKind.REGISTRATION) + at

    assert edition.in_phase(PhaseKind.REGISTRATION, at=now) is running
    assert edition.has_begun(PhaseKind.REGISTRATION, at=now) is (at >= 0 * SECOND)
    assert edition.has_ended(PhaseKind.REGISTRATION, at=now) is (at >= WEEK)
    assert [phase.kind for phase in edition.running_phases(at=now)].count(PhaseKind.REGISTRATION) == running


def test_an_edition_that_is_not_open_is_in_no_phase():
    edition = EditionFactory(opened_at=None)
    now = opening(PhaseKind.JUDGING)

    assert not edition.in_phase(*PhaseKind, at=now)
    assert not edition.has_begun(PhaseKind.REGISTRATION, at=now)
    assert not edition.has_ended(PhaseKind.REGISTRATION, at=now)
    assert edition.running_phases(at=now) == []


def test_of_several_that_run_the_page_of_a_stage_names_its_own():
    edition = EditionFactory()
    edition.phases.update(closes_at=opening(PhaseKind.AWARDING) + WEEK)

    with clock.at(opening(PhaseKind.JUDGING)):
        assert edition.foremost_phase(PhaseKind.JUDGING).kind == PhaseKind.JUDGING
        assert edition.foremost_phase(PhaseKind.VISIT).kind == PhaseKind.REGISTRATION
        assert edition.foremost_phase().kind == PhaseKind.REGISTRATION

    with clock.at(opening(PhaseKind.AWARDING) + WEEK):
        assert edition.foremost_phase(PhaseKind.JUDGING) is None


def test_the_next_phase_and_those_that_may_start_now():
    edition = EditionFactory()
    now = opening(PhaseKind.JUDGING)

    assert edition.next_phase(at=now).kind == PhaseKind.PRESENTATION
    assert [phase.kind for phase in edition.startable_phases(at=now)] == [PhaseKind.PRESENTATION]
    assert [phase.kind for phase in edition.startable_phases(at=START - WEEK)] == [
        PhaseKind.REGISTRATION,
        PhaseKind.SOCIALISATION,
    ]


@pytest.mark.parametrize(
    ("office", "seen"), [("secretariat", 2), ("auditor", 2), ("leader", 1), ("verifier", 1), (None, 1)]
)
def test_what_is_not_open_is_seen_by_its_makers_alone(office, seen):
    EditionFactory()
    EditionFactory(opened_at=None)
    user = AppointmentFactory(role=office).user if office else UserFactory()

    assert Edition.objects.visible_to(user).count() == seen


def test_the_short_name_gives_the_address():
    edition = EditionFactory.build(short_name="KOVABLIK Kota Batu 2026", opened_at=None)

    edition.clean()

    assert edition.slug == "kovablik-kota-batu-2026"


def test_an_address_that_people_have_stays_whatever_the_name():
    edition = EditionFactory(short_name="KOVABLIK Kota Bata", slug="kovablik-kota-bata")

    edition.short_name = "KOVABLIK Kota Batu"
    edition.clean()

    assert edition.slug == "kovablik-kota-bata"


@pytest.mark.parametrize("short_name", ["★★★", "KOVABLIK – Contoh"])
def test_a_short_name_without_an_address_of_its_own_is_refused(short_name):
    EditionFactory(short_name="KOVABLIK Contoh", slug="kovablik-contoh")

    with pytest.raises(ValidationError) as refusal:
        EditionFactory.build(short_name=short_name).clean()

    assert list(refusal.value.message_dict) == ["short_name"]


@pytest.mark.parametrize("pattern", ["188.45", "{nomor", "{nomor}/{bulan}", "{nomor:9999}"])
def test_a_pattern_that_cannot_number_is_refused_at_its_field(pattern):
    with pytest.raises(ValidationError) as refusal:
        EditionFactory.build(certificate_number=pattern).clean()

    assert list(refusal.value.message_dict) == ["certificate_number"]


@pytest.mark.parametrize("word", sorted(NOT_EDITIONS))
def test_an_edition_is_not_called_like_another_page(word):
    with pytest.raises(ValidationError) as refusal:
        EditionFactory.build(short_name=word.upper(), opened_at=None).clean()

    assert refusal.value.message_dict == {"short_name": ["Nama singkat ini alamat halaman lain. Tambahkan tahunnya."]}


def test_each_word_beside_the_editions_is_kept_from_them():
    words = {
        route.removeprefix("kelola/").split("/")[0]
        for route in map(str, walked(get_resolver()))
        if route.startswith("kelola/") and not route.startswith("kelola/<") and route != "kelola/"
    }

    assert words == NOT_EDITIONS


def walked(resolver, before=""):
    for one in resolver.url_patterns:
        route = before + str(one.pattern).lstrip("^")
        if hasattr(one, "url_patterns"):
            yield from walked(one, route)
        else:
            yield route

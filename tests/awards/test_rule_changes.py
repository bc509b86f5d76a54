"""A change of the rules against what jurors gave: whose place, whose tier; and against those who act meanwhile."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock, ledger
from accounts.models import AuditEntry
from awards.actions.plenary import confirm_plenary
from competitions.actions.edition import update_edition
from competitions.actions.judging import update_stage_rules
from competitions.actions.parts import update_rubric, update_stages, update_tiers
from competitions.effects import Consent
from competitions.models import PhaseKind, StageKind
from judging.models import Ranking, ScoreSheet
from judging.ranking_build import build
from judging.scoring.actions import finalise_scoresheet
from submissions.models import Proposal
from tests.competitions.changing import knowingly, rows_of, shown
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CategoryFactory,
    CriterionFactory,
    DocumentRequirementFactory,
    EditionFactory,
    InnovationFactory,
    MembershipFactory,
    PanelFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SectionTemplateFactory,
    StageFactory,
    TierFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return AppointmentFactory().user


@pytest.fixture
def edition():
    edition = EditionFactory()
    CategoryFactory(edition=edition)
    SectionTemplateFactory(edition=edition)
    DocumentRequirementFactory(edition=edition)
    for name, place in (("Top 1", 1), ("Top 2", 2)):
        TierFactory(edition=edition, name=name, up_to_place=place)
    for kind, share in ((StageKind.DESK, 60), (StageKind.PRESENTATION, 40)):
        stage = StageFactory(edition=edition, kind=kind, share=Decimal(share))
        CriterionFactory(rubric=stage.rubric, name="Satu", weight=Decimal(50))
        CriterionFactory(rubric=stage.rubric, name="Dua", weight=Decimal(50))
    return edition


def judged(edition, title, *totals, stage=StageKind.DESK, proposal=None):
    """A proposal with a locked sheet for each of these totals."""
    stage = edition.stages.get(kind=stage)
    proposal = proposal or ProposalFactory(edition=edition, innovation=InnovationFactory(title=title), verified=True)
    for total in totals:
        assignment = AssignmentFactory(stage=stage, proposal=proposal)
        sheet = ScoreSheetFactory(assignment=assignment, total=Decimal(total), finalised_at=clock.now())
        for criterion in stage.rubric.criteria.all():
            ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(total))
    return proposal


@pytest.fixture
def three(edition):
    """A leads the desk, B the presentation; C never got that far."""
    a, b = judged(edition, "A", 90, 90, 60), judged(edition, "B", 82, 82, 82)
    judged(edition, "C", 70, 70)
    for proposal, total in ((a, 70), (b, 90)):
        PromotionFactory(stage=edition.stages.get(kind=StageKind.PRESENTATION), proposal=proposal)
        judged(edition, "", total, stage=StageKind.PRESENTATION, proposal=proposal)
    return edition


def groups(act):
    """What is shown: in each group the title and what is said of it."""
    return {
        one.key: [f"{line.name.partition(' · ')[0]}: {line.detail}" for line in one.lines] for one in shown(act).touched
    }


def shares(edition, by, desk, presentation):
    rows = rows_of(edition.stages, "stage")
    rows[0]["share"], rows[1]["share"] = Decimal(desk), Decimal(presentation)
    return partial(update_stages, edition=edition, rows=rows, by=by)


def tiers(edition, by, first):
    rows = rows_of(edition.tiers, "tier")
    rows[0]["up_to_place"], rows[1]["up_to_place"] = first, first + 1
    return partial(update_tiers, edition=edition, rows=rows, by=by)


def test_a_share_names_the_places_and_tiers_that_move_and_the_ranking_follows(three, secretary):
    """A has 80 and 70, B 82 and 90: whatever the shares, B leads; so A is given a better desk first."""
    ScoreSheet.objects.filter(assignment__proposal__innovation__title="A", total=60).update(total=Decimal(99))
    build(three)
    act = shares(three, secretary, 90, 10)

    assert groups(act) == {
        "places.moved": ["A: 2 → 1", "B: 1 → 2"],
        "tiers.moved": ["A: Top 2 → Top 1", "B: Top 1 → Top 2"],
    }
    knowingly(act)

    ranking = Ranking.objects.in_the_making().get(edition=three)
    placed = ranking.places.order_by("place").values_list("proposal__innovation__title", flat=True)
    assert list(placed) == ["A", "B", "C"]
    assert groups(shares(three, secretary, 60, 40))["places.moved"] == ["B: 2 → 1", "A: 1 → 2"]


def test_a_cut_off_names_who_changes_tier_old_and_new(three, secretary):
    assert groups(tiers(three, secretary, 2)) == {"tiers.moved": ["A: Top 2 → Top 1", "C: tanpa jenjang → Top 2"]}


def test_a_cap_holds_back_the_second_of_one_body(three, secretary):
    body = Proposal.objects.get(innovation__title="A").innovation.opd
    Proposal.objects.get(innovation__title="B").innovation._meta.model.objects.filter(title="B").update(opd=body)

    act = partial(update_edition, edition=three, identity={"winners_per_opd": 1}, by=secretary)

    assert groups(act) == {"tiers.moved": ["A: Top 2 → tanpa jenjang", "C: tanpa jenjang → Top 2"]}


def test_a_quorum_names_who_falls_below_it_and_who_reaches_it_again(three, secretary):
    def quorum(number):
        rows = rows_of(three.stages, "stage")
        rows[0]["quorum"] = number
        return partial(update_stages, edition=three, rows=rows, by=secretary)

    assert groups(quorum(3))["places.below"] == ["C: 3 → –"]
    knowingly(quorum(3))
    assert groups(quorum(2))["places.above"] == ["C: – → 3"]


def test_a_renamed_tier_moves_nobody(three, secretary):
    rows = rows_of(three.tiers, "tier")
    rows[0]["name"], rows[0]["prints_place"] = "Terbaik", True

    assert groups(partial(update_tiers, edition=three, rows=rows, by=secretary)) == {}


def test_more_jurors_than_assigned_are_named(three, secretary):
    stage = three.stages.get(kind=StageKind.DESK)

    act = partial(update_stage_rules, stage=stage, rules={"jurors_per_proposal": 3}, by=secretary)

    assert groups(act) == {"jury.few": ["C: "]}


def test_a_spread_limit_names_who_lies_beyond_it(three, secretary):
    stage = three.stages.get(kind=StageKind.DESK)

    act = partial(update_stage_rules, stage=stage, rules={"spread_limit": Decimal(20)}, by=secretary)

    assert groups(act) == {"jury.apart": ["A: "]}


def test_what_goes_on_is_named(three, secretary):
    stage = three.stages.get(kind=StageKind.DESK)

    act = partial(update_stage_rules, stage=stage, rules={"promotes": 2}, by=secretary)

    assert groups(act) == {"promotion-new": ["A: ", "B: "]}


def test_longer_conflicts_name_the_sheets_that_close(three, secretary):
    assignment = three.stages.get(kind=StageKind.DESK).assignments.first()
    MembershipFactory(
        user=assignment.juror,
        opd=assignment.proposal.innovation.opd,
        starts_on=date(2019, 1, 1),
        ends_on=date(2022, 1, 1),
    )

    act = partial(update_edition, edition=three, identity={"conflict_years": 9}, by=secretary)

    assert groups(act) == {"conflicts.new": [f"{assignment.juror}: A"]} or list(groups(act)) == ["conflicts.new"]


def test_weights_are_changed_while_sheets_are_open_and_not_once_one_is_locked(edition, secretary):
    stage = edition.stages.get(kind=StageKind.DESK)
    sheet = ScoreSheetFactory(assignment__stage=stage, assignment__juror__name="Juri Satu")
    ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.first(), points=Decimal(80))

    assert groups(weights(stage, secretary, 40)) == {"sheets.open": ["Juri Satu: 1"]}
    knowingly(weights(stage, secretary, 40))
    judged(edition, "X", 80)

    with pytest.raises(ValidationError, match="1 lembar tahap “Penilaian proposal” sudah dikunci"):
        knowingly(weights(stage, secretary, 30))


def weights(stage, by, first):
    rows = rows_of(stage.rubric.criteria, "criterion")
    rows[0]["weight"], rows[1]["weight"] = Decimal(first), Decimal(100 - first)
    return partial(update_rubric, rubric=stage.rubric, name=stage.rubric.name, rows=rows, by=by)


def test_a_marked_criterion_is_not_removed(edition, secretary):
    stage = edition.stages.get(kind=StageKind.DESK)
    first, second = stage.rubric.criteria.all()
    ScoreFactory(
        sheet=ScoreSheetFactory(assignment__stage=stage, assignment__juror__name="Juri Satu"), criterion=second
    )
    rows = rows_of(stage.rubric.criteria.filter(pk=first.pk), "criterion")
    rows[0]["weight"] = Decimal(100)

    with pytest.raises(ValidationError, match="“Dua” sudah diberi nilai atau komentar di 1 lembar"):
        knowingly(partial(update_rubric, rubric=stage.rubric, name="x", rows=rows, by=secretary))


def test_a_stage_with_a_panel_is_not_removed(edition, secretary):
    PanelFactory(stage=edition.stages.get(kind=StageKind.PRESENTATION))
    rows = rows_of(edition.stages.filter(kind=StageKind.DESK), "stage")
    rows[0]["share"] = Decimal(100)

    with pytest.raises(ValidationError, match="padanya ada 1 panel, 0 penugasan"):
        knowingly(partial(update_stages, edition=edition, rows=rows, by=secretary))


def test_the_picture_of_places_costs_the_same_for_any_number(three, secretary):
    costs = []
    shown(shares(three, secretary, 90, 10))
    for count in (1, 3):
        for number in range(count):
            judged(three, f"{count}{number}", 88, 89)
        with CaptureQueriesContext(connection) as captured:
            shown(shares(three, secretary, 90, 10))
        costs.append(len(captured))

    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_locked_by_the_old_weights_or_by_the_new_never_between(edition, secretary):
    """Either the weights were there first, or the sheet was and they stay."""
    stage = edition.stages.get(kind=StageKind.DESK)
    sheet = ScoreSheetFactory(assignment__stage=stage)
    for criterion, points in zip(stage.rubric.criteria.all(), (100, 0), strict=True):
        ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(points))
    act = weights(stage, secretary, 90)
    consent = Consent("x", shown(act).token)

    refusals = at_once(
        lambda: finalise_scoresheet(
            sheet=ScoreSheet.objects.with_details().get(pk=sheet.pk), by=sheet.assignment.juror
        ),
        lambda: act(consent=consent),
        when=PhaseKind.JUDGING,
    )

    sheet.refresh_from_db()
    weight = stage.rubric.criteria.first().weight
    assert (sheet.total, weight, refusals[0]) in {(Decimal(90), Decimal(90), None), (Decimal(50), Decimal(50), None)}
    assert (refusals[1] is None) == (weight == 90)


@pytest.mark.django_db(transaction=True)
def test_a_ranking_is_confirmed_by_the_old_tiers_or_by_the_new(three, secretary):
    build(three)
    act = tiers(three, secretary, 2)
    consent = Consent("x", shown(act).token)

    refusals = at_once(
        lambda: confirm_plenary(edition=three, by=AppointmentFactory().user),
        lambda: act(consent=consent),
        when=PhaseKind.PLENARY,
    )

    assert refusals[0] is None
    changed = three.tiers.first().up_to_place == 2
    assert changed == (refusals[1] is None)
    entries = list(
        AuditEntry.objects.filter(chain=three.ledger_chain).order_by("number").values_list("action", flat=True)
    )
    if changed:
        assert entries.index("edition.tiers") < entries.index("plenary.confirm")
    assert list(ledger.breaks(three.ledger_chain)) == []

"""What takes a right of judging away: a lock, an excuse, a confirmed ranking, a conflict, another stage."""

import pytest

from accounts import clock
from competitions.models import PhaseKind, StageKind
from judging.models import Assignment, Ranking, ScoreSheet, SeatRole
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    OPDFactory,
    PanelFactory,
    PartnershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew
from tests.moments import moment


@pytest.fixture
def proposal(db):
    return ProposalFactory(verified=True)


@pytest.fixture
def its_stage(proposal):
    return StageFactory(edition=proposal.edition)


def test_another_juror_neither_sees_nor_fills_a_sheet(sheet):
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=sheet.assignment.stage)).assignment.juror

    assert not other.has_perm("judging.view_scoresheet", sheet)
    assert not other.has_perm("judging.fill_scoresheet", sheet)


def test_each_thing_that_closes_a_sheet(sheet, juror):
    assert juror.has_perm("judging.fill_scoresheet", sheet)

    ScoreSheet.objects.update(total=80, finalised_at=clock.now())
    assert not juror.has_perm("judging.fill_scoresheet", ScoreSheet.objects.get())
    assert juror.has_perm("judging.view_scoresheet", ScoreSheet.objects.get())

    ScoreSheet.objects.update(total=None, finalised_at=None)
    Assignment.objects.update(excused_at=clock.now(), excuse="Sakit.")
    assert not juror.has_perm("judging.fill_scoresheet", ScoreSheet.objects.get())
    assert not juror.has_perm("judging.view_scoresheet", ScoreSheet.objects.get())

    Assignment.objects.update(excused_at=None, excuse="")
    type(sheet.assignment.stage.edition).objects.update(opened_at=None)
    assert not juror.has_perm("judging.fill_scoresheet", ScoreSheet.objects.get())


def test_a_later_stage_is_filled_in_its_own_phase(its_stage, proposal):
    later = StageFactory(edition=its_stage.edition, kind=StageKind.PRESENTATION)
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=later, proposal=proposal))
    juror = sheet.assignment.juror

    with clock.at(moment(PhaseKind.JUDGING)):
        assert not juror.has_perm("judging.fill_scoresheet", sheet)
    with clock.at(moment(PhaseKind.PRESENTATION)):
        assert juror.has_perm("judging.fill_scoresheet", sheet)


def test_assigning_goes_on_while_a_later_stage_lies_ahead(its_stage, secretary):
    with clock.at(moment(PhaseKind.PRESENTATION)):
        assert not secretary.has_perm("judging.assign", its_stage.edition)
        StageFactory(edition=its_stage.edition, kind=StageKind.PRESENTATION)
        assert secretary.has_perm("judging.assign", its_stage.edition)


def test_the_panel_is_made_before_the_edition_opens_but_nothing_is_assigned(its_stage, secretary):
    its_stage.edition.opened_at = None

    with clock.at(moment(PhaseKind.JUDGING)):
        assert secretary.has_perm("judging.manage_panel", its_stage.edition)
        assert not secretary.has_perm("judging.assign", its_stage.edition)


def test_a_confirmed_ranking_closes_rebuilding_and_excusing(sheet, edition, secretary):
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())

    assert not secretary.has_perm("judging.rebuild_ranking", edition)
    assert not secretary.has_perm("judging.excuse_juror", sheet.assignment)


def test_a_locked_sheet_excuses_nobody(sheet, secretary):
    sheet.finalised_at = sheet.assignment.sheet.finalised_at = clock.now()

    assert not secretary.has_perm("judging.excuse_juror", sheet.assignment)


def test_a_chair_who_still_marks_does_not_see_what_the_others_gave(sheet, edition, juror):
    assert not juror.has_perm("judging.view_ranking", edition)
    SeatFactory(panel=PanelFactory(stage=sheet.assignment.stage), user=juror, role=SeatRole.CHAIR)

    assert not juror.has_perm("judging.view_ranking", edition)
    ScoreSheet.objects.update(total=80, finalised_at=clock.now())

    assert juror.has_perm("judging.view_ranking", edition)


def test_the_chair_of_another_edition_sees_nothing_here(edition):
    chair = SeatFactory(role=SeatRole.CHAIR).user

    assert not chair.has_perm("judging.view_ranking", edition)


# Conflicts: whose proposals a juror must not touch

CONFLICTS = ("own", "parent", "grandparent", "child", "partner", "declared", "declared_partner")


def make_conflict(kind, juror, proposal):
    """Put the juror into conflict with a proposal, one way or another."""
    opd = proposal.innovation.opd
    own = {"own": opd, "child": OPDFactory(parent=opd)}.get(kind) or OPDFactory()
    if kind == "parent":
        type(opd).objects.filter(pk=opd.pk).update(parent=own)
    if kind == "grandparent":
        type(opd).objects.filter(pk=opd.pk).update(parent=OPDFactory(parent=own))
    if kind in ("partner", "declared_partner"):
        PartnershipFactory(innovation=proposal.innovation, opd=own)
    if kind.startswith("declared"):
        ConflictFactory(user=juror, opd=own if kind == "declared_partner" else opd)
    else:
        juror.memberships.create(opd=own, role="staff", starts_on="2020-01-01")


@pytest.mark.parametrize("kind", CONFLICTS)
def test_a_conflict_closes_the_sheet_although_it_was_assigned(sheet, juror, kind):
    make_conflict(kind, juror, sheet.assignment.proposal)
    juror, sheet = asked_anew(juror), ScoreSheet.objects.get()

    assert not juror.has_perm("judging.view_scoresheet", sheet)
    assert not juror.has_perm("judging.fill_scoresheet", sheet)
    assert not ScoreSheet.objects.of(juror).exists()
    assert not ScoreSheet.objects.visible_to(juror).exists()


def test_a_sister_body_and_a_membership_that_ended_are_no_conflict(sheet, juror):
    opd = sheet.assignment.proposal.innovation.opd
    opd.parent = OPDFactory()
    opd.save()
    juror.memberships.create(opd=OPDFactory(parent=opd.parent), role="staff", starts_on="2020-01-01")
    juror.memberships.create(opd=opd, role="staff", starts_on="2020-01-01", ends_on="2021-01-01")
    ConflictFactory(user=UserFactory(), opd=opd)
    juror = asked_anew(juror)

    assert juror.has_perm("judging.fill_scoresheet", ScoreSheet.objects.get())
    assert ScoreSheet.objects.visible_to(juror).exists()

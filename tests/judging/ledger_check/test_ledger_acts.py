"""After whatever the secretariat and the jurors do to assignments, agenda, visits and talk, the ledger agrees."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from accounts import clock, ledger
from competitions.models import PhaseKind, Stage, StageKind
from judging.assigning.actions import assign_all, assign_by_hand, remove_assignment
from judging.assigning.actions_excuse import excuse_from_all
from judging.assigning.actions_plan import ask_for_plan, draw_plan, pin_assignment, take_plan
from judging.assigning.planning import Wishes
from judging.conflicts.actions import declare_conflict
from judging.discussion.actions import mark_for_plenary, unmark_for_plenary, write_message
from judging.ledger_check.differences import differences
from judging.models import Assignment, Plan, ScoreSheet, Seat
from judging.panels.actions import create_panel
from judging.panels.actions_pledge import accept_pledge
from judging.panels.actions_seat import decline_seat, replace_juror, seat_juror, unseat_juror
from judging.presentations.actions import create_session, draw_agenda
from judging.presentations.actions_timer import note_attendance
from judging.ranking.actions_promotion import promote
from judging.ranking.actions_withdrawal import withdraw_promotion
from judging.scoring.actions import finalise_scoresheet, save_scores
from tests.factories import CriterionFactory, ProposalFactory, StageFactory, UserFactory
from tests.judging.conftest import asked_anew, save_score
from tests.moments import moment


@pytest.fixture
def seated(stage, secretary):
    """Two jurors and a chair, all willing, in a stage with discussion."""
    Stage.objects.filter(pk=stage.pk).update(has_discussion=True, spread_limit=10, promotes=1)
    panel = create_panel(stage=stage, name="Panel A", by=secretary)
    people = {}
    for name, role in (("first", "member"), ("second", "member"), ("third", "member"), ("chair", "chair")):
        people[name] = UserFactory()
        seat_juror(panel=panel, user=people[name], body="academic", role=role, by=secretary)
        accept_pledge(edition=stage.edition, user=people[name], by=asked_anew(people[name]))
    ProposalFactory.create_batch(3, verified=True, edition=stage.edition)
    return people


def alarms(edition):
    """What `verify_ledger` would say."""
    return [*ledger.breaks(edition.ledger_chain), *differences(edition)]


def assigned(stage, juror):
    return Assignment.objects.filter(stage=stage, juror=juror).order_by("pk")


def test_plans_pins_hands_extras_and_taking_back(stage, seated, secretary):
    edition = stage.edition
    wishes = Wishes(per_proposal=2, bodies=(), calibration_size=0, most=None, keeps=True, seed=1)
    plan = ask_for_plan(stage=stage, wishes=wishes, by=secretary)
    draw_plan(plan.pk)
    take_plan(plan=Plan.objects.get(pk=plan.pk), by=secretary)
    one, other = assigned(stage, seated["first"])[:2]
    pin_assignment(assignment=one, is_pinned=True, by=secretary)
    sheet, by = other.sheet, asked_anew(seated["first"])
    criterion = stage.rubric.criteria.first()
    for points in (Decimal(70), None):
        save_score(sheet=sheet, criterion_id=criterion.pk, points=points, by=by)
    remove_assignment(assignment=other, by=secretary)
    assign_by_hand(stage=stage, proposals=[other.proposal_id], jurors=[other.juror_id], by=secretary)
    pin_assignment(assignment=one, is_pinned=False, by=secretary)
    excuse_from_all(stage=stage, juror=seated["second"], reason="Sakit.", by=secretary)
    assign_all(stage=stage, by=secretary)

    assert alarms(edition) == []


def test_declining_replacing_and_unseating(stage, seated, secretary):
    panel = stage.panels.get()
    seat = seat_juror(panel=panel, user=UserFactory(), body="practitioner", by=secretary)
    assign_all(stage=stage, by=secretary)
    decline_seat(seat=seat, reason="Cuti.", by=asked_anew(seat.user))
    new = replace_juror(seat=seat, user=UserFactory(), by=secretary)
    unseat_juror(seat=new, by=secretary)

    assert Seat.objects.filter(answer="declined").exists()
    assert alarms(stage.edition) == []


def test_promotion_agenda_talk_and_taking_back(stage, seated, secretary):
    edition = stage.edition
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    CriterionFactory(rubric=later.rubric)
    panel = create_panel(stage=later, name="Panel B", by=secretary)
    seat_juror(panel=panel, user=seated["first"], body="academic", by=secretary)
    assign_all(stage=stage, by=secretary)
    for turn, sheet in enumerate(ScoreSheet.objects.order_by("pk")):
        by = asked_anew(sheet.assignment.juror)
        points = {one.pk: Decimal(60 + turn) for one in stage.rubric.criteria.all()}
        save_scores(sheet=sheet, points=points, by=by)
        finalise_scoresheet(sheet=sheet, by=by)
    locked = ScoreSheet.objects.order_by("pk").first()
    write_message(sheet=locked, text="Setuju.", by=asked_anew(locked.assignment.juror))
    mark_for_plenary(sheet=locked, note="Bahas.", by=asked_anew(seated["chair"]))
    unmark_for_plenary(sheet=locked, by=asked_anew(seated["chair"]))
    chosen = [locked.assignment.proposal_id]
    rows = promote(stage=later, proposals=chosen, notes={}, reason="Pleno.", by=secretary)
    assign_all(stage=later, by=secretary)
    phase = edition.phases.get(kind=PhaseKind.PRESENTATION)
    with clock.at(phase.opens_at):
        facts = {
            "starts_at": phase.opens_at + (phase.closes_at - phase.opens_at) / 4,
            "ends_at": phase.opens_at + (phase.closes_at - phase.opens_at) / 2,
            "place": "Aula",
            "talk_minutes": 7,
            "interview_minutes": 13,
            "pause_minutes": 0,
        }
        create_session(stage=later, facts=facts, by=secretary)
        draw_agenda(stage=later, by=secretary)
        slot = later.slots.get()
        note_attendance(slot=slot, present={seated["first"].pk: True, None: False}, by=secretary)
        withdraw_promotion(promotion=rows[0], reason="Keliru.", by=secretary)

    assert not Assignment.objects.active().filter(stage=later).exists()
    assert alarms(edition) == []
    call_command("verify_ledger", edition.slug, stdout=StringIO())


def test_a_conflict_of_several_editions_agrees_with_each_ledger(stage, seated, secretary):
    with clock.at(moment(PhaseKind.JUDGING)):
        other = StageFactory()
        panel = create_panel(stage=other, name="Panel A", by=secretary)
        seat_juror(panel=panel, user=seated["first"], body="academic", by=secretary)
        proposal = ProposalFactory(verified=True, edition=other.edition)
        for one in (stage, other):
            assign_all(stage=one, by=secretary)
        juror, opd = asked_anew(seated["first"]), proposal.innovation.opd
        declare_conflict(edition=stage.edition, user=juror, opd=opd, reason="Ipar.", by=juror)

    assert assigned(other, juror).get().excused_at is not None
    assert alarms(stage.edition) == alarms(other.edition) == []

"""Freeing a juror and taking it back: done, undone, done again, and what stands in the way."""

from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import PhaseKind, StageKind
from judging.assigning.actions import assign_by_hand
from judging.assigning.actions_excuse import excuse_from_all, excuse_juror, restore_juror, restore_to_all
from judging.assigning.actions_plan import ask_for_plan, draw_plan, take_plan
from judging.assigning.mail import send_excuse_changed
from judging.assigning.planning import Wishes
from judging.conflicts.actions import declare_conflict
from judging.ledger_check.differences import differences
from judging.models import Assignment, Plan, Ranking, ScoreSheet, Seat
from judging.scoring.actions import finalise_scoresheet, save_scores
from submissions.models import Proposal, State
from tests import threads
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    PanelFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import moment


@pytest.fixture
def seat(stage, juror):
    return SeatFactory(panel__stage=stage, user=juror, accepted=True)


@pytest.fixture
def held(sheet, seat):
    """The assignment of a juror who sits in the stage's panel."""
    return sheet.assignment


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


def told(edition):
    rows = AuditEntry.objects.filter(chain=edition.ledger_chain, action__startswith="assignment.").order_by("number")
    return list(rows.values_list("action", "note"))


def excused(assignment):
    return Assignment.objects.get(pk=assignment.pk).excused_at is not None


def test_an_excuse_is_taken_back_with_all_marks_and_given_again(held, sheet, juror, criteria, edition, secretary):
    save_scores(sheet=sheet, points={criteria[0].pk: Decimal(70)}, comments={None: "Bagus."}, by=juror)

    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    assert not asked_anew(juror).has_perm("judging.view_scoresheet", ScoreSheet.objects.with_rights().get())

    restore_juror(assignment=held, reason="  Keliru memilih. ", by=secretary)
    kept = ScoreSheet.objects.with_rights().get()
    assert [one.points for one in kept.entries] == [Decimal(70), None]
    assert kept.overall_comment == "Bagus."
    assert (kept.assignment.excused_at, kept.assignment.excuse) == (None, "")

    save_scores(sheet=kept, points={criteria[1].pk: Decimal(80)}, by=asked_anew(juror))
    excuse_juror(assignment=held, reason="Sakit lagi.", by=secretary)
    restore_juror(assignment=held, reason="Sembuh.", by=secretary)
    finalise_scoresheet(sheet=kept, by=asked_anew(juror))

    assert told(edition) == [
        ("assignment.excuse", "Sakit."),
        ("assignment.restore", "Keliru memilih."),
        ("assignment.excuse", "Sakit lagi."),
        ("assignment.restore", "Sembuh."),
    ]
    assert list(ledger.breaks(edition.ledger_chain)) == []


STATES = {
    "dibebaskan": (None, None),
    "tidak dibebaskan": (lambda _held: Assignment.objects.update(excused_at=None, excuse=""), "tidak dibebaskan"),
    "dikeluarkan": (
        lambda _held: ScoreSheet.objects.update(total=80, finalised_at=clock.now()),
        PermissionDenied,
    ),
    "peringkat ditetapkan": (
        lambda held: Ranking.objects.create(
            edition=held.stage.edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now()
        ),
        PermissionDenied,
    ),
    "kursi dilepas": (lambda _held: Seat.objects.all().delete(), "tidak duduk lagi"),
    "kursi ditolak": (
        lambda _held: Seat.objects.update(answer="declined", answered_at=clock.now(), decline_reason="Cuti."),
        "tidak duduk lagi",
    ),
    "berbenturan": (
        lambda held: ConflictFactory(user=held.juror, opd=held.proposal.innovation.opd, reason="Ipar."),
        "berbenturan dengan usulan itu: Ditetapkan: Ipar.",
    ),
    "usulan ditolak": (lambda _held: Proposal.objects.update(state=State.REJECTED), "tidak ikut lagi"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("of_all", [False, True], ids=["satu", "semua"])
def test_what_stands_in_the_way_of_giving_back(held, edition, secretary, state, of_all):
    bring_about, refusal = STATES[state]
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    if bring_about:
        bring_about(held)
    act = (
        (lambda: restore_to_all(stage=held.stage, juror=held.juror, reason="Keliru.", by=secretary))
        if of_all
        else (lambda: restore_juror(assignment=held, reason="Keliru.", by=secretary))
    )

    if refusal is None:
        act()
        assert not excused(held)
        return
    if of_all and state == "dikeluarkan":
        refusal = "tidak dibebaskan dari satu"
    with pytest.raises(refusal if isinstance(refusal, type) else ValidationError) as refused:
        act()
    assert isinstance(refusal, type) or refusal in " ".join(refused.value.messages)
    assert [action for action, _note in told(edition)] == ["assignment.excuse"]


def test_giving_back_needs_a_reason_and_the_secretariat(held, juror, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)

    with pytest.raises(ValidationError, match="alasannya"):
        restore_juror(assignment=held, reason="  ", by=secretary)
    for somebody in (asked_anew(juror), AppointmentFactory(role="auditor").user):
        with pytest.raises(PermissionDenied):
            restore_juror(assignment=held, reason="Keliru.", by=somebody)
    assert excused(held)


def test_all_sheets_come_back_but_those_in_conflict(held, stage, juror, edition, secretary):
    others = [ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror)).assignment for _ in range(2)]
    excuse_from_all(stage=stage, juror=juror, reason="Sakit.", by=secretary)
    ConflictFactory(user=juror, opd=others[0].proposal.innovation.opd)

    given = restore_to_all(stage=stage, juror=juror, reason="Sembuh.", by=secretary)

    assert {one.pk for one in given} == {held.pk, others[1].pk}
    assert excused(others[0])
    assert [action for action, _note in told(edition)] == ["assignment.excuse"] * 3 + ["assignment.restore"] * 2


def test_the_juror_is_told_of_both_once_and_of_no_title(
    held, stage, juror, secretary, django_capture_on_commit_callbacks, mailoutbox
):
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))

    with django_capture_on_commit_callbacks(execute=True):
        excuse_from_all(stage=stage, juror=juror, reason="Sakit.", by=secretary)
    with django_capture_on_commit_callbacks(execute=True):
        restore_to_all(stage=stage, juror=juror, reason="Sudah sembuh.", by=secretary)
    freed, back = AuditEntry.objects.filter(action__startswith="assignment.").order_by("number")[0:4:2]
    keys = list(stage.assignments.values_list("pk", flat=True))
    for entry in (freed, back, back):
        send_excuse_changed(entry.pk, juror.pk, keys)

    (letter,) = mail.outbox  # of the excuse nothing is told any more: it was taken back before the letter went out
    assert letter.to == [juror.email]
    assert "2 lembar nilai diberikan lagi" in letter.subject
    assert "Alasannya:\n\n  Sudah sembuh." in letter.body
    assert "kunci lembarnya" in letter.body
    assert str(held.proposal) not in letter.subject + letter.body


def test_a_letter_of_a_closed_stage_says_so(held, juror, secretary, mailoutbox):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    send_excuse_changed(AuditEntry.objects.get().pk, juror.pk, [held.pk])
    with clock.at(moment(PhaseKind.PLENARY)):
        restore_juror(assignment=held, reason="Sembuh.", by=secretary)
        send_excuse_changed(AuditEntry.objects.latest("number").pk, juror.pk, [held.pk])

    freed, back = mailoutbox
    assert "Anda dibebaskan dari 1 lembar nilai" in freed.subject
    assert "pembebasan dapat dibatalkan" in freed.body
    assert "begitu jadwalnya dibuka" in back.body


def test_by_hand_the_same_sheet_is_given_again_with_a_reason(held, stage, edition, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    more = ProposalFactory(edition=edition, verified=True)
    pair = {"stage": stage, "proposals": [held.proposal_id, more.pk], "jurors": [held.juror_id], "by": secretary}

    with pytest.raises(ValidationError) as refused:
        assign_by_hand(**pair)
    assert "pernah dibebaskan" in refused.value.message_dict["reason"][0]
    assert "Sakit." in refused.value.message_dict["reason"][0]
    assert Assignment.objects.active().count() == 0

    assert assign_by_hand(**pair, reason="Sembuh.") == 2
    assert not excused(held)
    assert assign_by_hand(**pair) == 0


def test_by_hand_nothing_comes_back_that_was_taken_out_of_the_mean(held, stage, secretary):
    Assignment.objects.update(excused_at=clock.now(), excuse="Berbenturan.")
    ScoreSheet.objects.update(total=80, finalised_at=clock.now())

    with pytest.raises(ValidationError, match="dikeluarkan dari perhitungan"):
        assign_by_hand(
            stage=stage, proposals=[held.proposal_id], jurors=[held.juror_id], reason="Sembuh.", by=secretary
        )


def test_a_plan_counts_on_who_was_given_back(held, stage, secretary):
    wishes = Wishes(per_proposal=1)
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)

    def drawn():
        plan = ask_for_plan(stage=stage, wishes=wishes, by=secretary)
        draw_plan(plan.pk)
        return Plan.objects.get(pk=plan.pk)

    impossible = drawn()
    restore_juror(assignment=held, reason="Sembuh.", by=secretary)
    possible = drawn()

    assert impossible.part("kind") == "infeasible"
    assert possible.part("kind") == "plan"
    take_plan(plan=possible, by=secretary)
    assert Assignment.objects.active().count() == 1


def test_a_plan_drawn_before_does_not_stand_any_more(held, stage, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    SeatFactory(panel=stage.panels.get())
    plan = ask_for_plan(stage=stage, wishes=Wishes(per_proposal=1), by=secretary)
    draw_plan(plan.pk)
    restore_juror(assignment=held, reason="Sembuh.", by=secretary)

    with pytest.raises(ValidationError, match="penugasan"):
        take_plan(plan=Plan.objects.get(pk=plan.pk), by=secretary)


# The page


def at(name, held):
    stage = held.stage
    if name.startswith("assignment"):
        return reverse(f"judging:{name}", args=[stage.edition.slug, held.pk])
    return reverse(f"judging:{name}", args=[stage.edition.slug, stage.pk, held.juror_id])


def test_the_page_gives_one_back(as_secretary, held, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)

    page = as_secretary.get(at("juror-detail", held))
    assert at("assignment-restore", held) in page.text
    empty = as_secretary.post(at("assignment-restore", held), {f"kembali-{held.pk}-reason": ""})
    assert empty.status_code == 422
    done = as_secretary.post(at("assignment-restore", held), {f"kembali-{held.pk}-reason": "Keliru."}, follow=True)

    assert "ada lagi seperti semula" in done.text
    assert not excused(held)
    assert at("assignment-excuse", held) in done.text
    again = as_secretary.post(at("assignment-restore", held), {f"kembali-{held.pk}-reason": "Keliru."})
    assert again.status_code == 422
    assert "tidak dibebaskan dari lembar ini" in again.text


def test_the_page_gives_all_back_and_says_when_the_stage_is_closed(as_secretary, held, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    assert "sedang tidak dibuka" not in as_secretary.get(at("juror-detail", held)).text

    with clock.at(moment(PhaseKind.PLENARY)):
        assert "sedang tidak dibuka" in as_secretary.get(at("juror-detail", held)).text
        done = as_secretary.post(at("juror-restore", held), {"kembali-semua-reason": "Keliru."}, follow=True)

    assert "1 lembar diberikan lagi." in done.text
    assert not excused(held)


def test_a_refusal_stands_at_its_row_and_loses_nothing(as_secretary, held, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    ConflictFactory(user=held.juror, opd=held.proposal.innovation.opd, reason="Ipar.")

    answer = as_secretary.post(at("assignment-restore", held), {f"kembali-{held.pk}-reason": "Keliru memilih."})

    assert answer.status_code == 422
    assert "berbenturan dengan usulan itu" in answer.text
    assert 'value="Keliru memilih."' in answer.text


def test_the_form_by_hand_asks_for_the_reason_when_there_is_need(as_secretary, held, stage, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    url = reverse("judging:assignment-give", args=[stage.edition.slug, stage.pk])
    picked = {"proposals": [held.proposal_id], "jurors": [held.juror_id]}

    blank = as_secretary.get(reverse("judging:assignment-list", args=[stage.edition.slug]))
    assert 'name="reason"' not in blank.text
    asked = as_secretary.post(url, picked)
    assert asked.status_code == 422
    assert 'name="reason"' in asked.text
    assert "Tuliskan alasan memberikannya lagi." in asked.text
    assert as_secretary.post(url, {**picked, "reason": "Sembuh."}).status_code == 302
    assert not excused(held)


def test_a_juror_page_costs_as_much_for_three_rows_as_for_one(as_secretary, held, stage, juror, secretary):
    excuse_juror(assignment=held, reason="Sakit.", by=secretary)
    sheet_of(stage, juror=juror)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            as_secretary.get(at("juror-detail", held))
        costs.append(len(asked))
        for excused_too in (True, True, False, False):
            sheet_of(stage, juror=juror, excused=excused_too)

    assert costs[0] == costs[1]


def test_a_later_stage_gives_back_what_was_promoted_alone(held, edition, secretary):
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    freed = AssignmentFactory(
        stage=later, proposal=held.proposal, juror=held.juror, excused_at=clock.now(), excuse="Sakit."
    )
    ScoreSheetFactory(assignment=freed)
    SeatFactory(panel=PanelFactory(stage=later), user=held.juror)

    with pytest.raises(ValidationError, match="tidak ikut lagi"):
        restore_juror(assignment=freed, reason="Keliru.", by=secretary)


def test_the_ledger_agrees_with_what_is_stored(held, stage, secretary):
    """Of the excuse alone: how the sheet came about was nobody's act here."""

    def said():
        return [one for one in differences(stage.edition) if "bebas" in one]

    for _ in range(2):
        excuse_juror(assignment=held, reason="Sakit.", by=secretary)
        assert said() == []
        restore_juror(assignment=held, reason="Keliru.", by=secretary)
        assert said() == []
    Assignment.objects.update(excused_at=clock.now(), excuse="Diam-diam.")

    assert ["tersimpan dibebaskan, tanpa jejak" in one for one in said()] == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_giving_back_and_a_conflict_at_once_leave_no_sheet_in_conflict(_round):
    stage = StageFactory()
    seat = SeatFactory(panel__stage=stage, accepted=True)
    sheet = sheet_of(stage, juror=seat.user, excused=True)
    opd, secretaries = sheet.assignment.proposal.innovation.opd, [AppointmentFactory().user for _ in range(2)]

    threads.at_once(
        lambda: restore_juror(assignment=sheet.assignment, reason="Keliru.", by=secretaries[0]),
        lambda: declare_conflict(edition=stage.edition, user=seat.user, opd=opd, reason="Ipar.", by=secretaries[1]),
        when=PhaseKind.JUDGING,
    )

    assert Assignment.objects.get().excused_at is not None
    assert list(ledger.breaks(stage.edition.ledger_chain)) == []

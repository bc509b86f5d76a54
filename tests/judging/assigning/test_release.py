"""A verdict taken back beneath the jury: blank sheets go, filled ones are excused, locked ones keep it."""

import pytest
from django.core.exceptions import ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry, Office, User
from competitions.models import PhaseKind
from judging import ranking_build
from judging.assigning.actions import assign_by_hand
from judging.assigning.mail import send_released_mail
from judging.models import Assignment, Ranking, ScoreSheet
from judging.scoring.actions import finalise_scoresheet
from submissions.models import Proposal, State, Undoing
from submissions.stakes import stakes_on
from submissions.steps import workflow
from submissions.steps.workflow import Note
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    PanelFactory,
    PledgeFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.moments import moment
from tests.threads import at_once

MISTAKE = [Note("Surat palsu.")]


@pytest.fixture
def secretary():
    return AppointmentFactory(role=Office.SECRETARIAT).user


def verified(**values):
    return ProposalFactory(verified=True, **values)


def given(proposal, stage=None, *, filled=False, **values):
    stage = stage or StageFactory(edition=proposal.edition)
    criterion = CriterionFactory(rubric=stage.rubric, number=1, weight=100)
    juror = SeatFactory(panel=PanelFactory(stage=stage), accepted=True).user
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposal, juror=juror), **values)
    if filled:
        ScoreFactory(sheet=sheet, criterion=criterion)
    return sheet


def take_back(proposal, by, when=PhaseKind.JUDGING):
    with clock.at(moment(when)):
        return workflow.take("undo_verify", proposal=proposal, by=User.objects.get(pk=by.pk), notes=MISTAKE)


@pytest.mark.django_db
def test_blank_sheets_go_and_filled_ones_are_excused_with_their_marks(secretary, django_capture_on_commit_callbacks):
    proposal = verified()
    stage = StageFactory(edition=proposal.edition)
    blank = given(proposal, stage)
    filled = given(proposal, StageFactory(edition=proposal.edition, kind="visit"), filled=True)

    said = [stake.text for stake in stakes_on(proposal)]
    with django_capture_on_commit_callbacks() as queued:
        moved = take_back(proposal, secretary)

    assert said == [
        "1 lembar kosong dicabut dari jurinya.",
        "1 lembar yang sedang diisi dibebaskan; nilainya tetap tersimpan.",
    ]
    assert moved.state == State.SUBMITTED
    assert not ScoreSheet.objects.filter(pk=blank.pk).exists()
    kept = Assignment.objects.get(pk=filled.assignment_id)
    assert (kept.excuse, kept.sheet.scores.count()) == ("Surat palsu.", 1)
    actions = AuditEntry.objects.filter(chain=proposal.ledger_chain).values_list("action", flat=True)
    assert list(actions) == ["assignment.excuse", "assignment.delete", "proposal.undo_verify"]
    assert list(ledger.breaks(proposal.ledger_chain)) == []
    letters = [call for call in queued if getattr(call, "func", None)]
    assert len(letters) == 3  # the agency's, and one for each juror


@pytest.mark.django_db
def test_the_jurors_are_told_once(secretary, mailoutbox):
    proposal = verified()
    stages = [StageFactory(edition=proposal.edition), StageFactory(edition=proposal.edition, kind="visit")]
    jurors = [given(proposal, stage).assignment.juror for stage in stages]
    take_back(proposal, secretary)

    for _turn in range(2):
        send_released_mail(Undoing.objects.get().pk, [juror.pk for juror in jurors])

    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(juror.email for juror in jurors)
    assert "yang masih kosong, ditarik" in mailoutbox[0].body


@pytest.mark.django_db
def test_what_is_passed_again_is_handed_out_again(secretary):
    proposal = verified()
    sheet = given(proposal)
    stage, juror = sheet.assignment.stage, sheet.assignment.juror
    take_back(proposal, secretary, PhaseKind.ADMINISTRATION)
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        workflow.take("verify", proposal=proposal, by=AppointmentFactory(role=Office.VERIFIER).user)
        assign_by_hand(stage=stage, proposals=[proposal.pk], jurors=[juror.pk], by=secretary)

    assert Assignment.objects.active().filter(proposal=proposal, juror=juror).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("built", ["locked", "promoted", "confirmed"])
def test_what_the_jury_decided_keeps_the_verdict(secretary, built):
    proposal = verified()
    blank = given(proposal)
    if built == "locked":
        given(proposal, StageFactory(edition=proposal.edition, kind="visit"), final=True)
    elif built == "promoted":
        PromotionFactory(proposal=proposal, stage=StageFactory(edition=proposal.edition, kind="visit"))
    else:
        ranking_build.build(proposal.edition)
        Ranking.objects.update(confirmed_at=moment(PhaseKind.PLENARY))

    with pytest.raises(ValidationError, match=r"dikunci|naik ke tahap|ditetapkan pleno"):
        take_back(proposal, secretary)

    assert ScoreSheet.objects.filter(pk=blank.pk).exists()
    assert Proposal.objects.get(pk=proposal.pk).state == State.VERIFIED


@pytest.mark.django_db(transaction=True)
def test_of_taking_back_and_locking_at_once_one_comes_second(secretary):
    proposal = verified()
    sheet = given(proposal, filled=True)
    juror = sheet.assignment.juror
    PledgeFactory(edition=proposal.edition, user=juror)

    refusals = at_once(
        lambda: workflow.take("undo_verify", proposal=proposal, by=secretary, notes=MISTAKE),
        lambda: finalise_scoresheet(sheet=sheet, by=juror),
        when=PhaseKind.JUDGING,
    )

    assert [refusal is None for refusal in refusals].count(True) == 1
    state, final = Proposal.objects.get(pk=proposal.pk).state, ScoreSheet.objects.get(pk=sheet.pk).is_final
    assert (state, final) in {(State.SUBMITTED, False), (State.VERIFIED, True)}
    assert list(ledger.breaks(proposal.ledger_chain)) == []

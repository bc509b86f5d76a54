"""A proposal under the wrong body: moved, moved back, moved again; conflicts found anew; both bodies told."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.models import EntryRule, PhaseKind, RuleKind, RuleLevel
from judging import ranking_build
from judging.models import Assignment, OwnerMove, Ranking, ScoreSheet
from judging.ownership.actions import move_proposal
from judging.ownership.effects import effects_of
from judging.ownership.mail import send_moved_mail
from judging.scoring.actions import finalise_scoresheet
from submissions.models import Innovation, Proposal, State, VersionKind
from submissions.papers.actions import latest_sending
from submissions.steps import workflow
from tests.awards.ranked import published
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    CriterionFactory,
    EditionFactory,
    InnovatorFactory,
    MembershipFactory,
    OPDFactory,
    PanelFactory,
    PartnershipFactory,
    PledgeFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    SectionFactory,
    StageFactory,
)
from tests.moments import START, moment
from tests.threads import at_once

STATES = [state for state in State if state != State.WITHDRAWN]


@pytest.fixture
def secretary():
    return AppointmentFactory(role=Office.SECRETARIAT).user


@pytest.fixture
def right(db):
    return OPDFactory(name="Dinas yang Benar", abbr="Benar")


@pytest.fixture
def proposal(db):
    return SectionFactory(proposal=ProposalFactory(verified=True, innovation__title="Klik Warga")).proposal


@pytest.fixture
def stage(proposal):
    stage = StageFactory(edition=proposal.edition, quorum=1)
    CriterionFactory(rubric=stage.rubric, number=1, weight=Decimal(100))
    return stage


def call(proposal, *bodies):
    for body in bodies:
        if not proposal.edition.participants.filter(opd=body).exists():
            proposal.edition.participants.create(opd=body)


def move(proposal, to, by, when=PhaseKind.JUDGING, **values):
    call(proposal, to)
    with clock.at(moment(when)):
        fresh = Proposal.objects.with_details().get(pk=proposal.pk)
        values = {"reason": "Salah pilih OPD.", **values}
        return move_proposal(proposal=fresh, to=to, by=User.objects.get(pk=by.pk), **values)


def owner_of(proposal):
    return Proposal.objects.get(pk=proposal.pk).innovation.opd


def given(stage, proposal, juror=None, *, final=False):
    juror = juror or SeatFactory(panel=PanelFactory(stage=stage), accepted=True).user
    assignment = AssignmentFactory(stage=stage, proposal=proposal, juror=juror)
    sheet = ScoreSheetFactory(assignment=assignment, final=final)
    if final:
        ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.first())
    return sheet


def insider(opd, stage):
    """A juror who serves in this body."""
    user = SeatFactory(panel=PanelFactory(stage=stage), accepted=True).user
    MembershipFactory(user=user, opd=opd, role=MembershipRole.STAFF)
    return user


# Done, undone, done again


@pytest.mark.parametrize("state", STATES)
def test_it_moves_back_and_forth_in_every_state(proposal, right, secretary, state):
    wrong = proposal.innovation.opd
    stamps = {"handed_at": START, "handed_by": proposal.created_by} if state == State.HANDED else {}
    if state in (State.DRAFT, State.HANDED):
        stamps |= {"submitted_at": None, "submitted_by": None}
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **stamps)
    InnovatorFactory(proposal=proposal, name="Inovator Ikut")

    for to in (right, wrong, right):
        move(proposal, to, secretary)
        assert owner_of(proposal) == to

    moved = Proposal.objects.get(pk=proposal.pk)
    assert (moved.state, moved.sections.count(), moved.innovators.count()) == (state, 1, 1)
    assert Innovation.objects.count() == 1
    entries = AuditEntry.objects.filter(chain=proposal.ledger_chain, action="proposal.move")
    assert [(entry.before["owners"], entry.after["owners"]) for entry in entries] == [
        ([wrong.pk], [right.pk]),
        ([right.pk], [wrong.pk]),
        ([wrong.pk], [right.pk]),
    ]
    assert entries.last().note == "Salah pilih OPD."
    assert list(ledger.breaks(proposal.ledger_chain)) == []


def test_a_withdrawn_one_stays_where_it_is(proposal, right, secretary):
    Proposal.objects.filter(pk=proposal.pk).update(state=State.WITHDRAWN)

    with pytest.raises(PermissionDenied):
        move(proposal, right, secretary)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.VERIFIED, State.REJECTED])
def test_what_was_sent_is_frozen_under_its_new_owner(proposal, right, secretary, state):
    Proposal.objects.filter(pk=proposal.pk).update(state=state)

    move(proposal, right, secretary)

    version = latest_sending(Proposal.objects.get(pk=proposal.pk))
    assert (version.kind, version.content["owners"][0]["name"]) == (VersionKind.MOVED, "Dinas yang Benar")
    assert AuditEntry.objects.get(action="proposal.move").after["fingerprint"] == version.sha256


# Which innovation stands behind it


def test_an_innovation_with_a_past_keeps_it(proposal, right, secretary):
    wrong = proposal.innovation.opd
    Innovation.objects.filter(pk=proposal.innovation_id).update(started_on=date(2020, 1, 1), past_award="Top 45")
    earlier = ProposalFactory(edition=EditionFactory(), innovation=proposal.innovation, verified=True)
    partner = PartnershipFactory(innovation=proposal.innovation).opd
    told = ConflictFactory(innovation=proposal.innovation, opd=None)

    assert effects_of(loaded(proposal, right), right).splits
    move(proposal, right, secretary)

    assert owner_of(earlier) == wrong
    moved = Proposal.objects.get(pk=proposal.pk).innovation
    assert (moved.opd, moved.started_on, moved.past_award) == (right, date(2020, 1, 1), "Top 45")
    assert [row.opd for row in moved.partnerships.all()] == [partner]
    assert [row.user for row in moved.conflicts.all()] == [told.user]

    move(proposal, wrong, secretary)
    assert Proposal.objects.get(pk=proposal.pk).innovation == earlier.innovation


def test_a_body_that_runs_it_already_enters_that(proposal, right, secretary):
    known = ProposalFactory(edition=EditionFactory(), innovation__opd=right, innovation__title="Klik  WARGA").innovation

    move(proposal, right, secretary)

    assert Proposal.objects.get(pk=proposal.pk).innovation == known


def test_a_body_that_entered_the_same_is_told_so(proposal, right, secretary):
    ProposalFactory(edition=proposal.edition, innovation__opd=right, innovation__title="Klik Warga")

    with pytest.raises(ValidationError, match="sudah mengusulkan inovasi dengan judul ini"):
        move(proposal, right, secretary)
    assert "sudah mengusulkan" in effects_of(loaded(proposal, right), right).blocking[0]


def test_a_partner_that_becomes_the_owner_is_the_partner_again_on_the_way_back(proposal, right, secretary):
    wrong = proposal.innovation.opd
    answer = {"is_confirmed": True, "answered_at": START, "answered_by": proposal.created_by}
    PartnershipFactory(innovation=proposal.innovation, opd=right, part="Data", **answer)

    assert effects_of(loaded(proposal, right), right).partner
    move(proposal, right, secretary)
    assert not Proposal.objects.get(pk=proposal.pk).innovation.partnerships.exists()
    move(proposal, wrong, secretary)

    row = Proposal.objects.get(pk=proposal.pk).innovation.partnerships.get()
    assert (row.opd, row.part, row.is_confirmed, row.answered_at) == (right, "Data", True, START)


def loaded(proposal, *bodies):
    call(proposal, *bodies)
    return Proposal.objects.with_details().get(pk=proposal.pk)


# Conflicts found anew


def test_sheets_of_who_is_in_conflict_now_go_and_come_back(proposal, right, secretary, stage):
    wrong = proposal.innovation.opd
    clerk = insider(right, stage)
    blank = given(stage, proposal, clerk)
    locked = given(
        StageFactory(edition=proposal.edition, kind="visit", rubric=stage.rubric), proposal, clerk, final=True
    )
    other = given(stage, proposal)

    effects = effects_of(loaded(proposal, right), right)
    assert [(one.assignment.pk, one.is_locked, one.why) for one in effects.freed] == [
        (blank.assignment_id, False, "Bertugas di Dinas yang Benar"),
        (locked.assignment_id, True, "Bertugas di Dinas yang Benar"),
    ]
    assert Assignment.objects.active().count() == 3  # it was only tried

    move(proposal, right, secretary)
    assert list(Assignment.objects.active()) == [other.assignment]
    assert Assignment.objects.taken_out().get() == locked.assignment

    effects = effects_of(loaded(proposal, wrong), wrong)
    assert {one.assignment.pk for one in effects.back} == {blank.assignment_id, locked.assignment_id}
    move(proposal, wrong, secretary)
    assert Assignment.objects.active().count() == 3
    assert ScoreSheet.objects.get(pk=locked.pk).scores.count() == 1
    actions = AuditEntry.objects.filter(target__startswith="judging.assignment").values_list("action", flat=True)
    assert list(actions) == ["assignment.excuse"] * 2 + ["assignment.restore"] * 2


def test_who_was_excused_for_another_reason_stays_excused(proposal, right, secretary, stage):
    wrong = proposal.innovation.opd
    sheet = given(stage, proposal)
    Assignment.objects.filter(pk=sheet.assignment_id).update(excused_at=START, excuse="Sakit.")

    move(proposal, right, secretary)
    move(proposal, wrong, secretary)

    assert Assignment.objects.get(pk=sheet.assignment_id).excuse == "Sakit."


def test_too_few_jurors_are_said_before(proposal, right, stage):
    given(stage, proposal, insider(right, stage))

    assert "tinggal 0 juri, kuorumnya 1" in effects_of(loaded(proposal, right), right).below_quorum[0]


def test_the_rules_of_the_new_body_are_said_before(proposal, right):
    ProposalFactory(edition=proposal.edition, sent=True, innovation__opd=right)
    EntryRule.objects.update_or_create(
        edition=proposal.edition, kind=RuleKind.QUOTA, defaults={"level": RuleLevel.BLOCK, "value": 1}
    )

    assert "Kuota OPD Anda 1 usulan" in effects_of(loaded(proposal, right), right).warnings[0]


# What is refused


@pytest.mark.parametrize("why", ["confirmed", "same", "uncalled"])
def test_what_keeps_it(proposal, right, secretary, why):
    to = proposal.innovation.opd if why == "same" else right
    call(proposal, to)
    if why == "uncalled":
        proposal.edition.participants.filter(opd=to).delete()
    if why == "confirmed":
        ranking_build.build(proposal.edition)
        Ranking.objects.update(confirmed_at=moment(PhaseKind.PLENARY))

    fresh = Proposal.objects.with_details().get(pk=proposal.pk)
    with pytest.raises(ValidationError, match=r"ditetapkan pleno|sudah milik|bukan peserta"):
        move_proposal(proposal=fresh, to=to, reason="Salah.", by=secretary)


def test_once_the_result_is_out_it_stays(client, right):
    edition = published((1, 2)).edition
    proposal = Proposal.objects.filter(edition=edition).first()
    by = AppointmentFactory(role=Office.SECRETARIAT).user
    client.force_login(by)

    with pytest.raises(ValidationError, match="sudah terbit"):
        move(proposal, right, by, when=PhaseKind.ANNOUNCEMENT)
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        page = client.get(page_of(proposal), {"ke": right.pk})
    assert "Hasil edisi ini sudah terbit" in page.text
    assert "Ya, pindahkan" not in page.text


@pytest.mark.parametrize("side", ["from", "to"])
def test_the_movers_own_conflict_is_named_and_no_obstacle(client, proposal, right, secretary, side):
    MembershipFactory(user=secretary, opd=right if side == "to" else proposal.innovation.opd, role=MembershipRole.STAFF)
    call(proposal, right)
    client.force_login(secretary)

    with clock.at(moment(PhaseKind.JUDGING)):
        shown = client.get(page_of(proposal), {"ke": right.pk})
    assert "Anda sendiri berbenturan dengan usulan ini (Bertugas di " in shown.text
    move(proposal, right, secretary)
    assert owner_of(proposal) == right


@pytest.mark.parametrize(("office", "is_there"), [(Office.SECRETARIAT, True), (Office.AUDITOR, False)])
def test_the_proposals_page_leads_there(client, proposal, office, is_there):
    client.force_login(AppointmentFactory(role=office).user)

    with clock.at(moment(PhaseKind.JUDGING)):
        assert (page_of(proposal) in client.get(proposal.get_absolute_url()).text) is is_there


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_move_has_its_reason(proposal, right, secretary, reason):
    with pytest.raises(ValidationError, match=r"Tuliskan alasannya|paling panjang"):
        move(proposal, right, secretary, reason=reason)


def test_what_changed_since_it_was_shown_is_shown_again(proposal, right, secretary, stage):
    seen = effects_of(loaded(proposal, right), right).token
    given(stage, proposal, insider(right, stage))

    with pytest.raises(ValidationError, match="berubah sementara itu"):
        move(proposal, right, secretary, seen=seen)
    move(proposal, right, secretary, seen=effects_of(loaded(proposal, right), right).token)


@pytest.mark.parametrize("office", [Office.VERIFIER, Office.AUDITOR, Office.LEADER])
def test_only_the_secretariat_moves(proposal, right, office):
    with pytest.raises(PermissionDenied):
        move(proposal, right, AppointmentFactory(role=office).user)


@pytest.mark.parametrize("values", [{"reason": ""}, {"to_opd": "same"}])
def test_a_move_that_cannot_be(proposal, right, secretary, values):
    row = {"proposal": proposal, "from_opd": right, "to_opd": proposal.innovation.opd, "reason": "x"} | values
    row["to_opd"] = right if row["to_opd"] == "same" else row["to_opd"]

    with pytest.raises(IntegrityError, match="judging_ownermove"), transaction.atomic():
        OwnerMove.objects.create(moved_by=secretary, **row)


# Races


@pytest.mark.django_db(transaction=True)
def test_of_moving_and_locking_at_once_the_mean_is_right_either_way(secretary):
    proposal, right = ProposalFactory(verified=True), OPDFactory()
    stage = StageFactory(edition=proposal.edition)
    criterion = CriterionFactory(rubric=stage.rubric, number=1, weight=Decimal(100))
    juror = insider(right, stage)
    sheet = given(stage, proposal, juror)
    ScoreFactory(sheet=sheet, criterion=criterion)
    PledgeFactory(edition=proposal.edition, user=juror)
    call(proposal, right)
    fresh = Proposal.objects.with_details().get(pk=proposal.pk)

    refusals = at_once(
        lambda: move_proposal(proposal=fresh, to=right, reason="Salah.", by=secretary),
        lambda: finalise_scoresheet(sheet=sheet, by=User.objects.get(pk=juror.pk)),
        when=PhaseKind.JUDGING,
    )

    assert refusals[0] is None
    assert Assignment.objects.get(pk=sheet.assignment_id).excused_at is not None
    assert list(ledger.breaks(proposal.ledger_chain)) == []


@pytest.mark.django_db(transaction=True)
def test_of_moving_and_sending_at_once_one_comes_second(secretary):
    proposal, right = SectionFactory().proposal, OPDFactory()
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    call(proposal, right)
    fresh = Proposal.objects.with_details().get(pk=proposal.pk)

    refusals = at_once(
        lambda: move_proposal(proposal=fresh, to=right, reason="Salah.", by=secretary),
        lambda: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk)),
        when=PhaseKind.REGISTRATION,
    )

    assert refusals[0] is None
    assert owner_of(proposal) == right
    sent = refusals[1] is None
    version = latest_sending(Proposal.objects.get(pk=proposal.pk))
    assert (version.kind if version else None) == (VersionKind.MOVED if sent else None)


# Who is told


def test_both_bodies_are_told_once(proposal, right, secretary, mailoutbox):
    people = [MembershipFactory(opd=opd, role=MembershipRole.HEAD).user for opd in (proposal.innovation.opd, right)]
    made = move(proposal, right, secretary)
    for _turn in range(2):
        send_moved_mail(made.pk)

    assert [letter.to for letter in mailoutbox] == [[person.email] for person in people]
    assert "tidak lagi tercatat" in mailoutbox[0].body
    assert "kini milik Dinas yang Benar" in mailoutbox[1].body
    assert "Salah pilih OPD." in mailoutbox[0].body


# The page


def page_of(proposal):
    return reverse("judging:proposal-move", args=[proposal.pk])


def test_the_page_chooses_shows_and_moves(client, proposal, right, secretary, stage):
    given(stage, proposal, insider(right, stage))
    call(proposal, right)
    client.force_login(secretary)

    with clock.at(moment(PhaseKind.JUDGING)):
        first = client.get(page_of(proposal))
        shown = client.get(page_of(proposal), {"ke": right.pk})
        form = {"reason": "", "seen": shown.context["effects"].token}
        unsaid = client.post(f"{page_of(proposal)}?ke={right.pk}", form)
        done = client.post(f"{page_of(proposal)}?ke={right.pk}", form | {"reason": "Salah pilih."}, follow=True)

    assert "Lihat akibatnya" in first.text
    assert "Terbuka: dibebaskan" in shown.text
    assert (unsaid.status_code, "Tuliskan alasannya." in unsaid.text) == (422, True)
    assert "kini milik Dinas yang Benar" in done.text
    assert "Salah pilih." in done.text
    assert owner_of(proposal) == right


def test_the_page_refuses_in_words(client, proposal, secretary):
    client.force_login(secretary)

    with clock.at(moment(PhaseKind.JUDGING)):
        page = client.get(page_of(proposal), {"ke": "0"})

    assert (page.status_code, "Pilih OPD peserta edisi ini." in page.text) == (422, True)


def test_the_page_costs_the_same_for_any_number_of_sheets(client, proposal, right, secretary, stage):
    call(proposal, right)
    client.force_login(secretary)
    given(stage, proposal, insider(right, stage))

    def cost():
        with CaptureQueriesContext(connection) as queries, clock.at(moment(PhaseKind.JUDGING)):
            assert client.get(page_of(proposal), {"ke": right.pk}).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for _turn in range(3):
        given(stage, proposal, insider(right, stage))
    assert cost() == few


@pytest.mark.parametrize(("office", "status"), [(Office.VERIFIER, 403), (Office.AUDITOR, 403), (None, 404)])
def test_others_do_not_get_there(client, proposal, office, status):
    client.force_login(AppointmentFactory(role=office).user if office else MembershipFactory().user)

    assert client.get(page_of(proposal)).status_code == status

"""Plans from asking to taking, and giving by hand: what changes, what is refused, and who may."""

import json
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, Office
from competitions.models import PhaseKind, Stage
from judging.assigning import planning
from judging.assigning.actions import assign_by_hand, remove_assignment
from judging.assigning.actions_excuse import excuse_from_all
from judging.assigning.actions_plan import ask_for_plan, discard_plan, draw_plan, pin_assignment, take_plan
from judging.assigning.planning import Wishes
from judging.models import Assignment, Origin, Plan, ScoreSheet, Seat, SeatRole, UsualBody
from tests.extent import share
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CategoryFactory,
    ConflictFactory,
    PanelFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
)
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import MOMENTS, moment
from tests.people import ROLES, everyone

HTMX = {"HX-Request": "true", "HX-Target": "menunggu"}


@pytest.fixture
def panel(stage):
    Stage.objects.filter(pk=stage.pk).update(jurors_per_proposal=3)
    stage.refresh_from_db()
    return PanelFactory(stage=stage)


@pytest.fixture
def seats(panel):
    bodies = [UsualBody.ACADEMIC, UsualBody.INSPECTORATE]
    return [SeatFactory(panel=panel, body=bodies[number % 2]) for number in range(6)]


@pytest.fixture
def proposals(stage):
    return ProposalFactory.create_batch(8, edition=stage.edition, verified=True)


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


def drawn(stage, by, **wishes):
    """A plan as a worker leaves it."""
    plan = ask_for_plan(stage=stage, wishes=Wishes(**{"per_proposal": 3, **wishes}), by=by)
    assert draw_plan(plan.pk)
    plan.refresh_from_db()
    return plan


def loads(stage):
    found = stage.assignments.active().values_list("juror", flat=True)
    return sorted(list(found).count(juror) for juror in set(found))


def taken(stage, by, **wishes):
    return take_plan(plan=drawn(stage, by, **wishes), by=by)


# Drawing and taking


def test_a_plan_changes_nothing_until_it_is_taken(stage, seats, proposals, secretary):
    plan = drawn(stage, secretary)

    assert not Assignment.objects.exists()
    take_plan(plan=plan, by=secretary)

    assert loads(stage) == [4] * 6
    assert Assignment.objects.filter(origin=Origin.PLAN).count() == ScoreSheet.objects.count() == 24
    assert {tuple(pair) for pair in plan.part("added")} == set(Assignment.objects.values_list("proposal", "juror"))
    kinds = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert kinds == ["assignment.create"] * 24 + ["plan.take"]
    assert list(ledger.breaks(stage.edition.ledger_chain)) == []


def test_the_same_state_and_number_draw_the_same_plan(stage, seats, proposals, secretary):
    one, same, other = (drawn(stage, secretary, seed=seed).outcome for seed in (5, 5, 6))

    assert json.dumps(one) == json.dumps(same)
    assert one["sha256"] != other["sha256"]


def test_conflicts_bodies_and_expertise_reach_the_plan(stage, seats, secretary):
    mine = CategoryFactory(edition=stage.edition)
    proposals = ProposalFactory.create_batch(4, edition=stage.edition, verified=True, category=mine)
    ConflictFactory(user=seats[0].user, opd=proposals[0].innovation.opd)
    seats[2].expertise.add(mine)

    plan = drawn(stage, secretary, bodies=(UsualBody.ACADEMIC, UsualBody.INSPECTORATE))

    pairs = {(proposal, juror): reasons for proposal, juror, reasons in plan.part("pairs")}
    assert (proposals[0].pk, seats[0].user_id) not in pairs
    assert all("expertise" in reasons for (_one, juror), reasons in pairs.items() if juror == seats[2].user_id)
    bodies = {seat.user_id: seat.body for seat in seats}
    assert all(
        {bodies[juror] for one, juror in pairs if one == proposal.pk} == set(bodies.values()) for proposal in proposals
    )


def test_who_declined_or_leads_gets_nothing_and_who_is_silent_is_named(stage, panel, seats, proposals, secretary):
    chair = SeatFactory(panel=panel, role=SeatRole.CHAIR)
    Seat.objects.filter(pk=seats[0].pk).update(answer="declined", answered_at=clock.now(), decline_reason="Sakit.")
    Seat.objects.filter(pk=seats[1].pk).update(answer="accepted", answered_at=clock.now())

    plan = drawn(stage, secretary)

    jurors = {juror for _proposal, juror, _reasons in plan.part("pairs")}
    assert jurors == {seat.user_id for seat in seats[1:]}
    assert chair.user_id not in jurors
    assert plan.part("silent") == sorted(seat.user_id for seat in seats[2:])


def test_taking_twice_takes_once(stage, seats, proposals, secretary):
    plan = taken(stage, secretary)

    take_plan(plan=plan, by=secretary)

    assert Assignment.objects.count() == 24
    assert AuditEntry.objects.filter(action="plan.take").count() == 1


def change_conflict(stage, seats, proposals):
    ConflictFactory(user=seats[0].user, opd=proposals[0].innovation.opd)


def change_seat(stage, seats, proposals):
    SeatFactory(panel=seats[0].panel)


def change_proposal(stage, seats, proposals):
    ProposalFactory(edition=stage.edition, verified=True)


def change_assignment(stage, seats, proposals):
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposals[0], juror=seats[0].user))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (change_conflict, "benturan kepentingan"),
        (change_seat, "susunan juri"),
        (change_proposal, "usulan yang lolos"),
        (change_assignment, "penugasan"),
    ],
)
def test_a_plan_is_not_taken_when_what_it_was_drawn_from_changed(
    stage, seats, proposals, as_secretary, secretary, change, word
):
    plan = drawn(stage, secretary)
    change(stage, seats, proposals)

    response = as_secretary.post(at("plan-take", stage.edition.slug, plan.pk))

    assert response.status_code == 422
    assert f"ada yang berubah: {word}" in response.text
    assert at("plan-redraw", stage.edition.slug, plan.pk) in response.text
    assert Assignment.objects.filter(origin=Origin.PLAN).count() == 0


def test_only_blank_sheets_move_and_pinned_and_marked_ones_stay(stage, seats, proposals, secretary):
    first = taken(stage, secretary)
    sheets = list(ScoreSheet.objects.order_by("pk"))
    ScoreFactory(sheet=sheets[0], criterion=stage.rubric.criteria.first(), points=Decimal(70))
    pin_assignment(assignment=sheets[1].assignment, is_pinned=True, by=secretary)
    seats += [SeatFactory(panel=seats[0].panel) for _ in range(6)]

    plan = taken(stage, secretary, keeps=False, seed=99)

    kept = {tuple(pair[:2]) for pair in plan.part("pairs")} & {tuple(pair[:2]) for pair in first.part("pairs")}
    assert plan.part("removed")
    assert {(one.assignment.proposal_id, one.assignment.juror_id) for one in sheets[:2]} <= kept
    assert loads(stage) == [2] * 12
    assert AuditEntry.objects.filter(action="assignment.delete").count() == len(plan.part("removed"))
    assert ScoreSheet.objects.count() == 24


def test_a_sheet_marked_since_is_not_taken_back(stage, seats, proposals, secretary):
    taken(stage, secretary)
    SeatFactory.create_batch(6, panel=seats[0].panel)
    plan = drawn(stage, secretary, keeps=False)
    proposal, juror = plan.part("removed")[0]
    sheet = ScoreSheet.objects.get(assignment__proposal=proposal, assignment__juror=juror)
    ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.first())

    with pytest.raises(ValidationError, match="sudah diisi"):
        take_plan(plan=plan, by=secretary)

    assert Assignment.objects.count() == 24


def test_a_top_up_replaces_the_excused_and_serves_latecomers(as_secretary, stage, seats, proposals, secretary):
    taken(stage, secretary)
    before = set(Assignment.objects.values_list("pk", flat=True))
    ill = seats[0].user
    excuse_from_all(stage=stage, juror=ill, reason="Sakit.", by=secretary)
    ProposalFactory(edition=stage.edition, verified=True)

    response = as_secretary.post(at("plan-top-up", stage.edition.slug, stage.pk))
    plan = Plan.objects.get(taken_at=None)
    draw_plan(plan.pk)
    take_plan(plan=plan, by=secretary)

    assert response.url == at("plan-detail", stage.edition.slug, plan.pk)
    assert before <= set(Assignment.objects.values_list("pk", flat=True))
    assert Assignment.objects.active().count() == 27
    counts = Assignment.objects.active().values_list("proposal", flat=True)
    assert {list(counts).count(proposal) for proposal in counts} == {3}
    excused = set(Assignment.objects.filter(excused_at__isnull=False).values_list("proposal", flat=True))
    assert not Assignment.objects.active().filter(juror=ill, proposal__in=excused).exists()


def test_open_sheets_of_the_conflicted_are_left_out_and_told(as_secretary, stage, seats, proposals, secretary):
    taken(stage, secretary)
    held = Assignment.objects.first()
    held.juror.memberships.create(opd=held.proposal.innovation.opd, role="staff", starts_on="2020-01-01")

    plan = drawn(stage, secretary)

    assert plan.part("idle") == [[held.proposal_id, held.juror_id]]
    assert [pair[0] for pair in plan.part("added")] == [held.proposal_id]
    assert "tidak dihitung" in as_secretary.get(at("plan-detail", stage.edition.slug, plan.pk)).text


def test_a_worker_that_comes_twice_or_too_late_draws_nothing(stage, seats, proposals, secretary):
    plan = drawn(stage, secretary)
    again = ask_for_plan(stage=stage, wishes=Wishes(3), by=secretary)

    assert not draw_plan(plan.pk)
    assert draw_plan(again.pk)
    assert not draw_plan(again.pk)
    assert list(Plan.objects.all()) == [again]


def test_a_closed_stage_takes_no_plan(stage, seats, proposals, secretary):
    plan = drawn(stage, secretary)

    with clock.at(moment(PhaseKind.PLENARY)), pytest.raises((ValidationError, PermissionDenied)):
        take_plan(plan=plan, by=secretary)


# The pages


def test_the_way_from_asking_to_taking(as_secretary, stage, seats, proposals, django_capture_on_commit_callbacks):
    slug = stage.edition.slug
    form = as_secretary.get(at("plan-create", slug, stage.pk)).context["form"]
    data = {**form.initial, "keeps": "on"}

    asked = as_secretary.post(at("plan-ask", slug, stage.pk), data)
    plan = Plan.objects.get()
    waiting = as_secretary.get(asked.url)
    polled = as_secretary.get(asked.url, headers=HTMX)
    draw_plan(plan.pk)
    ready = as_secretary.get(asked.url, headers=HTMX)
    shown = as_secretary.get(asked.url)
    done = as_secretary.post(at("plan-take", slug, plan.pk), follow=True)

    assert "Sedang disusun" in waiting.text
    assert "<html" not in polled.text
    assert ready["HX-Redirect"] == asked.url
    assert "Semua juri terhubung" in shown.text
    assert "24 lembar ditambah, 0 dicabut" in done.text
    assert Assignment.objects.count() == 24


def test_a_plan_that_no_worker_draws_is_given_up_with_a_way_on(as_secretary, stage, seats, secretary):
    plan = ask_for_plan(stage=stage, wishes=Wishes(3), by=secretary)
    Plan.objects.update(asked_at=clock.now() - timedelta(minutes=5))

    text = as_secretary.get(at("plan-detail", stage.edition.slug, plan.pk)).text

    assert "belum juga selesai" in text
    assert "Susun lagi" in text


def test_a_person_without_a_seat_stands_outside_the_balance(as_secretary, stage, seats, proposals, secretary):
    gone = AssignmentFactory(stage=stage, proposal=proposals[0])
    ScoreSheetFactory(assignment=gone, final=True)
    plan = drawn(stage, secretary)

    page = as_secretary.get(at("plan-detail", stage.edition.slug, plan.pk))

    loads = {one.juror: one for one in page.context["outline"].loads}
    assert [one.juror for one in loads.values() if not one.is_seated] == [gone.juror_id]
    assert (loads[gone.juror_id].after, page.context["outline"].least) == (1, 3)
    assert page.text.count("tidak lagi duduk di panel") == 1


BAD = ["", "tiga", "-1", "0", "3.5", "1e2", "٣", "9" * 40, "3\x00", "<b>"]


@pytest.mark.parametrize("typed", BAD)
@pytest.mark.parametrize("field", ["per_proposal", "calibration_size", "seed", "most"])
def test_what_is_no_number_is_refused_at_its_field(as_secretary, stage, seats, field, typed):
    data = {"per_proposal": "3", "calibration_size": "0", "seed": "7", "most": "", field: typed}

    response = as_secretary.post(at("plan-ask", stage.edition.slug, stage.pk), data)

    allowed = {("most", ""), ("calibration_size", "0"), ("seed", "0")}
    if (field, typed) in allowed or (typed == "٣" and response.status_code == 302):
        assert response.status_code == 302
    else:
        assert response.status_code == 422
        assert "aria-invalid" in response.text
        assert not Plan.objects.exists()


def test_the_impossible_names_the_rule_and_one_press_tries_the_change(as_secretary, stage, seats, proposals, secretary):
    slug = stage.edition.slug
    for seat in seats[:4]:
        ConflictFactory(user=seat.user, opd=proposals[0].innovation.opd)
    plan = drawn(stage, secretary)

    text = as_secretary.get(at("plan-detail", slug, plan.pk)).text
    way = next(number for number, way in enumerate(plan.part("ways")) if way[0]["kind"] == "fewer")
    response = as_secretary.post(at("plan-relax", slug, plan.pk), {"way": way})
    relaxed = Plan.objects.get()
    draw_plan(relaxed.pk)
    relaxed.refresh_from_db()

    assert "tidak punya cukup juri tanpa benturan" in text
    assert f"Turunkan juri per usulan menjadi 2 untuk 1 usulan ini: “{proposals[0]}”." in text
    assert "Tambah seorang juri dari unsur mana pun yang tidak berbenturan." in text
    assert response.url == at("plan-detail", slug, relaxed.pk)
    assert relaxed.part("kind") == planning.PLAN
    assert relaxed.settings["fewer"] == [[proposals[0].pk, 2]]


@pytest.mark.parametrize("typed", ["", "x", "-1", "99", "9" * 30])
def test_a_way_that_is_not_there_is_refused(as_secretary, stage, seats, secretary, typed):
    ProposalFactory(edition=stage.edition, verified=True)
    plan = drawn(stage, secretary, per_proposal=9)

    assert as_secretary.post(at("plan-relax", stage.edition.slug, plan.pk), {"way": typed}).status_code == 422


def test_the_plan_is_searched_filtered_and_paged(as_secretary, stage, seats, proposals, secretary):
    plan = drawn(stage, secretary)
    page = at("plan-detail", stage.edition.slug, plan.pk)

    by_juror = as_secretary.get(page, {"q": seats[0].user.name}).context["page"]
    by_title = as_secretary.get(page, {"q": str(proposals[0])}).context["page"]
    removed = as_secretary.get(page, {"yang": "dicabut"}).context["page"]
    nonsense = as_secretary.get(page, {"q": "\x00<b>", "page": "x", "yang": "apa"})

    assert {one.juror for one in by_juror} == {seats[0].user_id}
    assert proposals[0].pk in {one.proposal for one in by_title}
    assert len(removed) == 0
    assert nonsense.status_code == 200


def test_a_plan_is_thrown_away(as_secretary, stage, seats, proposals, secretary):
    plan = drawn(stage, secretary)

    as_secretary.post(at("plan-discard", stage.edition.slug, plan.pk))

    assert not Plan.objects.exists()
    assert not AuditEntry.objects.exists()


def count_queries(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_pages_and_reading_cost_the_same_for_any_number(as_secretary, stage, panel, secretary):
    slug, found = stage.edition.slug, []
    for count in (1, 3):
        SeatFactory.create_batch(4 * count, panel=panel)  # one at least is left to be given
        ProposalFactory.create_batch(count, edition=stage.edition, verified=True)
        plan = taken(stage, secretary)
        pages = (
            at("assignment-list", slug),
            at("assignment-detail", slug, stage.pk, stage.assignments.first().proposal_id),
            at("plan-detail", slug, plan.pk),
            at("juror-detail", slug, stage.pk, stage.assignments.first().juror_id),
        )
        figures = [count_queries(partial(as_secretary.get, page)) for page in pages]
        alone = Stage.objects.select_related("edition").get(pk=stage.pk)
        found.append([*figures, count_queries(partial(planning.read, alone, Wishes(3)))])

    assert found[0] == found[1]
    assert max(found[0]) <= MOST_QUERIES


MOST_QUERIES = 23


# By hand


def test_several_jurors_are_given_several_proposals(as_secretary, stage, seats, proposals):
    data = {"proposals": [one.pk for one in proposals[:3]], "jurors": [seat.user_id for seat in seats[:2]]}

    as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data)
    again = as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data, follow=True)

    assert Assignment.objects.filter(origin=Origin.HAND).count() == ScoreSheet.objects.count() == 6
    assert "Tidak ada yang perlu ditambahkan" in again.text


def test_a_conflict_is_refused_by_hand_with_its_reason_and_nothing_is_given(as_secretary, stage, seats, proposals):
    ConflictFactory(user=seats[0].user, opd=proposals[0].innovation.opd)
    data = {"proposals": [one.pk for one in proposals[:2]], "jurors": [seat.user_id for seat in seats[:2]]}

    response = as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data)

    assert response.status_code == 422
    assert f"{seats[0].user} berbenturan dengan" in response.text
    assert response.text.count("checked") == 4
    assert not Assignment.objects.exists()


def test_the_excused_are_not_given_the_same_again_without_a_reason(as_secretary, stage, seats, proposals):
    sheet_of(stage, proposal=proposals[0], juror=seats[0].user, excused=True)
    data = {"proposals": [proposals[0].pk], "jurors": [seats[0].user_id], "dari": "usulan"}

    response = as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data)

    assert response.status_code == 422
    assert "pernah dibebaskan dari" in response.text


@pytest.mark.parametrize("proposals_typed", [[], ["x"], ["0"], ["9" * 30], ["-1"], ["١"]])
def test_nonsense_by_hand_is_refused_with_a_sentence(as_secretary, stage, seats, proposals, proposals_typed):
    data = {"proposals": proposals_typed, "jurors": [seats[0].user_id]}

    response = as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data)

    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_a_proposal_or_juror_from_elsewhere_is_not_there(as_secretary, stage, seats, proposals):
    elsewhere = {"proposals": [ProposalFactory(verified=True).pk], "jurors": [seats[0].user_id]}
    stranger = {"proposals": [proposals[0].pk], "jurors": [SeatFactory().user_id]}

    for data in (elsewhere, stranger):
        assert as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data).status_code == 422


def test_pins_go_on_and_off_and_leave_a_trace(as_secretary, stage):
    held, slug = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage)).assignment, stage.edition.slug

    for name in ("assignment-pin", "assignment-pin", "assignment-unpin"):
        as_secretary.post(at(name, slug, held.pk))

    held.refresh_from_db()
    assert not held.is_pinned
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == [
        "assignment.pin",
        "assignment.unpin",
    ]


def test_a_blank_sheet_is_taken_back_and_a_marked_one_is_not(as_secretary, stage):
    blank, marked = (ScoreSheetFactory(assignment=AssignmentFactory(stage=stage)) for _ in range(2))
    ScoreFactory(sheet=marked, criterion=stage.rubric.criteria.first())

    for sheet in (blank, marked):
        as_secretary.post(at("assignment-delete", stage.edition.slug, sheet.assignment_id))

    assert list(ScoreSheet.objects.all()) == [marked]
    entry = AuditEntry.objects.get()
    assert entry.action == "assignment.delete"
    assert entry.before["juror"] == blank.assignment.juror_id


def test_the_list_is_searched_and_filtered(as_secretary, stage, seats, proposals, secretary):
    data = {"proposals": [one.pk for one in proposals[:2]], "jurors": [seat.user_id for seat in seats[:3]]}
    as_secretary.post(at("assignment-give", stage.edition.slug, stage.pk), data)
    AssignmentFactory(stage=stage, proposal=proposals[2], juror=seats[0].user)
    page = at("assignment-list", stage.edition.slug)

    def found(**query):
        return {line["proposal"].pk for line in as_secretary.get(page, query).context["lines"]}

    assert found() == {one.pk for one in proposals}
    assert found(yang="kurang") == {one.pk for one in proposals[2:]}
    assert found(yang="tanpa") == {one.pk for one in proposals[3:]}
    assert found(q=seats[0].user.name) >= {one.pk for one in proposals[:3]}
    assert proposals[4].pk in found(q=str(proposals[4]))
    assert as_secretary.get(page, {"tahap": "x", "q": "\x00", "page": "9999"}).status_code == 200


# Rights

PLAN_ACTS = ("plan-take", "plan-discard", "plan-redraw", "plan-relax")
STAGE_ACTS = ("plan-ask", "plan-top-up", "assignment-give")
ASSIGNMENT_ACTS = ("assignment-pin", "assignment-unpin", "assignment-delete")


@pytest.mark.urls("tests.statuses")
@pytest.mark.parametrize("when", MOMENTS)
def test_who_reads_and_who_acts_when(client, stage, proposals, seats, secretary, when):
    """Reading: secretariat and auditor, ever. Acting: the secretariat, from the administrative check to the close.

    Everybody else tries each act, in a quick run at one moment of three; the right has its own table in test_rules.
    """
    plan = drawn(stage, secretary)
    people = everyone(proposals[0], stage)
    held, slug = Assignment.objects.first(), stage.edition.slug
    may_act = when in (PhaseKind.ADMINISTRATION, PhaseKind.JUDGING)

    with clock.at(moment(when)):
        for number, role in enumerate(ROLES, start=MOMENTS.index(when)):
            client.force_login(asked_anew(people[role]))
            reads = [at("assignment-list", slug), at("plan-detail", slug, plan.pk)]
            acts = [at("plan-create", slug, stage.pk)]
            posts = [at(name, slug, plan.pk) for name in PLAN_ACTS] + [at(name, slug, stage.pk) for name in STAGE_ACTS]
            posts += [at(name, slug, held.pk) for name in ASSIGNMENT_ACTS]
            is_reader, is_secretary = role in ("secretariat", "auditor"), role == "secretariat"
            assert [client.get(one).status_code == 200 for one in reads] == [is_reader] * 2, role
            assert (client.get(acts[0]).status_code == 200) == (is_secretary and may_act), role
            if not (is_secretary and may_act):
                tried = posts if is_secretary else share(posts, number, of=3)
                assert {client.post(one).status_code for one in tried} <= {403, 404}, role

    assert Plan.objects.filter(pk=plan.pk, taken_at=None).exists()


@pytest.mark.parametrize("role", [one for one in ROLES if one != "secretariat"])
def test_the_actions_refuse_everybody_else(stage, proposals, seats, secretary, role):
    plan = drawn(stage, secretary)
    by = everyone(proposals[0], stage)[role]
    held = Assignment.objects.first()

    for act in (
        lambda: ask_for_plan(stage=stage, wishes=Wishes(3), by=by),
        lambda: take_plan(plan=plan, by=by),
        lambda: discard_plan(plan=plan, by=by),
        lambda: assign_by_hand(stage=stage, proposals=[proposals[0].pk], jurors=[seats[0].user_id], by=by),
        lambda: pin_assignment(assignment=held, is_pinned=True, by=by),
        lambda: remove_assignment(assignment=held, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_another_editions_plan_is_not_there(client, stage, seats, proposals, secretary):
    plan = drawn(stage, secretary)
    other = ProposalFactory().edition
    client.force_login(AppointmentFactory(role=Office.SECRETARIAT).user)

    assert client.get(at("plan-detail", other.slug, plan.pk)).status_code == 404

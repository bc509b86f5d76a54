"""Who goes on to the next stage: by the ranking or by people with a reason, and never by chance."""

from decimal import Decimal

import pytest
from django.core import mail as outgoing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, MembershipRole
from competitions.models import PhaseKind, Stage, StageKind
from judging import ranking_build
from judging.assigning.actions import assign_all
from judging.entrants import rank_of
from judging.models import Assignment, Place, Promotion, ScoreSheet, Slot
from judging.ranking import actions_promotion as ranking_actions_promotion
from judging.ranking.actions_exclusion import include_sheet
from judging.ranking.actions_promotion import announce_promotions, field_of
from judging.ranking.actions_withdrawal import standing_on, withdraw_promotion
from judging.ranking.mail import send_promotion_mail, send_promotion_withdrawn
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    InnovationFactory,
    MembershipFactory,
    PanelFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    SessionFactory,
    SlotFactory,
    StageFactory,
    VisitFactory,
)
from tests.judging.conftest import asked_anew
from tests.moments import moment


@pytest.fixture
def later(edition, stage):
    Stage.objects.filter(pk=stage.pk).update(promotes=2)
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    return Stage.objects.get(pk=later.pk)


def judged(stage, total, **options):
    proposal = ProposalFactory(edition=stage.edition, verified=True, **options)
    assignment = AssignmentFactory(stage=stage, proposal=proposal)
    ScoreSheetFactory(assignment=assignment, total=Decimal(total), finalised_at=clock.now())
    return proposal


@pytest.fixture
def field(stage, later):
    """Four judged proposals, the best first."""
    return [judged(stage, total) for total in ("90.00", "85.00", "80.00", "70.00")]


def promote(stage, proposals, by, notes=None, reason=""):
    keyed = {proposal.pk: note for proposal, note in (notes or {}).items()}
    return ranking_actions_promotion.promote(
        stage=stage, proposals=[one.pk for one in proposals], notes=keyed, reason=reason, by=by
    )


# Who is on the list


def test_below_the_passing_grade_nobody_is_proposed_nor_goes_on(stage, field, later, secretary):
    Stage.objects.filter(pk=stage.pk).update(promotes=3, passing_grade=Decimal("85.00"))

    found = field_of(later)
    assert found.sure == {field[0].pk, field[1].pk}
    assert found.below == {field[2].pk, field[3].pk}
    with pytest.raises(ValidationError, match="Di bawah nilai ambang"):
        promote(later, field[:3], secretary, reason="Berita acara")
    assert not later.promotions.exists()
    promote(later, field[:2], secretary)
    assert later.promotions.count() == 2


def test_the_ranking_says_who_fell_and_by_which_grade(client, stage, field, later, secretary):
    Stage.objects.filter(pk=stage.pk).update(passing_grade=Decimal("85.00"))
    client.force_login(secretary)
    with transaction.atomic():
        ranking_build.build(stage.edition, by=secretary)

    page = client.get(reverse("judging:ranking-detail", args=[stage.edition.slug]))
    assert page.text.count("Di bawah nilai ambang 85,00 tahap Penilaian proposal.") == 2
    one = client.get(reverse("judging:place-detail", args=[stage.edition.slug, field[3].pk]))
    assert "berada di bawah semua yang mencapainya" in one.text


def test_with_a_grade_alone_all_who_pass_are_proposed(stage, field, later, secretary):
    Stage.objects.filter(pk=stage.pk).update(promotes=None, passing_grade=Decimal("80.00"))

    assert field_of(later).sure == {one.pk for one in field[:3]}
    promote(later, field[:3], secretary)


def test_the_page_offers_nobody_below_the_grade_and_says_why(client, stage, field, later, secretary):
    Stage.objects.filter(pk=stage.pk).update(promotes=None, passing_grade=Decimal("85.00"))
    client.force_login(secretary)

    page = client.get(reverse("judging:promotion-update", args=[stage.edition.slug, later.pk]))

    assert page.text.count('name="usulan"') == 2
    assert page.text.count("Di bawah nilai ambang 85,00") == 2
    assert "Semua usulan yang mencapai nilai ambang 85,00" in page.text


def test_the_best_n_are_sure_and_the_rest_are_not(field, later):
    found = field_of(later)

    assert found.sure == {field[0].pk, field[1].pk}
    assert found.torn == frozenset()
    assert [one.place for one in found.standings] == [1, 2, 3, 4]


def test_a_tie_on_the_line_is_named_and_nobody_is_picked(stage, later):
    first, *equals = (judged(stage, total) for total in ("90.00", "80.00", "80.00", "70.00"))

    found = field_of(later)

    assert found.sure == {first.pk}
    assert found.torn == {equals[0].pk, equals[1].pk}
    assert found.seats_for_torn == 1


def test_a_tie_above_the_line_parts_nobody(stage, later):
    equals = [judged(stage, total) for total in ("80.00", "80.00")]
    judged(stage, "70.00")

    assert field_of(later).sure == {one.pk for one in equals}


def test_fewer_than_n_are_all_sure_but_never_who_has_no_place(stage, later):
    only = judged(stage, "80.00")
    ProposalFactory(edition=stage.edition, verified=True)

    assert field_of(later).sure == {only.pk}


def test_a_third_stage_takes_from_those_of_the_second(stage, later, field, secretary):
    visit = StageFactory(edition=stage.edition, kind=StageKind.VISIT)
    for proposal in field[:2]:
        PromotionFactory(stage=later, proposal=proposal)
    ScoreSheetFactory(
        assignment=AssignmentFactory(stage=later, proposal=field[1]), total=Decimal(99), finalised_at=clock.now()
    )

    standings = field_of(Stage.objects.get(pk=visit.pk)).standings

    assert [(one.name, one.place) for one in standings] == [(field[1].pk, 1), (field[0].pk, None)]


# The act


def test_the_best_go_on_without_a_word_and_the_ledger_says_so(field, later, secretary):
    rows = promote(later, field[:2], secretary)

    assert [(row.proposal, row.place, row.note) for row in rows] == [(field[0], 1, ""), (field[1], 2, "")]
    entry = AuditEntry.objects.filter(action="promotion.create").order_by("number").first()
    assert entry.after == {"stage": later.pk, "proposal": field[0].pk, "place": 1}


def test_a_choice_off_the_list_needs_a_reason_at_its_field(field, later, secretary):
    with pytest.raises(ValidationError) as refused:
        promote(later, [*field[:2], field[3]], secretary)

    assert list(refused.value.message_dict) == [f"note-{field[3].pk}"]
    assert not Promotion.objects.exists()
    promote(later, [*field[:2], field[3]], secretary, {field[3]: "Keputusan pleno."})
    assert Promotion.objects.get(proposal=field[3]).note == "Keputusan pleno."


def test_one_of_two_equals_on_the_line_needs_a_reason(stage, later, secretary):
    first, second, _third = (judged(stage, total) for total in ("90.00", "80.00", "80.00"))

    with pytest.raises(ValidationError, match="Tuliskan alasan"):
        promote(later, [first, second], secretary)
    promote(later, [first, second], secretary, reason="Pleno memilih yang lebih mudah ditiru.")

    assert Promotion.objects.get(proposal=first).note == ""
    assert Promotion.objects.get(proposal=second).note == "Pleno memilih yang lebih mudah ditiru."


def test_passing_over_one_of_the_best_needs_a_reason_and_is_on_the_ledger(field, later, secretary):
    with pytest.raises(ValidationError, match="usulan terbaik yang tidak Anda pilih"):
        promote(later, field[:1], secretary)
    promote(later, field[:1], secretary, reason="Mengundurkan diri.")

    entry = AuditEntry.objects.get(action="promotion.pass_over")
    assert (entry.after, entry.note) == ({"stage": later.pk, "proposals": [field[1].pk]}, "Mengundurkan diri.")


def test_without_a_number_the_plenary_gives_a_reason_for_all(stage, field, later, secretary):
    Stage.objects.filter(pk=stage.pk).update(promotes=None)
    later = Stage.objects.get(pk=later.pk)

    with pytest.raises(ValidationError):
        promote(later, field[2:], secretary)
    promote(later, field[2:], secretary, reason="Berita Acara 7.")

    assert set(Promotion.objects.values_list("note", "place")) == {("Berita Acara 7.", 3), ("Berita Acara 7.", 4)}


def test_while_a_juror_is_late_nobody_goes_on_and_the_juror_is_named(stage, field, later, secretary):
    late = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=field[0], juror__name="Citra"))

    with pytest.raises(ValidationError, match=r"Citra \(1\)"):
        promote(later, field[:2], secretary)
    Assignment.objects.filter(pk=late.assignment.pk).update(excused_at=clock.now(), excuse="Sakit.")
    assert len(promote(later, field[:2], secretary)) == 2


def test_after_the_end_of_the_phase_nobody_is_waited_for(stage, field, later, secretary):
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=field[0]))

    with clock.at(moment(PhaseKind.PRESENTATION)):
        assert len(promote(later, field[:2], secretary)) == 2


def test_a_stage_that_nobody_judged_promotes_nobody(later, secretary):
    proposal = ProposalFactory(edition=later.edition, verified=True)

    with pytest.raises(ValidationError, match="belum dinilai siapa pun"):
        promote(later, [proposal], secretary, reason="Cepat saja.")


def test_a_stranger_proposal_and_no_choice_are_refused(field, later, secretary):
    for chosen in ([ProposalFactory(verified=True)], []):
        with pytest.raises(ValidationError):
            promote(later, chosen, secretary, reason="x")


def test_twice_is_once(field, later, secretary):
    promote(later, field[:2], secretary)

    with pytest.raises(ValidationError, match="Pilih sedikitnya"):
        promote(later, field[:2], secretary)
    assert Promotion.objects.count() == 2


# Taking back


def test_taken_back_with_its_blank_sheets_and_turn(field, later, secretary):
    promotion = promote(later, field[:2], secretary)[0]
    ScoreSheetFactory(assignment=AssignmentFactory(stage=later, proposal=field[0]))
    session = SessionFactory(stage=later)
    SlotFactory(session=session, proposal=field[0], number=1)
    stays = SlotFactory(session=session, proposal=field[1], number=2)

    withdraw_promotion(promotion=promotion, reason="Keliru.", by=secretary)
    withdraw_promotion(promotion=promotion, reason="Keliru.", by=secretary)

    assert list(Promotion.objects.values_list("proposal", flat=True)) == [field[1].pk]
    assert not Assignment.objects.filter(stage=later).exists()
    assert list(Slot.objects.values_list("pk", "number")) == [(stays.pk, 1)]
    told = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))[-3:]
    assert told == ["assignment.delete", "slot.delete", "promotion.delete"]
    assert AuditEntry.objects.get(action="promotion.delete").note == "Keliru."


def test_it_needs_a_reason(field, later, secretary):
    promotion = promote(later, field[:2], secretary)[0]

    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        withdraw_promotion(promotion=promotion, reason=" ", by=secretary)
    assert Promotion.objects.filter(pk=promotion.pk).exists()


@pytest.mark.parametrize("state", ["blank", "marked", "locked"])
def test_taken_back_after_the_stage_began_and_given_again(field, later, secretary, state):
    """Blank or not, each sheet is put away with its juror told, and comes back as it was."""
    promotion = promote(later, field[:2], secretary)[0]
    with clock.at(moment(PhaseKind.PRESENTATION)):
        seat = SeatFactory(panel=PanelFactory(stage=later))
        sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=later, proposal=field[0], juror=seat.user))
        if state != "blank":
            ScoreFactory(sheet=sheet)
        if state == "locked":
            ScoreSheet.objects.filter(pk=sheet.pk).update(total=80, finalised_at=clock.now())
        stood = ranking_build.standing_of(later.edition, field[0].pk)

        withdraw_promotion(promotion=promotion, reason="Keliru.", by=secretary)

        away = Assignment.objects.get(pk=sheet.assignment_id)
        assert away.excuse == "Kenaikan tahap ditarik kembali: Keliru."
        now = ranking_build.standing_of(later.edition, field[0].pk)
        assert now.stage_scores[-1] is None
        if state == "locked":
            with pytest.raises(ValidationError, match="tidak ikut lagi"):
                include_sheet(assignment=away, reason="x", by=secretary)
        promote(later, field[:1], secretary)
        assert Assignment.objects.get(pk=sheet.assignment_id).excused_at is None
        assert ranking_build.standing_of(later.edition, field[0].pk) == stood
    steps = ("promotion.create", "promotion.delete", "assignment.excuse", "assignment.restore")
    told = AuditEntry.objects.filter(action__in=steps).order_by("number").values_list("action", flat=True)
    assert list(told)[2:] == ["assignment.excuse", "promotion.delete", "promotion.create", "assignment.restore"]


def test_before_the_stage_a_mark_is_kept_and_a_blank_sheet_goes(field, later, secretary):
    promotion = promote(later, field[:2], secretary)[0]
    marked, _blank = (ScoreSheetFactory(assignment=AssignmentFactory(stage=later, proposal=field[0])) for _ in "12")
    ScoreFactory(sheet=marked)

    withdraw_promotion(promotion=promotion, reason="Keliru.", by=secretary)

    assert list(Assignment.objects.filter(stage=later)) == [marked.assignment]


def test_what_went_on_from_here_is_named(stage, field, later, secretary):
    promotion = PromotionFactory(stage=later, proposal=field[0])
    visited = StageFactory(edition=stage.edition, kind=StageKind.VISIT)
    further = PromotionFactory(stage=visited, proposal=field[0])

    first, last = sorted((promotion, further), key=lambda one: rank_of(one.stage))
    with pytest.raises(ValidationError, match=f"sudah naik ke tahap “{last.stage}”"):
        withdraw_promotion(promotion=first, reason="Keliru.", by=secretary)
    assert Promotion.objects.count() == 2
    withdraw_promotion(promotion=last, reason="Keliru.", by=secretary)
    withdraw_promotion(promotion=first, reason="Keliru.", by=secretary)
    assert not Promotion.objects.exists()


def test_a_report_and_a_turn_that_was_held_stay(stage, field, secretary):
    visited = StageFactory(edition=stage.edition, kind=StageKind.VISIT)
    promotion = PromotionFactory(stage=visited, proposal=field[0])
    VisitFactory(stage=visited, proposal=field[0])
    slot = SlotFactory(session=SessionFactory(stage=visited), proposal=field[0], began_at=clock.now())

    assert standing_on(visited, [promotion])[field[0].pk] == ["laporan kunjungan", "paparan yang sudah berlangsung"]
    withdraw_promotion(promotion=promotion, reason="Keliru.", by=secretary)

    assert Slot.objects.filter(pk=slot.pk).exists()
    assert field[0].visits.exists()


def test_the_agency_hears_of_it_only_when_it_had_been_told_and_is_told_anew(field, later, secretary):
    head = MembershipFactory(opd=field[0].innovation.opd, role=MembershipRole.HEAD).user
    promotion = promote(later, field[:1], secretary, reason="Pleno.")[0]
    announce_promotions(stage=later, by=secretary)
    promotion.refresh_from_db()
    withdraw_promotion(promotion=promotion, reason="Keliru.", by=secretary)
    entry = AuditEntry.objects.get(action="promotion.delete")
    for _turn in range(2):
        send_promotion_withdrawn(entry.pk, later.pk, field[0].pk)

    assert [letter.to for letter in outgoing.outbox] == [[head.email]]
    assert "Keliru." in outgoing.outbox[0].body
    again = promote(later, field[:1], secretary, reason="Pleno.")[0]
    send_promotion_withdrawn(entry.pk, later.pk, field[0].pk)
    assert len(outgoing.outbox) == 1
    assert again.told_at is None
    assert announce_promotions(stage=later, by=secretary) == 1


def test_the_page_names_what_stands_on_it_and_what_opens_it(client, field, later, secretary):
    promotion = PromotionFactory(stage=later, proposal=field[0])
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=later, proposal=field[0]))
    ScoreFactory(sheet=sheet)
    client.force_login(secretary)

    assert "1 lembar yang sudah diisi" in client.get(address(later)).text
    with clock.at(moment(PhaseKind.PLENARY)):
        page = client.get(address(later)).text
    assert reverse("competitions:phase-reschedule", args=[later.edition.slug, later.kind]) in page
    assert promotion.stage == later


def test_a_nul_in_a_reason_is_left_out(client, field, later, secretary):
    client.force_login(secretary)
    sent = {"usulan": [field[3].pk], f"note-{field[3].pk}": "Un\0ggul.", "reason": "Ple\0no."}

    client.post(address(later), sent)
    row = Promotion.objects.get()
    client.post(reverse("judging:promotion-delete", args=[later.edition.slug, row.pk]), {"reason": "Ke\0liru."})

    assert row.note == "Unggul."
    assert AuditEntry.objects.get(action="promotion.delete").note == "Keliru."


# One stage never touches another


def test_marks_quorum_and_excuses_of_one_stage_leave_the_other_alone(stage, field, later, secretary):
    promote(later, field[:2], secretary)
    Stage.objects.filter(pk=later.pk).update(quorum=2)
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=later, proposal=field[0]))
    before = list(ScoreSheet.objects.filter(assignment__stage=stage).values_list("pk", "total", "finalised_at"))
    first_stage = {one.name: (one.place, one.score) for one in ranking_build.standings_after(stage)}

    ScoreFactory(sheet=sheet, points=Decimal(10))
    Assignment.objects.filter(pk=sheet.assignment.pk).update(excused_at=clock.now(), excuse="Sakit.")

    assert list(ScoreSheet.objects.filter(assignment__stage=stage).values_list("pk", "total", "finalised_at")) == before
    assert {one.name: (one.place, one.score) for one in ranking_build.standings_after(stage)} == first_stage


def test_promoted_and_not_judged_yet_has_reached_the_stage_and_waits_for_its_quorum(stage, field, later, secretary):
    promote(later, field[:2], secretary)

    ranking_build.build(stage.edition)

    places = {place.proposal_id: place for place in Place.objects.all()}
    assert [places[one.pk].place for one in field] == [None, None, 1, 2]
    assert places[field[0].pk].stage_scores[1] == {"score": None, "final": 0, "asked": 0}
    ScoreSheetFactory(
        assignment=AssignmentFactory(stage=later, proposal=field[1]), total=Decimal(50), finalised_at=clock.now()
    )
    ranking_build.build(stage.edition)
    assert Place.objects.get(proposal=field[1]).place == 1


def test_only_the_promoted_are_assigned_in_a_later_stage(field, later, secretary):
    SeatFactory(panel=PanelFactory(stage=later))
    promote(later, field[:2], secretary)

    assign_all(stage=later, by=secretary)

    assert set(Assignment.objects.filter(stage=later).values_list("proposal", flat=True)) == {
        one.pk for one in field[:2]
    }


# Telling the agencies


def test_heads_and_operators_are_told_once_after_a_press(field, later, secretary, django_capture_on_commit_callbacks):
    opd = field[0].innovation.opd
    people = [MembershipFactory(opd=opd, role=role).user for role in (MembershipRole.HEAD, MembershipRole.OPERATOR)]
    MembershipFactory(opd=opd, role=MembershipRole.STAFF)
    promote(later, field[:2], secretary)

    with django_capture_on_commit_callbacks() as callbacks:
        assert announce_promotions(stage=later, by=secretary) == 2
    moment = later.promotions.values_list("told_at", flat=True)[0].isoformat()
    for _again in range(2):
        send_promotion_mail(later.pk, moment)

    assert len(callbacks) == 1
    assert sorted(letter.to[0] for letter in outgoing.outbox) == sorted(person.email for person in people)
    assert "naik ke tahap" in outgoing.outbox[0].body
    assert reverse("judging:slot-list", args=[later.edition.slug]) in outgoing.outbox[0].body
    with pytest.raises(ValidationError, match="sudah dikabari"):
        announce_promotions(stage=later, by=secretary)


# Rights


@pytest.mark.parametrize("act", ["promote", "withdraw", "announce"])
def test_every_act_asks_for_the_right(field, later, act):
    auditor = AppointmentFactory(role="auditor").user
    promotion = PromotionFactory(stage=later, proposal=field[0])
    acts = {
        "promote": lambda: promote(later, field[1:2], auditor),
        "withdraw": lambda: withdraw_promotion(promotion=promotion, reason="x", by=auditor),
        "announce": lambda: announce_promotions(stage=later, by=auditor),
    }

    with pytest.raises(PermissionDenied):
        acts[act]()


# The page


def address(stage, name="promotion-update"):
    return reverse(f"judging:{name}", args=[stage.edition.slug, stage.pk])


def test_the_page_preselects_the_best_and_draws_the_line(client, field, later, secretary):
    client.force_login(secretary)

    page = client.get(address(later)).content.decode()

    assert page.count("checked") == 2
    assert page.index(str(field[1])) < page.index("Batas 2 terbaik") < page.index(str(field[2]))


def test_what_was_typed_stays_when_it_is_refused(client, field, later, secretary):
    client.force_login(secretary)
    data = {"usulan": [field[0].pk, field[3].pk], "reason": ""}

    refused = client.post(address(later), data)
    data |= {f"note-{field[3].pk}": "Pleno.", "reason": "Pleno 12 November."}
    taken = client.post(address(later), data)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Tuliskan alasan usulan ini naik." in page
    assert page.count("checked") == 2
    assert taken.status_code == 302
    assert set(Promotion.objects.values_list("proposal", flat=True)) == {field[0].pk, field[3].pk}


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, ""])
def test_nonsense_promotes_nothing(client, field, later, secretary, value):
    client.force_login(secretary)

    assert client.post(address(later), {"usulan": value}).status_code == 422
    assert not Promotion.objects.exists()


def test_withdrawing_without_a_reason_says_so_at_the_field(client, field, later, secretary):
    client.force_login(secretary)
    promotion = PromotionFactory(stage=later, proposal=field[0])
    url = reverse("judging:promotion-delete", args=[later.edition.slug, promotion.pk])

    assert "Tuliskan alasannya." in client.post(url, {"reason": ""}).content.decode()
    assert client.post(url, {"reason": "Keliru."}).status_code == 302
    assert not Promotion.objects.exists()


def test_a_chair_in_conflict_sees_no_row_of_it(client, stage, field, later):
    chair = SeatFactory(panel=PanelFactory(stage=stage), role="chair").user
    ConflictFactory(user=chair, opd=field[0].innovation.opd)
    client.force_login(asked_anew(chair))

    page = client.get(address(later)).content.decode()

    assert str(field[0]) not in page
    assert str(field[1]) in page
    assert "Naikkan yang dipilih" not in page
    assert client.post(address(later), {"usulan": field[1].pk}).status_code == 403


def test_strangers_are_refused_and_a_first_stage_has_no_such_page(client, stage, later, secretary):
    client.force_login(MembershipFactory().user)
    assert client.get(address(later)).status_code == 403
    client.force_login(secretary)
    assert client.get(address(stage)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, stage, later, secretary, count):
    client.force_login(secretary)
    for number in range(count):
        judged(stage, f"{60 + number}.00", innovation=InnovationFactory())
    client.get(address(later))

    with CaptureQueriesContext(connection) as queries:
        client.get(address(later))

    assert len(queries) == 17


# What the database refuses


def test_the_database_promotes_once_and_never_off_the_list_without_a_word(field, later):
    PromotionFactory(stage=later, proposal=field[0])

    with pytest.raises(IntegrityError, match="judging_promotion_once"), transaction.atomic():
        PromotionFactory(stage=later, proposal=field[0])
    with pytest.raises(IntegrityError, match="judging_promotion_off_the_list_says_why"), transaction.atomic():
        PromotionFactory(stage=later, proposal=field[1], place=None)

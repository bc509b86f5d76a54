from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry, User
from competitions.models import PhaseKind
from judging import ranking_build
from judging.assigning.actions import assign_all
from judging.assigning.actions_excuse import excuse_from_all, excuse_juror
from judging.conflicts.actions import declare_conflict, locked_despite
from judging.conflicts.actions_removal import remove_conflict
from judging.models import Assignment, Ranking, Score, ScoreSheet, SeatRole, UsualBody
from judging.panels.actions import create_panel, delete_panel
from judging.panels.actions_seat import seat_juror, unseat_juror
from judging.ranking.actions import rebuild_ranking
from judging.scoring.actions import finalise_scoresheet, save_scores
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    CriterionFactory,
    MembershipFactory,
    OPDFactory,
    PanelFactory,
    PartnershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    UserFactory,
)
from tests.judging.conftest import save_score
from tests.moments import moment


@pytest.fixture
def asked(monkeypatch):
    """The editions whose ranking was asked for."""
    editions = []
    monkeypatch.setattr(ranking_build.refresh_ranking, "apply_async", lambda args, **_options: editions.append(args[0]))
    return editions


def entries(edition):
    return list(AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", "before", "after", "note"))


def mark(sheet, by, **points):
    """Mark criteria by name."""
    pks = dict(sheet.rubric.criteria.values_list("name", "pk"))
    return save_scores(sheet=sheet, points={pks[name]: Decimal(value) for name, value in points.items()}, by=by)


def marks(sheet):
    return dict(Score.objects.filter(sheet=sheet).values_list("criterion__name", "points"))


# Marks


def test_save_score_stores_a_mark_and_leaves_a_trace(sheet, juror, criteria, edition):
    save_score(sheet=sheet, criterion_id=criteria[0].pk, points=Decimal("80.5"), by=juror)

    assert marks(sheet) == {"Kebaruan": Decimal("80.50")}
    assert entries(edition) == [
        (
            "score.update",
            {"criterion": criteria[0].pk, "points": None},
            {"criterion": criteria[0].pk, "points": "80.50"},
            "",
        )
    ]


def test_save_score_changes_a_mark_and_keeps_the_old_one_on_the_ledger(sheet, juror, criteria, edition):
    mark(sheet, juror, Kebaruan=70)

    mark(sheet, juror, Kebaruan=75)

    assert marks(sheet) == {"Kebaruan": Decimal("75.00")}
    assert entries(edition)[-1][1:3] == (
        {"criterion": criteria[0].pk, "points": "70.00"},
        {"criterion": criteria[0].pk, "points": "75.00"},
    )


def test_save_score_of_none_clears_the_mark_for_blank_is_not_zero(sheet, juror, criteria, edition):
    mark(sheet, juror, Kebaruan=0, Dampak=50)

    save_score(sheet=sheet, criterion_id=criteria[0].pk, points=None, by=juror)

    assert marks(sheet) == {"Dampak": Decimal("50.00")}
    assert entries(edition)[-1][2] == {"criterion": criteria[0].pk, "points": None}


def test_save_score_leaves_no_trace_of_what_did_not_change(sheet, juror, edition):
    mark(sheet, juror, Kebaruan=70)

    mark(sheet, juror, Kebaruan="70.00")

    assert len(entries(edition)) == 1


@pytest.mark.parametrize("points", ["-0.01", "100.01", "80.005", "NaN", "Infinity", "1e3"])
def test_save_score_refuses_what_is_no_mark(sheet, juror, edition, points):
    with pytest.raises(ValidationError, match="0–100"):
        mark(sheet, juror, Kebaruan=points)

    assert marks(sheet) == {}
    assert entries(edition) == []


@pytest.mark.parametrize("points", ["0", "100", "99.99", "1e2"])
def test_save_score_accepts_the_ends_of_the_range(sheet, juror, points):
    mark(sheet, juror, Kebaruan=points)

    assert marks(sheet) == {"Kebaruan": Decimal(points)}


def test_save_score_refuses_a_criterion_of_another_rubric(sheet, juror):
    with pytest.raises(ValidationError, match="tidak ada dalam rubrik"):
        save_score(sheet=sheet, criterion_id=CriterionFactory().pk, points=Decimal(1), by=juror)


def test_save_scores_stores_all_or_nothing(sheet, juror):
    with pytest.raises(ValidationError):
        mark(sheet, juror, Kebaruan=50, Dampak=101)

    assert marks(sheet) == {}


def test_save_score_after_the_phase_is_refused(sheet, juror):
    with clock.at(moment(PhaseKind.PLENARY)), pytest.raises(PermissionDenied):
        mark(sheet, juror, Kebaruan=50)


def test_save_score_takes_few_queries(sheet, juror, django_assert_max_num_queries):
    PartnershipFactory(innovation=sheet.assignment.proposal.innovation)
    juror.has_perm("judging.view_scoresheet", sheet)  # the request has loaded the sheet before
    criterion = sheet.rubric.criteria.first()

    with django_assert_max_num_queries(15):  # six of them are savepoints, which outside of tests are none
        save_score(sheet=sheet, criterion_id=criterion.pk, points=Decimal(80), by=juror)


# Locking a sheet


def test_finalise_scoresheet_sets_the_total_and_leaves_a_trace(
    sheet, juror, edition, asked, django_capture_on_commit_callbacks
):
    mark(sheet, juror, Kebaruan=80, Dampak="90.01")

    with django_capture_on_commit_callbacks(execute=True):
        finalise_scoresheet(sheet=sheet, by=juror)

    sheet.refresh_from_db()
    assert sheet.is_final
    assert sheet.total == Decimal("86.01")  # (80 × 40 + 90,01 × 60) ÷ 100 = 86,006
    assert entries(edition)[-1] == ("scoresheet.finalise", None, {"total": "86.01"}, "")
    assert asked == [edition.pk]


def test_finalise_scoresheet_names_what_is_unmarked(sheet, juror):
    mark(sheet, juror, Kebaruan=80)

    with pytest.raises(ValidationError, match="Belum dinilai: Dampak"):
        finalise_scoresheet(sheet=sheet, by=juror)

    sheet.refresh_from_db()
    assert not sheet.is_final


def test_a_final_sheet_is_closed_to_its_juror(sheet, juror):
    mark(sheet, juror, Kebaruan=80, Dampak=90)
    finalise_scoresheet(sheet=sheet, by=juror)

    with pytest.raises(PermissionDenied):
        mark(sheet, juror, Kebaruan=100)
    with pytest.raises(PermissionDenied):
        finalise_scoresheet(sheet=sheet, by=juror)

    assert marks(sheet)["Kebaruan"] == 80


def test_nobody_else_fills_a_sheet(sheet, secretary):
    for person in (secretary, UserFactory(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            mark(sheet, person, Kebaruan=80)
        with pytest.raises(PermissionDenied):
            finalise_scoresheet(sheet=sheet, by=person)


def test_a_conflict_that_appears_later_closes_the_sheet(sheet, juror):
    ConflictFactory(user=juror, opd=sheet.assignment.proposal.innovation.opd)

    with pytest.raises(PermissionDenied):
        mark(sheet, juror, Kebaruan=80)


# Panels and seats


def test_create_panel_and_seat_a_juror(stage, edition, secretary):
    with clock.at(moment("before")):
        panel = create_panel(stage=stage, name="Panel A", by=secretary)
        seat = seat_juror(panel=panel, user=UserFactory(), body=UsualBody.SAKIP, by=secretary)

    assert seat.role == SeatRole.MEMBER
    assert [entry[0] for entry in entries(edition)] == ["panel.create", "seat.create"]


def test_create_panel_refuses_a_name_twice(stage, secretary):
    PanelFactory(stage=stage, name="Panel A")

    with pytest.raises(ValidationError, match="sudah punya panel"):
        create_panel(stage=stage, name="Panel A", by=secretary)


def test_seat_juror_refuses_a_second_seat_and_a_second_chair(stage, secretary):
    panel = PanelFactory(stage=stage)
    chair = SeatFactory(panel=panel, role=SeatRole.CHAIR)

    with pytest.raises(ValidationError, match="sudah duduk"):
        seat_juror(panel=panel, user=chair.user, body=UsualBody.SAKIP, by=secretary)
    with pytest.raises(ValidationError, match="sudah dipimpin"):
        seat_juror(panel=panel, user=UserFactory(), body=UsualBody.SAKIP, role=SeatRole.CHAIR, by=secretary)
    with pytest.raises(ValidationError):
        seat_juror(panel=panel, user=UserFactory(), body="tetangga", by=secretary)


def test_delete_panel_waits_until_nobody_sits_in_it(stage, edition, secretary):
    seat = SeatFactory(panel=PanelFactory(stage=stage))

    with pytest.raises(ValidationError, match="masih berisi juri"):
        delete_panel(panel=seat.panel, by=secretary)
    unseat_juror(seat=seat, by=secretary)
    delete_panel(panel=seat.panel, by=secretary)

    assert not stage.panels.exists()
    assert [entry[0] for entry in entries(edition)] == ["seat.delete", "panel.delete"]


def test_unseat_juror_who_holds_open_sheets_is_refused(stage, sheet, juror, secretary):
    seat = SeatFactory(panel=PanelFactory(stage=stage), user=juror)

    with pytest.raises(ValidationError, match="masih memegang 1 lembar"):
        unseat_juror(seat=seat, by=secretary)


def test_the_jury_is_the_secretariats_to_make(stage, juror):
    seat = SeatFactory(panel=PanelFactory(stage=stage))

    for act in (
        lambda: create_panel(stage=stage, name="Panel B", by=juror),
        lambda: delete_panel(panel=seat.panel, by=juror),
        lambda: seat_juror(panel=seat.panel, user=juror, body=UsualBody.SAKIP, by=juror),
        lambda: unseat_juror(seat=seat, by=juror),
        lambda: assign_all(stage=stage, by=juror),
        lambda: rebuild_ranking(edition=stage.edition, by=juror),
    ):
        with pytest.raises(PermissionDenied):
            act()


# Assignment


@pytest.fixture
def seated(stage):
    """Two members and a chair."""
    panel = PanelFactory(stage=stage)
    SeatFactory(panel=panel, role=SeatRole.CHAIR)
    return [SeatFactory(panel=panel).user for _ in range(2)]


def test_assign_all_gives_every_verified_proposal_to_every_member(stage, edition, seated, secretary):
    ProposalFactory.create_batch(2, edition=edition, verified=True)
    ProposalFactory(edition=edition, sent=True)

    assert assign_all(stage=stage, by=secretary) == 4

    assert set(Assignment.objects.values_list("juror", flat=True)) == {juror.pk for juror in seated}
    assert ScoreSheet.objects.filter(rubric=stage.rubric, total=None).count() == 4
    assert [entry[0] for entry in entries(edition)] == ["assignment.create"] * 4


def test_assign_all_again_adds_only_what_is_missing(stage, edition, seated, secretary):
    ProposalFactory(edition=edition, verified=True)
    assign_all(stage=stage, by=secretary)
    excuse_juror(assignment=Assignment.objects.first(), reason="Sakit.", by=secretary)
    ProposalFactory(edition=edition, verified=True)

    assert assign_all(stage=stage, by=secretary) == 2
    assert assign_all(stage=stage, by=secretary) == 0

    assert Assignment.objects.active().count() == 3


def test_assign_all_leaves_out_every_kind_of_conflict(stage, edition, seated, secretary):
    proposals = ProposalFactory.create_batch(5, edition=edition, verified=True)
    parent, own, partner, declared, free = (proposal.innovation.opd for proposal in proposals)
    own.parent = parent
    own.save()
    MembershipFactory(user=seated[0], opd=own)
    PartnershipFactory(innovation=proposals[2].innovation, opd=OPDFactory(parent=own))
    ConflictFactory(user=seated[0], opd=declared)

    assign_all(stage=stage, by=secretary)

    assert list(seated[0].assignments.values_list("proposal__innovation__opd", flat=True)) == [free.pk]
    assert seated[1].assignments.count() == 5
    assert partner.pk not in seated[0].assignments.values_list("proposal__innovation__opd", flat=True)


def test_assign_all_is_refused_for_a_stage_that_is_over(edition, stage, secretary):
    later = type(stage).objects.create(edition=edition, kind=PhaseKind.PRESENTATION, rubric=stage.rubric, share=50)

    with clock.at(moment(PhaseKind.PRESENTATION)):
        with pytest.raises(ValidationError, match="sudah ditutup"):
            assign_all(stage=stage, by=secretary)
        SeatFactory(panel__stage=later)
        assert assign_all(stage=later, by=secretary) == 0


# Excuse and conflict


def test_excuse_juror_with_a_reason_on_the_ledger(sheet, edition, secretary, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        excuse_juror(assignment=sheet.assignment, reason=" Sakit. ", by=secretary)

    sheet.assignment.refresh_from_db()
    assert sheet.assignment.excuse == "Sakit."
    assert sheet.assignment.excused_at == clock.now()
    assert entries(edition)[-1][0] == "assignment.excuse"
    assert entries(edition)[-1][3] == "Sakit."
    assert asked == [edition.pk]


def test_excuse_juror_needs_a_reason_and_happens_once(sheet, secretary):
    with pytest.raises(ValidationError, match="alasannya"):
        excuse_juror(assignment=sheet.assignment, reason="  ", by=secretary)
    excuse_juror(assignment=sheet.assignment, reason="Sakit.", by=secretary)
    with pytest.raises(ValidationError, match="sudah dibebaskan"):
        excuse_juror(assignment=sheet.assignment, reason="Sakit.", by=secretary)


def test_excuse_juror_of_a_final_sheet_or_a_confirmed_ranking_is_refused(stage, sheet, edition, secretary):
    final = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage), final=True)

    with pytest.raises(PermissionDenied):
        excuse_juror(assignment=final.assignment, reason="Sakit.", by=secretary)
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())
    with pytest.raises(PermissionDenied):
        excuse_juror(assignment=sheet.assignment, reason="Sakit.", by=secretary)


def test_excuse_from_all_frees_the_open_sheets_only(stage, sheet, juror, edition, secretary):
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
    final = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror), final=True)

    excused = excuse_from_all(stage=stage, juror=juror, reason="Sakit.", by=secretary)

    assert len(excused) == 2
    assert list(Assignment.objects.active()) == [final.assignment]
    assert [entry[0] for entry in entries(edition)] == ["assignment.excuse"] * 2
    with pytest.raises(ValidationError, match="tidak memegang"):
        excuse_from_all(stage=stage, juror=juror, reason="Sakit.", by=secretary)


def test_excuse_from_all_is_the_secretariats(stage, sheet, juror):
    with pytest.raises(PermissionDenied):
        excuse_from_all(stage=stage, juror=juror, reason="Malas.", by=juror)


def test_declare_conflict_excuses_open_sheets_and_leaves_locked_ones(stage, sheet, juror, edition, secretary):
    opd = sheet.assignment.proposal.innovation.opd
    other = ProposalFactory(edition=edition, verified=True)
    PartnershipFactory(innovation=other.innovation, opd=opd)
    final = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=other, juror=juror), final=True)

    conflict = declare_conflict(edition=edition, user=juror, opd=opd, reason="Ipar kepala dinas.", by=secretary)

    assert list(Assignment.objects.active()) == [final.assignment]
    assert [entry[0] for entry in entries(edition)] == ["conflict.create", "assignment.excuse"]
    assert "1 lembar sudah dikunci" in locked_despite(conflict, edition)


def test_declare_conflict_refuses_a_second_row_and_an_empty_reason(edition, secretary):
    conflict = ConflictFactory()

    with pytest.raises(ValidationError, match="sudah dicatat"):
        declare_conflict(edition=edition, user=conflict.user, opd=conflict.opd, reason="x", by=secretary)
    with pytest.raises(ValidationError, match="alasannya"):
        declare_conflict(edition=edition, user=conflict.user, opd=OPDFactory(), reason=" ", by=secretary)


def test_remove_conflict_leaves_a_trace(edition, secretary):
    conflict = ConflictFactory()

    remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=secretary)

    assert not conflict.user.conflicts.exists()
    assert entries(edition)[-1][1]["reason"] == "Saudara kandung kepala dinas."


# The ranking


def test_rebuild_ranking_replaces_the_one_in_the_making(edition, sheet, secretary):
    first = rebuild_ranking(edition=edition, by=secretary)

    second = rebuild_ranking(edition=edition, by=secretary)

    assert first.pk == second.pk
    assert second.places.count() == 1
    assert [entry[0] for entry in entries(edition)] == ["ranking.rebuild"] * 2


def test_a_confirmed_ranking_stands(edition, sheet, secretary):
    ranking = rebuild_ranking(edition=edition, by=secretary)
    Ranking.objects.filter(pk=ranking.pk).update(confirmed_at=clock.now())

    with pytest.raises(PermissionDenied):
        rebuild_ranking(edition=edition, by=secretary)
    ranking_build.refresh_ranking(edition.pk)

    assert Ranking.objects.get().is_confirmed


def test_the_ledger_holds_after_all_this(stage, sheet, juror, secretary, edition):
    mark(sheet, juror, Kebaruan=80, Dampak=90)
    finalise_scoresheet(sheet=sheet, by=juror)
    rebuild_ranking(edition=edition, by=secretary)

    assert list(ledger.breaks(edition.ledger_chain)) == []
    assert User.objects.filter(pk__in=AuditEntry.objects.values("actor")).count() == 2


# The task


def test_sheets_that_come_in_together_are_ranked_once(edition, sheet, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ranking_build.ask_for_ranking(edition.pk)
        ranking_build.ask_for_ranking(edition.pk)
    assert asked == [edition.pk]

    ranking_build.refresh_ranking(edition.pk)
    with django_capture_on_commit_callbacks(execute=True):
        ranking_build.ask_for_ranking(edition.pk)

    assert asked == [edition.pk] * 2
    assert Ranking.objects.get().built_by is None

"""Rows against the ledger: what the acts leave agrees, and what an administrator does past them is named."""

import re
from decimal import Decimal

import pytest
from django.db import connection

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import Edition, PhaseKind
from judging.ledger_check.differences import differences
from judging.models import Assignment, Comment, Conflict, Panel, Pledge, Score, ScoreSheet, Seat
from judging.panels.actions import create_panel, delete_panel
from judging.scoring.actions import save_scores
from tests.competitions.changing import act_on, knowingly
from tests.factories import ConflictFactory, ScoreSheetFactory, UserFactory
from tests.judging.conftest import asked_anew
from tests.moments import moment


def behind_the_back(statement, *parameters):
    """Reach into the database past its triggers and keys, as its administrator could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters or None)
        assert cursor.rowcount
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_acts_leave_agrees_with_the_ledger(judged):
    assert list(differences(judged)) == []


def test_a_mark_that_was_changed_and_cleared_agrees(judged):
    sheet = ScoreSheet.objects.filter(finalised_at=None).first()
    by, score = asked_anew(sheet.assignment.juror), sheet.scores.first()
    for points in (Decimal("12.50"), None, Decimal("13.00"), None):
        save_scores(sheet=sheet, points={score.criterion_id: points}, comments={None: ""}, by=by)

    assert list(differences(judged)) == []


@pytest.mark.parametrize(
    ("part", "field"), [("edition", "conflict_years"), ("stage", "quorum"), ("stage", "comment_below")]
)
def test_changed_rules_leave_the_rows_in_agreement(judged, secretary, part, field):
    """What a change of the rules does to sheets and places is on the ledger, and the chain holds."""
    edition = Edition.objects.get(pk=judged.pk)
    with clock.at(moment("judging")):
        act = act_on(edition, part, field, asked_anew(secretary))
        before = ledger.head(edition.ledger_chain).number
        knowingly(act)

    assert ledger.head(edition.ledger_chain).number > before
    assert list(differences(judged)) == []
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_each_edition_is_held_against_its_own_chain(judged):
    ScoreSheetFactory()  # of another edition, which nobody wrote down

    assert list(differences(judged)) == []


EMPTY_IT = "DELETE FROM judging_score WHERE sheet_id = {sheet}; DELETE FROM judging_comment WHERE sheet_id = {sheet};"
TAMPERED = {
    "a mark changed": (
        "UPDATE judging_score SET points = 95 WHERE id = (SELECT min(id) FROM judging_score)",
        "Lembar {sheet}, kriteria “Kebaruan”: jejak 60,00, tersimpan 95,00.",
    ),
    "a mark removed": (
        "DELETE FROM judging_score WHERE id = (SELECT min(id) FROM judging_score)",
        "Lembar {sheet}, kriteria “Kebaruan”: jejak 60,00, tersimpan kosong.",
    ),
    "a mark inserted": (
        """INSERT INTO judging_score (sheet_id, criterion_id, points, updated_at)
           SELECT {excused}, min(criterion_id), 99, now() FROM judging_score""",
        "Lembar {excused}, kriteria “Kebaruan”: jejak kosong, tersimpan 99,00.",
    ),
    "two marks swapped": (
        """UPDATE judging_score s SET points = o.points FROM judging_score o
           WHERE s.sheet_id = {sheet} AND o.sheet_id = {sheet} AND s.id <> o.id""",
        "Lembar {sheet}, kriteria “Kebaruan”: jejak 60,00, tersimpan 61,00.",
    ),
    "a comment changed": (
        "UPDATE judging_comment SET text = 'Luar biasa.' WHERE sheet_id = {sheet}",
        "Lembar {sheet}, komentar umum: kata-katanya lain daripada jejak.",
    ),
    "a comment removed": (
        "DELETE FROM judging_comment WHERE sheet_id = {sheet}",
        "Lembar {sheet}, komentar umum: ada dalam jejak, tidak tersimpan.",
    ),
    "a comment inserted": (
        "INSERT INTO judging_comment (sheet_id, text, updated_at) VALUES ({excused}, 'Baik.', now())",
        "Lembar {excused}, komentar umum: tersimpan tanpa jejak.",
    ),
    "a total changed": (
        "UPDATE judging_scoresheet SET total = 99 WHERE id = {sheet}",
        "Lembar {sheet}, nilai: jejak 60,60, tersimpan 99,00.",
    ),
    "a sheet unlocked": (
        "UPDATE judging_scoresheet SET total = NULL, finalised_at = NULL WHERE id = {sheet}",
        "Lembar {sheet}: terkunci menurut jejak, tersimpan terbuka.",
    ),
    "a sheet locked": (
        "UPDATE judging_scoresheet SET total = 10, finalised_at = now() WHERE id = {begun}",
        "Lembar {begun}: tersimpan terkunci, tanpa jejak.",
    ),
    "the time of locking changed": (
        "UPDATE judging_scoresheet SET finalised_at = finalised_at - interval '1 day' WHERE id = {sheet}",
        "Lembar {sheet}: dikunci",
    ),
    "a sheet removed": (
        "{empty_it} DELETE FROM judging_scoresheet WHERE id = {sheet}",
        "Penugasan {assignment}: lembarnya tidak ada.",
    ),
    "two sheets swapped": (
        """UPDATE judging_scoresheet SET assignment_id = 0 WHERE id = {sheet};
           UPDATE judging_scoresheet SET assignment_id = {assignment} WHERE id = {begun};
           UPDATE judging_scoresheet SET assignment_id = {other} WHERE id = {sheet}""",
        "Penugasan {assignment}: tersimpan dengan lembar {begun}, menurut urutannya lembar {sheet}.",
    ),
    "an assignment given to somebody else": (
        "UPDATE judging_assignment SET juror_id = {stranger} WHERE id = {assignment}",
        "Penugasan {assignment}, juror: jejak {juror}, tersimpan {stranger}.",
    ),
    "an assignment removed": (
        """{empty_it} DELETE FROM judging_scoresheet WHERE id = {sheet};
           DELETE FROM judging_assignment WHERE id = {assignment}""",
        "Penugasan {assignment}: ada dalam jejak, tidak tersimpan.",
    ),
    "an assignment inserted": (
        """INSERT INTO judging_assignment (stage_id, proposal_id, juror_id, excuse, origin, is_pinned, created_at)
           SELECT stage_id, proposal_id, {stranger}, '', 'hand', false, now() FROM judging_assignment LIMIT 1""",
        ": tersimpan tanpa jejak.",
    ),
    "an excuse made up": (
        "UPDATE judging_assignment SET excused_at = now(), excuse = 'x' WHERE id = {assignment}",
        "Penugasan {assignment}: tersimpan dibebaskan, tanpa jejak.",
    ),
    "an excuse taken back": (
        "UPDATE judging_assignment SET excused_at = NULL, excuse = '' WHERE excuse = 'Sakit.'",
        "dibebaskan menurut jejak, tersimpan tidak.",
    ),
    "an excuse reworded": (
        "UPDATE judging_assignment SET excuse = 'Malas.' WHERE excuse = 'Sakit.'",
        "alasan atau waktu pembebasannya lain daripada jejak.",
    ),
    "a seat given to somebody else": (
        "UPDATE judging_seat SET user_id = {stranger} WHERE id = {seat}",
        "Keanggotaan panel {seat}, user: jejak {juror}, tersimpan {stranger}.",
    ),
    "a seat made that of the chair": (
        "UPDATE judging_seat SET role = 'chair' WHERE id = {seat}",
        "Keanggotaan panel {seat}, role: jejak member, tersimpan chair.",
    ),
    "an answer made up": (
        "UPDATE judging_seat SET answer = 'declined', decline_reason = 'x' WHERE id = {seat}",
        "Keanggotaan panel {seat}, answer: jejak accepted, tersimpan declined.",
    ),
    "an answer nobody gave": (
        "UPDATE judging_seat SET answer = 'accepted', answered_at = now() WHERE id = {silent}",
        "Keanggotaan panel {silent}, answer: jejak , tersimpan accepted.",
    ),
    "a pin nobody set": (
        "UPDATE judging_assignment SET is_pinned = true WHERE id = {assignment}",
        "Penugasan {assignment}, is_pinned: jejak False, tersimpan True.",
    ),
    "what a reopening kept changed": (
        """UPDATE judging_reopening SET before = '{{"total": "100.00"}}'""",
        "pembukaan kembalinya lain daripada jejak.",
    ),
    "a seat removed": (
        "DELETE FROM judging_seat WHERE id = {seat}",
        "Keanggotaan panel {seat}: ada dalam jejak, tidak tersimpan.",
    ),
    "a seat inserted": (
        """INSERT INTO judging_seat (panel_id, user_id, role, body_id, answer, decline_reason)
           SELECT panel_id, {stranger}, 'member', body_id, '', '' FROM judging_seat LIMIT 1""",
        ": tersimpan tanpa jejak.",
    ),
    "a panel renamed": (
        "UPDATE judging_panel SET name = 'Panel Z'",
        "Panel {panel}, name: jejak Panel A, tersimpan Panel Z.",
    ),
    "a conflict removed": (
        "DELETE FROM judging_conflict",
        "Benturan kepentingan {conflict}: ada dalam jejak, tidak tersimpan.",
    ),
    "a conflict moved to another body": (
        "UPDATE judging_conflict SET opd_id = opd_id + 1",
        "Benturan kepentingan {conflict}, opd: jejak",
    ),
    "a pledge reworded": (
        "UPDATE judging_pledge SET text = 'Saya bebas.' WHERE id = {pledge}",
        "Pakta {pledge}: kata-katanya lain daripada jejak.",
    ),
    "a pledge signed by somebody else": (
        "UPDATE judging_pledge SET user_id = {stranger} WHERE id = {pledge}",
        "Pakta {pledge}: tersimpan atas nama orang lain daripada dalam jejak.",
    ),
    "a pledge removed": (
        "DELETE FROM judging_pledge WHERE id = {pledge}",
        "Pakta {pledge}: ada dalam jejak, tidak tersimpan.",
    ),
    "all marks removed": ("DELETE FROM judging_score", "Lembar {begun}, kriteria “Dampak”: jejak 81,00"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_past_the_acts_is_named(judged, name):
    statement, said = TAMPERED[name]
    final = ScoreSheet.objects.select_related("assignment").order_by("pk").first()
    names = {
        "sheet": final.pk,
        "begun": ScoreSheet.objects.filter(finalised_at=None, assignment__excused_at=None).get().pk,
        "excused": ScoreSheet.objects.exclude(assignment__excused_at=None).get().pk,
        "empty_it": EMPTY_IT.format(sheet=final.pk),
        "assignment": final.assignment_id,
        "other": ScoreSheet.objects.filter(finalised_at=None, assignment__excused_at=None).get().assignment_id,
        "juror": final.assignment.juror_id,
        "seat": Seat.objects.get(user=final.assignment.juror_id).pk,
        "panel": Panel.objects.get().pk,
        "silent": Seat.objects.get(answer="").pk,
        "conflict": Conflict.objects.get().pk,
        "pledge": Pledge.objects.order_by("pk").first().pk,
        "stranger": UserFactory().pk,
    }

    behind_the_back(statement.format(**names))

    found = list(differences(judged))
    assert any(said.format(**names) in one for one in found), found


def test_a_change_between_two_acts_is_named_though_the_last_act_covers_it(judged):
    sheet = ScoreSheet.objects.filter(finalised_at=None, assignment__excused_at=None).get()
    score, by = sheet.scores.first(), asked_anew(sheet.assignment.juror)
    behind_the_back("UPDATE judging_score SET points = 99 WHERE id = %s", score.pk)
    save_scores(sheet=sheet, points={score.criterion_id: Decimal(70)}, by=by)

    assert [re.sub(r"#\d+", "#n", one) for one in differences(judged)] == [
        f"Lembar {sheet.pk}, kriteria “Kebaruan”: jejak #n berangkat dari 99,00, padahal 80,00."
    ]


def test_a_conflict_that_nobody_wrote_down_is_named_where_its_juror_sits(judged):
    stored = ConflictFactory(user=Seat.objects.first().user)
    ConflictFactory()  # of somebody who has nothing to do with this edition

    assert list(differences(judged)) == [f"Benturan kepentingan {stored.pk}: tersimpan tanpa jejak."]


def test_a_conflict_taken_back_in_another_edition_is_no_difference(judged, secretary):
    conflict = Conflict.objects.get()
    before = {"user": conflict.user_id, "opd": conflict.opd_id}
    ledger.record("conflict.delete", conflict, by=secretary, chain="edition-0", before=before)
    conflict.delete()

    assert list(differences(judged)) == []


def test_an_entry_that_makes_no_sense_is_named_and_the_rest_is_read(judged):
    entry = AuditEntry.objects.filter(action="score.update").first()
    behind_the_back("UPDATE accounts_auditentry SET after = '[1]' WHERE id = %s", entry.pk)

    found = list(differences(judged))

    assert found[0] == f"Jejak #{entry.number} tidak terbaca."
    assert len(found) == 2  # and its mark, which now has no entry


def test_a_row_that_came_back_after_its_removal_is_named(judged, secretary):
    panel = create_panel(stage=judged.stages.get(), name="Panel B", by=secretary)
    delete_panel(panel=panel, by=secretary)
    Panel.objects.create(pk=panel.pk or 10**6, stage=judged.stages.get(), name="Panel B")

    assert all("tersimpan" in one for one in differences(judged))
    assert list(differences(judged)) != []


def test_every_kind_of_row_was_tried(judged):
    """Each table that is compared has rows here, so that the table of tampering means something."""
    with clock.at(moment(PhaseKind.JUDGING)):
        assert all(model.objects.exists() for model in (Assignment, Comment, Conflict, Panel, Pledge, Score, Seat))

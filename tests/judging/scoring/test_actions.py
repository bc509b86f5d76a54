"""Storing marks and comments: what was seen, what changed meanwhile, what a replay does."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.concurrency import tokens
from accounts.models import AuditEntry
from judging.marks_text import comment_key, mark_key
from judging.models import Comment, Score
from judging.scoring.actions import finalise_scoresheet, save_scores


def trail(sheet, action):
    return list(AuditEntry.objects.filter(action=action).order_by("number").values_list("before", "after"))


def marks(sheet):
    return dict(Score.objects.filter(sheet=sheet).values_list("criterion", "points"))


def words(sheet):
    return dict(Comment.objects.filter(sheet=sheet).values_list("criterion", "text"))


def test_a_comment_is_stored_with_its_mark(sheet, juror, criteria):
    pk = criteria[0].pk

    save_scores(sheet=sheet, points={pk: Decimal(80)}, comments={pk: " Terukur.\r\nJelas. "}, by=juror)

    assert words(sheet) == {pk: "Terukur.\nJelas."}
    assert trail(sheet, "comment.update") == [
        ({"criterion": pk, "text": ""}, {"criterion": pk, "text": "Terukur.\nJelas."})
    ]


def test_the_comment_about_the_whole_has_no_criterion(sheet, juror):
    save_scores(sheet=sheet, points={}, comments={None: "Layak ditiru."}, by=juror)
    save_scores(sheet=sheet, points={}, comments={None: "Layak."}, by=juror)

    assert words(sheet) == {None: "Layak."}
    assert len(trail(sheet, "comment.update")) == 2


def test_a_blank_comment_is_taken_away(sheet, juror, criteria):
    pk = criteria[0].pk
    save_scores(sheet=sheet, points={}, comments={pk: "Terukur."}, by=juror)

    save_scores(sheet=sheet, points={}, comments={pk: "  "}, by=juror)

    assert words(sheet) == {}
    assert trail(sheet, "comment.update")[-1][1] == {"criterion": pk, "text": ""}


def test_a_mark_that_stands_differently_than_seen_is_not_overwritten(sheet, juror, criteria):
    pk = criteria[0].pk
    save_scores(sheet=sheet, points={pk: Decimal(80)}, seen=tokens({mark_key(pk): None}), by=juror)

    with pytest.raises(ValidationError) as refused:
        save_scores(sheet=sheet, points={pk: Decimal(75)}, seen=tokens({mark_key(pk): None}), by=juror)

    assert refused.value.code == "stale"
    assert refused.value.params["stands"] == {mark_key(pk): Decimal("80.00")}
    assert "Kebaruan" in refused.value.messages[0]
    assert marks(sheet) == {pk: Decimal(80)}
    assert len(trail(sheet, "score.update")) == 1


def test_a_comment_that_stands_differently_than_seen_is_not_overwritten(sheet, juror):
    save_scores(sheet=sheet, points={}, comments={None: "Satu"}, seen=tokens({comment_key(None): ""}), by=juror)

    with pytest.raises(ValidationError) as refused:
        save_scores(sheet=sheet, points={}, comments={None: "Dua"}, seen=tokens({comment_key(None): ""}), by=juror)

    assert refused.value.code == "stale"
    assert refused.value.params["stands"] == {comment_key(None): "Satu"}
    assert words(sheet) == {None: "Satu"}


def test_a_replayed_request_changes_nothing_twice(sheet, juror, criteria):
    pk = criteria[0].pk
    request = {"points": {pk: Decimal(80)}, "comments": {None: "Baik."}}
    request["seen"] = tokens({mark_key(pk): None, comment_key(None): ""})
    save_scores(sheet=sheet, by=juror, **request)

    save_scores(sheet=sheet, by=juror, **request)

    assert AuditEntry.objects.count() == 2


def test_nothing_is_stored_beside_what_is_stale(sheet, juror, criteria):
    first, second = (criterion.pk for criterion in criteria)
    save_scores(sheet=sheet, points={first: Decimal(80)}, by=juror)

    with pytest.raises(ValidationError):
        save_scores(
            sheet=sheet,
            points={first: Decimal(75), second: Decimal(60)},
            seen=tokens({mark_key(first): None, mark_key(second): None}),
            by=juror,
        )

    assert marks(sheet) == {first: Decimal(80)}


@pytest.mark.parametrize("text", ["x" * 4001, "a\0b"])
def test_a_comment_that_cannot_be_kept_is_refused(sheet, juror, text):
    with pytest.raises(ValidationError, match="Komentar"):
        save_scores(sheet=sheet, points={}, comments={None: text}, by=juror)


@pytest.fixture
def strict(stage):
    stage.comment_below, stage.comment_above, stage.needs_overall_comment = Decimal(50), Decimal(90), True
    stage.save()
    return stage


@pytest.mark.parametrize(
    ("points", "is_asked"), [("49.99", True), ("50", False), ("90", False), ("90.01", True), ("0", True)]
)
def test_locking_asks_for_a_comment_beyond_the_thresholds(strict, sheet, juror, criteria, points, is_asked):
    first, second = (criterion.pk for criterion in criteria)
    marked = {first: Decimal(points), second: Decimal(70)}
    save_scores(sheet=sheet, points=marked, comments={None: "Baik."}, by=juror)

    if is_asked:
        with pytest.raises(ValidationError, match="memerlukannya: Kebaruan"):
            finalise_scoresheet(sheet=sheet, by=juror)
        save_scores(sheet=sheet, points={}, comments={first: "Belum terbukti."}, by=juror)

    assert finalise_scoresheet(sheet=sheet, by=juror).is_final


def test_locking_asks_for_the_overall_comment_where_the_stage_does(strict, sheet, juror, criteria):
    save_scores(sheet=sheet, points={one.pk: Decimal(70) for one in criteria}, by=juror)

    with pytest.raises(ValidationError, match="Komentar umum belum diisi"):
        finalise_scoresheet(sheet=sheet, by=juror)

    sheet.refresh_from_db()
    assert not sheet.is_final

"""Marking a proposal, and locking the sheet."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.concurrency import Seen, changed, merge
from accounts.locks import hold
from accounts.models import User
from accounts.statements import built_once
from competitions.loading import read_phases
from competitions.locks import share_edition
from judging import scoring_rules
from judging.marks_text import COMMENT_LIMIT, by_key, comment_key, mark_key, stored_comment
from judging.models import Comment, CriterionEntry, Score, ScoreSheet, note_pledge
from judging.models.sheet import ScoreSheetQuerySet
from judging.ranking_build import ask_for_ranking

Marks = Mapping[int, Decimal | None]
Comments = Mapping[int | None, str]


@transaction.atomic
def save_scores(
    *,
    sheet: ScoreSheet,
    points: Marks,
    by: User,
    comments: Comments | None = None,
    seen: Seen | None = None,
) -> ScoreSheet:
    """Store these marks and comments, all or none; what did not change leaves no trace.

    Comments go by criterion, or by None for the one about the whole proposal; a blank one is taken away. `seen` are
    the tokens of what the sender believed to be stored, by `mark_key` and `comment_key`. Where something else stands
    than was seen and than is sent, nothing is stored: ValidationError with the code "stale", whose params name what
    `stands`, by the same keys. What was not seen at all is overwritten.
    The sheet comes back with its `entries` as they are now.
    """
    sheet = _lock(sheet.pk, by)
    if not by.has_perm("judging.fill_scoresheet", sheet):
        raise PermissionDenied
    comments = {pk: stored_comment(text) for pk, text in (comments or {}).items()}
    _check({one.criterion.pk for one in sheet.entries}, points, comments)

    stored = stored_of(sheet, with_overall=None in comments)
    found = merge(by_key(points, comments), stored, seen or {})
    _refuse_unseen(sheet, found.unseen)
    points = {pk: value for pk, value in points.items() if mark_key(pk) in found.changes}
    comments = {pk: text for pk, text in comments.items() if comment_key(pk) in found.changes}
    _store_points(sheet, points)
    _store_comments(sheet, comments)
    if events := list(_events(sheet, stored, points, comments, by)):
        ledger.record_all(events, chain=sheet.assignment.stage.edition.ledger_chain)
    _take_over(sheet, points, comments)
    return sheet


@transaction.atomic
def finalise_scoresheet(*, sheet: ScoreSheet, by: User, seen: Seen | None = None) -> ScoreSheet:
    """Freeze a sheet and set its total; from then on nobody can fill it.

    Refused, each with its sentence and code, while a mark is blank ("unmarked") or lacks the comment that the stage
    asks for ("uncommented"), and where something else stands than was `seen` ("stale"), as in `save_scores`.
    """
    share_edition(sheet.assignment.stage.edition_id)
    sheet = _lock(sheet.pk, by)
    if not by.has_perm("judging.fill_scoresheet", sheet):
        raise PermissionDenied
    # Nobody locks what they were not shown: another tab may have stored since.
    if changed(stored_of(sheet), seen or {}):
        raise ValidationError(_("Lembar ini berubah sejak ringkasannya dibuka. Periksa lagi."), code="stale")
    if missing := [*_unmarked(sheet), *_uncommented(sheet)]:
        raise ValidationError(missing)

    sheet.total = scoring_rules.sheet_total(sheet.marks())
    sheet.finalised_at = clock.now()
    sheet.save(update_fields=["total", "finalised_at"])

    edition = sheet.assignment.stage.edition
    ledger.record("scoresheet.finalise", sheet, by=by, chain=edition.ledger_chain, after={"total": str(sheet.total)})
    ask_for_ranking(edition.pk)
    return sheet


def _lock(pk: int, by: User) -> ScoreSheet:
    """Sheet and assignment as they are, held until the act is done, with all that rights need."""
    hold(ScoreSheet, pk, also="assignment")
    for sheet in sheets_to_fill(user=by.pk, pk=pk):
        read_phases(sheet.assignment.stage.edition)
        if sheet.is_pledged:  # type: ignore[attr-defined]  # annotated
            note_pledge(by, sheet.assignment.stage.edition_id)
        return sheet
    raise PermissionDenied  # it was taken back, blank, while this was on its way


@built_once(user=int, pk=int)
def sheets_to_fill(user: int, pk: int) -> ScoreSheetQuerySet:
    return ScoreSheet.objects.filter(pk=pk).with_rights().with_pledge_of(user).prefetch_related(None)


def stored_of(sheet: ScoreSheet, *, with_overall: bool = True) -> dict[str, Any]:
    """What is stored in the sheet, by the keys of `seen`: every mark, every comment, and the one on the whole."""
    points = {one.criterion.pk: one.points for one in sheet.entries}
    comments: Comments = {one.criterion.pk: one.comment for one in sheet.entries}
    return by_key(points, {**comments, None: sheet.overall_comment} if with_overall else comments)


def _take_over(sheet: ScoreSheet, points: Marks, comments: Comments) -> None:
    """What was stored stands in the sheet as well, so that nobody has to read it again."""
    sheet.entries = [
        CriterionEntry(one.criterion, points.get(pk, one.points), comments.get(pk, one.comment))
        for one in sheet.entries
        for pk in (one.criterion.pk,)
    ]
    if None in comments:
        sheet.overall_comment = comments[None]


def _check(known: Collection[int], points: Marks, comments: Comments) -> None:
    if not points.keys() <= set(known) or not comments.keys() <= {None, *known}:
        raise ValidationError(_("Kriteria ini tidak ada dalam rubrik lembar ini."), code="criterion")
    if not all(value is None or _is_mark(value) for value in points.values()):
        raise ValidationError(_("Isi angka 0–100, paling banyak dua angka di belakang koma."), code="points")
    if any(len(text) > COMMENT_LIMIT or "\0" in text for text in comments.values()):
        raise ValidationError(_("Komentar paling panjang 4.000 huruf."), code="comment")


def _is_mark(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= 100 and value == scoring_rules.rounded(value)


def _refuse_unseen(sheet: ScoreSheet, unseen: Mapping[str, Any]) -> None:
    """With what is stored instead, so that the page can show both."""
    if not unseen:
        return
    places = [(one.criterion.name, one.criterion.pk) for one in sheet.entries] + [(_("Komentar umum"), None)]
    names = [name for name, pk in places if unseen.keys() & {pk and mark_key(pk), comment_key(pk)}]
    raise ValidationError(
        _("Di tab atau perangkat lain sudah tersimpan yang berbeda: %(names)s."),
        params={"names": ", ".join(names), "stands": unseen},
        code="stale",
    )


def _store_points(sheet: ScoreSheet, changes: Marks) -> None:
    now = clock.now()
    cleared = [pk for pk, value in changes.items() if value is None]
    given = [
        Score(sheet=sheet, criterion_id=pk, points=value, updated_at=now)
        for pk, value in changes.items()
        if value is not None
    ]
    if cleared:
        sheet.scores.filter(criterion__in=cleared).delete()
    if given:
        Score.objects.bulk_create(
            given, update_conflicts=True, unique_fields=["sheet", "criterion"], update_fields=["points", "updated_at"]
        )


def _store_comments(sheet: ScoreSheet, changes: Comments) -> None:
    now = clock.now()
    for pk, text in changes.items():
        place = sheet.comments.filter(criterion=pk)
        if not text:
            place.delete()
        elif not place.update(text=text, updated_at=now):
            Comment.objects.create(sheet=sheet, criterion_id=pk, text=text, updated_at=now)


def _events(
    sheet: ScoreSheet, stored: Mapping[str, Any], points: Marks, comments: Comments, by: User
) -> Iterator[ledger.Event]:
    for pk, value in points.items():
        before, after = ({"criterion": pk, "points": in_ledger(one)} for one in (stored[mark_key(pk)], value))
        yield ledger.Event("score.update", sheet, by, before=before, after=after)
    for key, text in comments.items():
        before, after = ({"criterion": key, "text": one} for one in (stored[comment_key(key)], text))
        yield ledger.Event("comment.update", sheet, by, before=before, after=after)


def in_ledger(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.2f}"


def _unmarked(sheet: ScoreSheet) -> Iterator[ValidationError]:
    if names := ", ".join(str(criterion) for criterion in sheet.unmarked_criteria()):
        sentence = _("Belum dinilai: %(criteria)s. Kosong tidak sama dengan nol.")
        yield ValidationError(sentence, params={"criteria": names}, code="unmarked")


def _uncommented(sheet: ScoreSheet) -> Iterator[ValidationError]:
    if names := ", ".join(str(criterion) for criterion in sheet.uncommented_criteria()):
        sentence = _("Belum diberi komentar, padahal nilainya memerlukannya: %(criteria)s.")
        yield ValidationError(sentence, params={"criteria": names}, code="uncommented")
    if sheet.lacks_overall_comment():
        yield ValidationError(_("Komentar umum belum diisi."), code="uncommented")

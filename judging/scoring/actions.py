"""Marking a proposal, and locking the sheet."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock
from accounts.models import User
from judging import scoring_rules
from judging.marks_text import COMMENT_LIMIT, stored_comment
from judging.models import Comment, Entry, Score, ScoreSheet, note_pledge
from judging.ranking_build import ask_for_ranking
from submissions.proposal_parts import text_version

Marks = Mapping[int, Decimal | None]
Comments = Mapping[int | None, str]


def save_score(*, sheet: ScoreSheet, criterion_id: int, points: Decimal | None, by: User) -> ScoreSheet:
    """Store one mark, or clear it with None: blank is not zero."""
    return save_scores(sheet=sheet, points={criterion_id: points}, by=by)


@transaction.atomic
def save_scores(
    *,
    sheet: ScoreSheet,
    points: Marks,
    by: User,
    comments: Comments | None = None,
    seen: Marks | None = None,
    seen_comments: Comments | None = None,
) -> ScoreSheet:
    """Store these marks and comments, all or none; what did not change leaves no trace.

    Comments go by criterion, or by None for the one about the whole proposal; a blank one is taken away. `seen` are
    the marks that the sender believed to be stored, `seen_comments` the `text_version` of the comments. Where
    something else stands than was seen and than is sent, nothing is stored: ValidationError with the code "stale",
    whose params name what stands (`points` and `comments`, by criterion). Without them the last one wins.
    The sheet comes back with its `entries` as they stand now.
    """
    sheet = _lock(sheet.pk, by)
    if not by.has_perm("judging.fill_scoresheet", sheet):
        raise PermissionDenied
    stands = {one.criterion.pk: one for one in sheet.entries}
    comments = {pk: stored_comment(text) for pk, text in (comments or {}).items()}
    _check(stands, points, comments)

    marks = _Difference({pk: one.points for pk, one in stands.items()}, points, seen or {}, None)
    words = _Difference(_comments_of(sheet, comments), comments, seen_comments or {}, "", text_version)
    _refuse_stale(stands, marks, words)
    _store_points(sheet, marks.changes())
    _store_comments(sheet, words.changes())
    if events := [*_mark_events(sheet, marks, by), *_comment_events(sheet, words, by)]:
        ledger.record_all(events, chain=sheet.assignment.stage.edition.ledger_chain)
    _take_over(sheet, marks.changes(), words.changes())
    return sheet


@transaction.atomic
def finalise_scoresheet(
    *, sheet: ScoreSheet, by: User, seen: Marks | None = None, seen_comments: Comments | None = None
) -> ScoreSheet:
    """Freeze a sheet and set its total; from then on nobody can fill it.

    Refused, each with its sentence and code, while a mark is blank ("unmarked") or lacks the comment that the stage
    asks for ("uncommented"), and where something else stands than was `seen` ("stale"), as in `save_scores`.
    """
    sheet = _lock(sheet.pk, by)
    if not by.has_perm("judging.fill_scoresheet", sheet):
        raise PermissionDenied
    _refuse_unseen(sheet, seen or {}, seen_comments or {})
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
    """Sheet and assignment as they stand, held until the act is done, with all that rights need."""
    try:
        sheet = lock(ScoreSheet.objects.with_rights().with_pledge_of(by), pk, also="assignment")
    except ScoreSheet.DoesNotExist as gone:  # it was taken back, blank, while this was on its way
        raise PermissionDenied from gone
    if sheet.is_pledged:  # type: ignore[attr-defined]  # annotated
        note_pledge(by, sheet.assignment.stage.edition_id)
    return sheet


@dataclass(frozen=True)
class _Difference:
    """What stands, what was sent, and the marks of what its sender had seen; `blank` stands where nothing is stored."""

    stands: Mapping[Any, Any]
    sent: Mapping[Any, Any]
    seen: Mapping[Any, Any]
    blank: Any
    version: Callable[[Any], Any] = lambda value: value

    def before(self, key: object) -> Any:
        return self.stands.get(key, self.blank)

    def changes(self) -> dict[Any, Any]:
        return {key: value for key, value in self.sent.items() if value != self.before(key)}

    def stale(self) -> dict[Any, Any]:
        changes = self.changes()
        return {key: self.before(key) for key in changes if key in self.seen and self._is_unseen(key)}

    def _is_unseen(self, key: object) -> bool:
        return bool(self.seen[key] != self.version(self.before(key)))


def _comments_of(sheet: ScoreSheet, asked: Comments) -> dict[int | None, str]:
    stands: dict[int | None, str] = {one.criterion.pk: one.comment for one in sheet.entries}
    return stands | {None: sheet.overall_comment} if None in asked else stands


def _take_over(sheet: ScoreSheet, points: Marks, comments: Comments) -> None:
    """What was stored stands in the sheet as well, so that nobody has to read it again."""
    sheet.entries = [
        Entry(one.criterion, points.get(pk, one.points), comments.get(pk, one.comment))
        for one in sheet.entries
        for pk in (one.criterion.pk,)
    ]
    if None in comments:
        sheet.overall_comment = comments[None]


def _check(stands: Mapping[int, Entry], points: Marks, comments: Comments) -> None:
    if not points.keys() <= stands.keys() or not comments.keys() <= {None, *stands}:
        raise ValidationError(_("Kriteria ini tidak ada dalam rubrik lembar ini."), code="criterion")
    if not all(value is None or _is_mark(value) for value in points.values()):
        raise ValidationError(_("Isi angka 0–100, paling banyak dua angka di belakang koma."), code="points")
    if any(len(text) > COMMENT_LIMIT or "\0" in text for text in comments.values()):
        raise ValidationError(_("Komentar paling panjang 4.000 huruf."), code="comment")


def _is_mark(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= 100 and value == scoring_rules.rounded(value)


def _refuse_stale(stands: Mapping[int, Entry], marks: _Difference, words: _Difference) -> None:
    points, comments = marks.stale(), words.stale()
    if not points and not comments:
        return
    names = [stands[pk].criterion.name if pk else _("Komentar umum") for pk in dict.fromkeys([*points, *comments])]
    raise ValidationError(
        _("Di tab atau perangkat lain sudah tersimpan yang berbeda: %(names)s."),
        params={"names": ", ".join(names), "points": points, "comments": comments},
        code="stale",
    )


def _refuse_unseen(sheet: ScoreSheet, seen: Marks, seen_comments: Comments) -> None:
    """Nobody locks what they were not shown: another tab may have stored since."""
    points = {one.criterion.pk: one.points for one in sheet.entries}
    texts = {pk: text_version(text) for pk, text in _comments_of(sheet, {None: ""}).items()}
    is_unseen = any(pk in points and points[pk] != value for pk, value in seen.items())
    if is_unseen or any(pk in texts and texts[pk] != sign for pk, sign in seen_comments.items()):
        raise ValidationError(_("Lembar ini berubah sejak ringkasannya dibuka. Periksa lagi."), code="stale")


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


def _mark_events(sheet: ScoreSheet, marks: _Difference, by: User) -> Iterator[ledger.Event]:
    for pk, value in marks.changes().items():
        before, after = ({"criterion": pk, "points": in_ledger(one)} for one in (marks.before(pk), value))
        yield ledger.Event("score.update", sheet, by, before=before, after=after)


def _comment_events(sheet: ScoreSheet, words: _Difference, by: User) -> Iterator[ledger.Event]:
    for pk, text in words.changes().items():
        before, after = ({"criterion": pk, "text": one} for one in (words.before(pk), text))
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

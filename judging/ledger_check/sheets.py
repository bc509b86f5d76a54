"""Sheets, marks, comments, totals and excuses: is each stored as the ledger has it?"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from accounts.formats import wib_short
from competitions.models import Edition
from judging.models import Assignment, Comment, Reopening, Score, ScoreSheet

from .replay import BATCH, Expected
from .rows import compare_conflicts
from .words import figure_of, is_same_moment

LONGEST = 20  # sheets that are named when many hang elsewhere: one that moved may shift all after it


def compare_sheets(edition: Edition, expected: Expected) -> Iterator[str]:
    yield from _assignments(edition, expected)
    yield from compare_conflicts(edition)
    yield from _totals(edition, expected)
    yield from _marks(edition, expected)
    yield from _comments(edition, expected)
    yield from _reopenings(edition, expected)


def _assignments(edition: Edition, expected: Expected) -> Iterator[str]:
    """Excuses, and which sheet hangs on which assignment."""
    excuses, known = dict(expected.excuses), expected.rows[Assignment._meta.label_lower].known
    pairs = []
    rows = Assignment.objects.in_edition(edition).order_by("pk")
    for pk, excused_at, excuse, sheet in rows.values_list("pk", "excused_at", "excuse", "sheet").iterator(BATCH):
        said = excuses.pop(pk, None)
        if (said is None) != (excused_at is None):
            yield (
                _("Penugasan %(pk)d: dibebaskan menurut jejak, tersimpan tidak.") % {"pk": pk}
                if said
                else _("Penugasan %(pk)d: tersimpan dibebaskan, tanpa jejak.") % {"pk": pk}
            )
        elif said and excused_at and not (is_same_moment(said.at, excused_at) and excuse == said.reason[:300]):
            yield _("Penugasan %(pk)d: alasan atau waktu pembebasannya lain daripada jejak.") % {"pk": pk}
        if sheet is None:
            yield _("Penugasan %(pk)d: lembarnya tidak ada.") % {"pk": pk}
        elif pk in known:
            pairs.append((pk, sheet))
    yield from islice(_hanging(pairs), LONGEST)


def _hanging(pairs: list[tuple[int, int]]) -> Iterator[str]:
    """Sheets are made with their assignments and in their order, so the smaller key has the smaller key."""
    for (assignment, sheet), wanted in zip(pairs, sorted(sheet for _pk, sheet in pairs), strict=True):
        if sheet != wanted:
            yield (
                _("Penugasan %(pk)d: tersimpan dengan lembar %(sheet)d, menurut urutannya lembar %(wanted)d.")
                % {"pk": assignment, "sheet": sheet, "wanted": wanted}
            )


def _totals(edition: Edition, expected: Expected) -> Iterator[str]:
    left = dict(expected.finals)
    rows = ScoreSheet.objects.in_edition(edition).order_by("pk").values_list("pk", "total", "finalised_at")
    for pk, total, at in rows.iterator(BATCH):
        said = left.pop(pk, None)
        if (said is None) != (at is None):
            yield (
                _("Lembar %(pk)d: terkunci menurut jejak, tersimpan terbuka.") % {"pk": pk}
                if said
                else _("Lembar %(pk)d: tersimpan terkunci, tanpa jejak.") % {"pk": pk}
            )
        elif said and str(total) != said.total:
            names = {"pk": pk, "said": figure_of(said.total), "stored": figure_of(total)}
            yield _("Lembar %(pk)d, nilai: jejak %(said)s, tersimpan %(stored)s.") % names
        elif said and at and not is_same_moment(said.at, at):
            names = {"pk": pk, "said": wib_short(said.at), "stored": wib_short(at)}
            yield _("Lembar %(pk)d: dikunci %(said)s menurut jejak, tersimpan %(stored)s.") % names
    for pk in left:
        yield _("Lembar %(pk)d: terkunci menurut jejak, lembarnya tidak ada.") % {"pk": pk}


def _marks(edition: Edition, expected: Expected) -> Iterator[str]:
    """Takes out of `expected` what is found, so that what remains is missing."""
    rows = Score.objects.filter(sheet__assignment__stage__edition=edition).order_by()
    for sheet, criterion, points in rows.values_list("sheet", "criterion", "points").iterator(BATCH):
        said = expected.marks[sheet].pop(criterion, None) if sheet in expected.marks else None
        if said != str(points):
            yield _mark_sentence(expected, sheet, criterion, said, str(points))
    for sheet, marks in expected.marks.items():
        for criterion, said in marks.items():
            yield _mark_sentence(expected, sheet, criterion, said, None)


def _mark_sentence(expected: Expected, sheet: int, criterion: int, said: str | None, stored: str | None) -> str:
    names = {
        "sheet": sheet,
        "criterion": expected.named(criterion),
        "said": figure_of(said) if said is not None else _("kosong"),
        "stored": figure_of(stored) if stored is not None else _("kosong"),
    }
    return _("Lembar %(sheet)d, kriteria %(criterion)s: jejak %(said)s, tersimpan %(stored)s.") % names


def _comments(edition: Edition, expected: Expected) -> Iterator[str]:
    rows = Comment.objects.filter(sheet__assignment__stage__edition=edition).order_by()
    for sheet, criterion, text in rows.values_list("sheet", "criterion", "text").iterator(BATCH):
        said = expected.comments[sheet].pop(criterion, None) if sheet in expected.comments else None
        if said != text:
            names = {"sheet": sheet, "criterion": expected.named(criterion)}
            yield (
                _("Lembar %(sheet)d, komentar %(criterion)s: tersimpan tanpa jejak.") % names
                if said is None
                else _("Lembar %(sheet)d, komentar %(criterion)s: kata-katanya lain daripada jejak.") % names
            )
    for sheet, comments in expected.comments.items():
        for place in comments:
            names = {"sheet": sheet, "criterion": expected.named(place)}
            yield _("Lembar %(sheet)d, komentar %(criterion)s: ada dalam jejak, tidak tersimpan.") % names


def _reopenings(edition: Edition, expected: Expected) -> Iterator[str]:
    stored: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    rows = Reopening.objects.filter(sheet__assignment__stage__edition=edition).order_by("pk")
    for sheet, reason, before in rows.values_list("sheet", "reason", "before").iterator(BATCH):
        stored[sheet].append((reason, before))
    for sheet in sorted(stored.keys() | expected.reopenings.keys()):
        if stored.get(sheet, []) != expected.reopenings.get(sheet, []):
            yield _("Lembar %(sheet)d: pembukaan kembalinya lain daripada jejak.") % {"sheet": sheet}

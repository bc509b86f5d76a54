"""A workbook against what is stored: cell by cell, what would change and what is wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.concurrency import merge, token
from accounts.spreadsheets.preview import CellChange, CellProblem, PreviewLine
from accounts.spreadsheets.reading import MOST_ROWS, SheetRow
from accounts.spreadsheets.values import WrongCellError, cell_text, folded, refuse_unreadable, shown
from competitions.models import Criterion
from judging.marks_text import (
    COMMENT_LIMIT,
    WrongMarkError,
    comment_key,
    mark_key,
    read_mark,
    read_seen,
    stored_comment,
    write_mark,
)
from judging.scoring.forms import NO_MARK

from .layout import COMMENT, HEADING_ROW, OVERALL, POINTS, SHEET, TITLE, WorkbookSheet
from .plan import SheetDraft, WorkbookPlan
from .reading import WorkbookReading, whole


def check(reading: WorkbookReading, entries: Iterable[WorkbookSheet], criteria: Sequence[Criterion]) -> WorkbookPlan:
    """Without a query: what was read and what is stored in, a plan out."""
    plan, known = WorkbookPlan(), {entry.pk: entry for entry in entries}
    _check_columns(plan, reading, criteria)
    keys = [key for key in _keys(criteria) if key in reading.places and key not in reading.doubled]
    rows = reading.rows[:MOST_ROWS]
    copies = Counter(whole(row.values.get(SHEET)) for row in rows)
    for row in rows:
        line = PreviewLine(row.number, str(row.values.get(TITLE) or "")[:200])
        plan.lines.append(line)
        pk = whole(row.values.get(SHEET))
        entry = known.get(pk) if pk else None
        if sentence := _why_not(row, entry, reading, copies[pk]):
            line.problems.append(_problem(reading, row, TITLE, sentence))
        elif entry:
            draft = _check_row(line, row, entry, keys, reading)
            plan.drafts += [draft] if draft.points or draft.comments else []
    return plan


def _keys(criteria: Sequence[Criterion]) -> list[str]:
    return [f"{kind}{one.pk}" for one in criteria for kind in (POINTS, COMMENT)] + [OVERALL]


def _check_columns(plan: WorkbookPlan, reading: WorkbookReading, criteria: Sequence[Criterion]) -> None:
    """What is wrong with a whole column stands at the headings; the other columns count all the same."""
    line = PreviewLine(HEADING_ROW, _("Baris judul"))
    for one in criteria:
        if f"{POINTS}{one.pk}" not in reading.places:
            line.problems.append(CellProblem(one.name, "", _("Kolom ini tidak ada lagi; nilainya dibiarkan.")))
    for key in dict.fromkeys(reading.doubled):
        name = reading.headings.get(key, key)
        line.problems.append(CellProblem(name, "", _("Kolom ini ada lebih dari satu; tidak dibaca.")))
    known = set(_keys(criteria))
    for key in reading.places:
        if key.startswith((POINTS, COMMENT)) and key not in known:
            sentence = _("Kriteria ini tidak ada dalam rubrik sekarang; tidak dibaca.")
            line.problems.append(CellProblem(reading.headings.get(key, ""), "", sentence))
    if len(reading.rows) > MOST_ROWS:
        line.problems.append(CellProblem("", "", _("Lebih dari %(most)d baris.") % {"most": MOST_ROWS}))
    if line.problems:
        plan.lines.append(line)


def _why_not(row: SheetRow, entry: WorkbookSheet | None, reading: WorkbookReading, copies: int) -> str:
    """Why nothing of a row can be read, or nothing."""
    if whole(row.values.get(SHEET)) is None:
        return _("Usulan tidak dikenal: pengenal baris ini hilang. Unduh berkas baru, lalu salin nilainya.")
    if entry is None:
        return _("Lembar ini tidak ada di antara lembar Anda di tahap ini.")
    if copies > 1:
        return _("Usulan ini ada di %(count)d baris. Sisakan satu.") % {"count": copies}
    if folded(str(row.values.get(TITLE) or "")) != folded(entry.title) and TITLE in reading.places:
        return _("Judul tidak cocok dengan pengenal barisnya (%(title)s). Kembalikan barisnya.") % {
            "title": entry.title
        }
    return ""


def _check_row(
    line: PreviewLine, row: SheetRow, entry: WorkbookSheet, keys: Sequence[str], reading: WorkbookReading
) -> SheetDraft:
    line.name = entry.title
    draft = SheetDraft(entry.pk)
    for key in keys:
        try:
            if change := _check_cell(draft, row, entry, key, reading):
                line.changes.append(change)
        except WrongCellError as error:
            line.problems.append(_problem(reading, row, key, error.sentence))
    return draft


def _check_cell(
    draft: SheetDraft, row: SheetRow, entry: WorkbookSheet, key: str, reading: WorkbookReading
) -> CellChange | None:
    """Take over a cell that was changed in the file and stands in the database as the file remembers it."""
    is_mark = key.startswith(POINTS)
    pk = None if key == OVERALL else int(key.partition(":")[2])
    value: Any = points(row.values.get(key)) if is_mark else comment(row.values.get(key))
    stands: Any = entry.points.get(pk or 0) if is_mark else entry.comments.get(pk, "")
    told = reading.seen.get(entry.pk, {}).get(key, "")
    place, remembered = (mark_key(pk or 0), read_seen(told)) if is_mark else (comment_key(pk), stored_comment(told))
    seen = {place: token(remembered)}
    found = merge({place: value}, {place: stands}, seen)
    if not (found.changes or found.stale):
        return None
    if entry.closed:
        raise WrongCellError(entry.closed)
    if found.stale:
        names = {"there": _words(stands) or _("kosong"), "here": _words(value) or _("kosong")}
        raise WrongCellError(_("Berubah sejak berkas diunduh: di Kovablik kini %(there)s, di berkas %(here)s.") % names)
    draft.seen |= seen
    if is_mark:
        draft.points[pk or 0] = value
    else:
        draft.comments[pk] = value
    return CellChange(reading.headings.get(key, ""), _words(stands), _words(value))


def points(value: Any) -> Decimal | None:
    """The mark that a cell holds, or None for a blank one. Raises WrongCellError."""
    refuse_unreadable(value)
    if isinstance(value, datetime | date | time | timedelta):
        raise WrongCellError(_("Sel ini berisi tanggal, bukan angka."))
    try:
        return read_mark(value)
    except WrongMarkError as error:
        raise WrongCellError(str(NO_MARK)) from error


def comment(value: Any) -> str:
    """The comment that a cell holds. Raises WrongCellError."""
    text = stored_comment(cell_text(value))
    if len(text) > COMMENT_LIMIT:
        raise WrongCellError(_("Komentar paling panjang 4.000 huruf."))
    return text


def _problem(reading: WorkbookReading, row: SheetRow, key: str, sentence: str) -> CellProblem:
    at = reading.places.get(key)
    address = f"{get_column_letter(at)}{row.number}" if at else str(row.number)
    return CellProblem(reading.headings.get(key, ""), shown(row.values.get(key)), sentence, address)


def _words(value: Decimal | str | None) -> str:
    """What is stored, or would be, in the words of the preview."""
    return shown(value) if isinstance(value, str) else write_mark(value)

"""A workbook against what is stored: cell by cell, what would change and what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from competitions.models import Criterion
from submissions.imports.columns import folded
from submissions.imports.reading import is_error

from .layout import COMMENT, HEADING_ROW, LONGEST_COMMENT, MOST_ROWS, OVERALL, POINTS, SHEET, TITLE, Entry, as_kept
from .plan import Change, Draft, Line, Plan, Problem
from .reading import FormulaCell, Reading, Row, seen_points, whole

HUNDREDTH = Decimal("0.01")
SLACK = Decimal("1e-9")  # what a figure loses when Excel keeps it in binary


class WrongCellError(Exception):
    """The cell holds no mark and no comment; the sentence says why."""


def check(reading: Reading, entries: Iterable[Entry], criteria: Sequence[Criterion]) -> Plan:
    """Without a query: what was read and what is stored in, a plan out."""
    plan, known = Plan(), {entry.pk: entry for entry in entries}
    _check_columns(plan, reading, criteria)
    keys = [key for key in _keys(criteria) if key in reading.places and key not in reading.doubled]
    rows = reading.rows[:MOST_ROWS]
    copies = Counter(whole(row.cells.get(SHEET)) for row in rows)
    for row in rows:
        line = Line(row.number, title=str(row.cells.get(TITLE) or "")[:200])
        plan.lines.append(line)
        pk = whole(row.cells.get(SHEET))
        entry = known.get(pk) if pk else None
        if sentence := _why_not(row, entry, reading, copies[pk]):
            line.problems.append(_problem(reading, row, TITLE, sentence))
        elif entry:
            draft = _check_row(line, row, entry, keys, reading)
            plan.drafts += [draft] if draft.points or draft.comments else []
    return plan


def _keys(criteria: Sequence[Criterion]) -> list[str]:
    return [f"{kind}{one.pk}" for one in criteria for kind in (POINTS, COMMENT)] + [OVERALL]


def _check_columns(plan: Plan, reading: Reading, criteria: Sequence[Criterion]) -> None:
    """What is wrong with a whole column stands at the headings; the other columns count all the same."""
    line = Line(HEADING_ROW, title=_("Baris judul"))
    for one in criteria:
        if f"{POINTS}{one.pk}" not in reading.places:
            line.problems.append(Problem("", one.name, "", _("Kolom ini tidak ada lagi; nilainya dibiarkan.")))
    for key in dict.fromkeys(reading.doubled):
        name = reading.headings.get(key, key)
        line.problems.append(Problem("", name, "", _("Kolom ini ada lebih dari satu; tidak dibaca.")))
    known = set(_keys(criteria))
    for key in reading.places:
        if key.startswith((POINTS, COMMENT)) and key not in known:
            sentence = _("Kriteria ini tidak ada dalam rubrik sekarang; tidak dibaca.")
            line.problems.append(Problem("", reading.headings.get(key, ""), "", sentence))
    if len(reading.rows) > MOST_ROWS:
        line.problems.append(Problem("", "", "", _("Lebih dari %(most)d baris.") % {"most": MOST_ROWS}))
    if line.problems:
        plan.lines.append(line)


def _why_not(row: Row, entry: Entry | None, reading: Reading, copies: int) -> str:
    """Why nothing of a row can be read, or nothing."""
    if whole(row.cells.get(SHEET)) is None:
        return _("Usulan tidak dikenal: pengenal baris ini hilang. Unduh berkas baru, lalu salin nilainya.")
    if entry is None:
        return _("Lembar ini tidak ada di antara lembar Anda di tahap ini.")
    if copies > 1:
        return _("Usulan ini ada di %(count)d baris. Sisakan satu.") % {"count": copies}
    if folded(str(row.cells.get(TITLE) or "")) != folded(entry.title) and TITLE in reading.places:
        return _("Judul tidak cocok dengan pengenal barisnya (%(title)s). Kembalikan barisnya.") % {
            "title": entry.title
        }
    return ""


def _check_row(line: Line, row: Row, entry: Entry, keys: Sequence[str], reading: Reading) -> Draft:
    line.title = entry.title
    draft, seen = Draft(entry.pk), reading.seen.get(entry.pk, {})
    for key in keys:
        try:
            _check_cell(line, draft, row, entry, key, reading, seen)
        except WrongCellError as error:
            line.problems.append(_problem(reading, row, key, str(error)))
    return draft


def _check_cell(
    line: Line, draft: Draft, row: Row, entry: Entry, key: str, reading: Reading, told: Mapping[str, str]
) -> None:
    """Take over a cell that was changed in the file and stands in the database as the file remembers it."""
    is_mark = key.startswith(POINTS)
    pk = None if key == OVERALL else int(key.partition(":")[2])
    value: Any = points(row.cells.get(key)) if is_mark else comment(row.cells.get(key))
    stands: Any = entry.points.get(pk or 0) if is_mark else entry.comments.get(pk, "")
    seen: Any = seen_points(told.get(key, "")) if is_mark else as_kept(told.get(key, ""))
    if value in (stands, seen):
        return
    if entry.closed:
        raise WrongCellError(entry.closed)
    if stands != seen:
        names = {"there": shown(stands) or _("kosong"), "here": shown(value) or _("kosong")}
        raise WrongCellError(_("Berubah sejak berkas diunduh: di Kovablik kini %(there)s, di berkas %(here)s.") % names)
    line.changes.append(Change(reading.headings.get(key, ""), shown(stands), shown(value)))
    if is_mark:
        draft.points[pk or 0], draft.seen[pk or 0] = value, seen
    else:
        draft.comments[pk], draft.seen_comments[pk] = value, seen


def points(value: Any) -> Decimal | None:
    """The mark that a cell holds, or None for a blank one. Raises WrongCellError."""
    _refuse_what_nobody_typed(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise WrongCellError(_("Bukan angka."))
    try:
        found = Decimal(value.strip().replace(",", ".") if isinstance(value, str) else repr(value))
    except (InvalidOperation, ValueError) as error:
        raise WrongCellError(_("Bukan angka.")) from error
    if not found.is_finite() or not 0 <= found <= 100:
        raise WrongCellError(_("Di luar 0–100."))
    mark = found.quantize(HUNDREDTH)
    if abs(mark - found) > SLACK:
        raise WrongCellError(_("Paling banyak dua angka di belakang koma."))
    return mark


def comment(value: Any) -> str:
    """The comment that a cell holds. Raises WrongCellError."""
    _refuse_what_nobody_typed(value, is_text=True)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = as_kept("" if value is None else str(value))
    if len(text) > LONGEST_COMMENT:
        raise WrongCellError(_("Komentar paling panjang 4.000 huruf."))
    return text


def _refuse_what_nobody_typed(value: Any, *, is_text: bool = False) -> None:
    if isinstance(value, FormulaCell):
        raise WrongCellError(_("Sel ini berisi rumus. Tulis nilainya langsung."))
    if is_error(value):
        raise WrongCellError(_("Rumus di sel ini tidak dapat dihitung. Tulis nilainya langsung."))
    if isinstance(value, datetime | date | time | timedelta) and not is_text:
        raise WrongCellError(_("Sel ini berisi tanggal, bukan angka."))


def _problem(reading: Reading, row: Row, key: str, sentence: str) -> Problem:
    at = reading.places.get(key)
    address = f"{_letter(at)}{row.number}" if at else str(row.number)
    return Problem(address, reading.headings.get(key, ""), shown(row.cells.get(key)), sentence)


def _letter(column: int) -> str:
    """A column as Excel names it: 1 is A, 27 is AA."""
    return "".join(reversed(list(_letters(column))))


def _letters(column: int) -> Iterator[str]:
    while column:
        column, rest = divmod(column - 1, 26)
        yield chr(65 + rest)


def shown(value: Any) -> str:
    """A value in the words of the preview."""
    if value is None:
        return ""
    if isinstance(value, FormulaCell):
        return value.text
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}" if value.year >= 1000 else str(value)
    return " ".join(str(value).split())[:120]

"""Marks and comments as people type and read them: the same on the sheet, in the grid and in the workbook."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .scoring_rules import rounded

COMMENT_LIMIT = 4_000  # characters
TYPED = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")
SLACK = Decimal("1e-9")  # what a figure loses when a spreadsheet keeps it in binary
UNKNOWN = Decimal(-1)  # no mark that was ever stored: a file that names nonsense showed nothing


class WrongMarkError(ValueError):
    """What was typed is no mark from 0 to 100 with at most two decimals."""


def mark_key(criterion_id: int) -> str:
    """What the mark of a criterion is called, on every page and among what was seen."""
    return f"nilai-{criterion_id}"


def comment_key(criterion_id: int | None) -> str:
    """As `mark_key`, of the comment beside it; None is the one on the whole proposal."""
    return f"komentar-{criterion_id or 'umum'}"


def by_key(points: Mapping[int, Any], comments: Mapping[int | None, str]) -> dict[str, Any]:
    """Marks and comments together, as they are compared."""
    return {mark_key(pk): value for pk, value in points.items()} | {
        comment_key(pk): text for pk, text in comments.items()
    }


def read_mark(typed: str | float | None) -> Decimal | None:
    """The mark that was typed, with a comma or a point, or None for a blank field. Raises WrongMarkError."""
    if isinstance(typed, int | float) and not isinstance(typed, bool):
        typed = _as_typed(typed)
    text = str("" if typed is None else typed).strip()
    if not text:
        return None
    if not TYPED.fullmatch(text) or (points := Decimal(text.replace(",", "."))) > 100:
        raise WrongMarkError
    return points


def _as_typed(figure: float) -> str:
    """The figure of a cell as somebody typed it."""
    found = Decimal(repr(figure))
    if not found.is_finite() or not 0 <= found <= 100 or abs(rounded(found) - found) > SLACK:
        raise WrongMarkError
    return str(abs(rounded(found)))


def read_seen(text: str) -> Decimal | None:
    """The mark that a file says it showed, or that stands in a field."""
    try:
        return read_mark(text)
    except WrongMarkError:
        return UNKNOWN


def write_mark(points: Decimal | None) -> str:
    """A mark as people write it: 80 and 80,5."""
    return "" if points is None else f"{points.normalize():f}".replace(".", ",")


def stored_comment(text: str) -> str:
    """A comment as it is stored: line ends of one kind, nothing around it."""
    return "\n".join(text.splitlines()).strip()

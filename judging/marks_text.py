"""Marks and comments as people type and read them: the same on the sheet, in the grid and in the workbook."""

import re
from decimal import Decimal

from .scoring_rules import rounded

COMMENT_LIMIT = 4_000  # characters
TYPED = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")
SLACK = Decimal("1e-9")  # what a figure loses when a spreadsheet keeps it in binary
UNKNOWN = Decimal(-1)  # no mark that was ever stored: a page that names nonsense has seen nothing


class WrongMarkError(ValueError):
    """What was typed is no mark from 0 to 100 with at most two decimals."""


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
    """The mark that a page or a file says it was shown."""
    try:
        return read_mark(text)
    except WrongMarkError:
        return UNKNOWN


def write_seen(points: Decimal | None) -> str:
    """What a page was shown, for `read_seen` to read when it comes back."""
    return "" if points is None else f"{points:.2f}"


def write_mark(points: Decimal | None) -> str:
    """A mark as people write it: 80 and 80,5."""
    return "" if points is None else f"{points.normalize():f}".replace(".", ",")


def stored_comment(text: str) -> str:
    """A comment as it is stored: line ends of one kind, nothing around it."""
    return "\n".join(text.splitlines()).strip()

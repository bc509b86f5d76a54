"""Marks of many sheets at once, from the grid and from a workbook: what is right is stored, sheet by sheet."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from judging.models import ScoreSheet

from .actions import Comments, Marks, save_scores


@dataclass(frozen=True)
class Stands:
    """What was left alone because somebody, the sender elsewhere mostly, stored another value meanwhile."""

    points: dict[int, Decimal | None] = field(default_factory=dict)
    comments: dict[int | None, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.points or self.comments)


def save_untouched(
    *,
    sheet: ScoreSheet,
    points: Marks,
    seen: Marks,
    by: User,
    comments: Comments | None = None,
    seen_comments: Comments | None = None,
) -> Stands:
    """Store what still stands as its sender saw it, and give back what does not.

    Each turn either stores the rest or leaves out at least one value more, so it ends.
    """
    sending: dict[int, Decimal | None] = dict(points)
    telling: dict[int | None, str] = dict(comments or {})
    stands = Stands()
    while sending or telling:
        try:
            save_scores(
                sheet=sheet, points=sending, seen=seen, by=by, comments=telling, seen_comments=seen_comments or {}
            )
        except ValidationError as error:
            moved = _moved(error)
            stands.points.update(moved["points"])
            stands.comments.update(moved["comments"])
            sending = {pk: value for pk, value in sending.items() if pk not in moved["points"]}
            telling = {pk: text for pk, text in telling.items() if pk not in moved["comments"]}
        else:
            break
    return stands


def _moved(error: ValidationError) -> dict[str, Any]:
    """What the refusal of a stale value says of what stands; any other refusal goes on its way."""
    if getattr(error, "code", None) != "stale":
        raise error
    return error.params or {}

"""The marks of a row of the grid at once: what is right is stored, whatever is wrong beside it."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.models import User
from judging.models import ScoreSheet

from .actions import Marks, save_scores


def save_untouched(*, sheet: ScoreSheet, points: Marks, seen: Marks, by: User) -> dict[int, Decimal | None]:
    """Store what still stands as its sender saw it, and give back what does not: what is stored there instead.

    Each turn either stores the rest or leaves out at least one value more, so it ends.
    """
    sending: Marks = dict(points)
    moved: dict[int, Decimal | None] = {}
    while sending:
        try:
            save_scores(sheet=sheet, points=sending, seen=seen, by=by)
        except ValidationError as error:
            if getattr(error, "code", None) != "stale":
                raise
            moved |= (error.params or {})["points"]
            sending = {pk: value for pk, value in sending.items() if pk not in moved}
        else:
            break
    return moved

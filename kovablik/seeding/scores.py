"""Sample marks. They vary by juror and criterion, and their means fall in the order that is wanted."""

from decimal import Decimal

STRICTNESS = (Decimal("-2.0"), Decimal("-0.5"), Decimal("0.5"), Decimal("1.5"), Decimal("0.5"))  # sums to 0
WOBBLE = (0, 1, -1, 2, -2, 1, -1)  # sums to 0


def sample_points(target: Decimal, *, juror: int, criterion: int, turn: int = 0) -> Decimal:
    """Points near `target` for the n-th juror and criterion; `turn` shifts the pattern between proposals."""
    wobble = WOBBLE[(criterion + 2 * juror + turn) % len(WOBBLE)]
    points = target + STRICTNESS[juror % len(STRICTNESS)] + wobble
    return min(max(points, Decimal(0)), Decimal(100))

"""How far the drawing is: counted, never guessed."""

from dataclasses import dataclass

from django.db.models import Count, Q

from .models import Publication
from .models.certificate import MOST_FAILURES


@dataclass(frozen=True)
class DrawingProgress:
    drawn: int
    total: int
    is_archived: bool
    failed: int = 0

    @property
    def is_drawn(self) -> bool:
        return self.drawn + self.failed == self.total

    @property
    def is_complete(self) -> bool:
        """Every piagam is drawn or given up, and the archive of what was drawn is there."""
        return self.is_drawn and (self.is_archived or not self.drawn)


def progress_of(publication: Publication) -> DrawingProgress:
    given_up = Q(drawn_at=None, failures__gte=MOST_FAILURES)
    counts = publication.certificates.aggregate(
        total=Count("pk"), drawn=Count("drawn_at"), failed=Count("pk", filter=given_up)
    )
    return DrawingProgress(counts["drawn"], counts["total"], publication.archived_at is not None, counts["failed"])

"""How far the drawing is: counted, never guessed."""

from dataclasses import dataclass

from django.db.models import Count

from .models import Publication


@dataclass(frozen=True)
class Progress:
    drawn: int
    total: int
    is_archived: bool

    @property
    def is_complete(self) -> bool:
        """Every piagam is drawn, and the archive of all of them is there."""
        return self.drawn == self.total and (self.is_archived or not self.total)


def progress_of(publication: Publication) -> Progress:
    counts = publication.certificates.aggregate(total=Count("pk"), drawn=Count("drawn_at"))
    return Progress(counts["drawn"], counts["total"], publication.archived_at is not None)

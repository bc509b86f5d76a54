"""What the pre-flight asks of earlier results: whether an innovation won before (docs/adr/0004)."""

from competitions.models import Edition
from submissions.models import Innovation
from submissions.preflight.awards import witness

from .models import Result


@witness
def award_in_published_result(innovation: Innovation, edition: Edition) -> str:
    """The latest tier that it reached in another edition whose result stands published, as "Top 5 KOVABLIK … 2025"."""
    won = Result.objects.current().winners().filter(proposal__innovation=innovation)
    latest = won.exclude(publication__edition=edition).select_related("publication__edition").order_by("-publication")
    result = latest.first()
    return f"{result.tier} {result.publication.edition}" if result else ""

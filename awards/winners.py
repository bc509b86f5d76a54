"""What the pre-flight asks of earlier results: whether an innovation won before (docs/adr/0004)."""

from collections.abc import Collection

from competitions.models import Edition
from submissions.preflight.awards import witness

from .models import Result


@witness
def awards_in_published_results(innovations: Collection[int], edition: Edition) -> dict[int, str]:
    """The latest tier that each reached in another edition whose result stands published: "Top 5 KOVABLIK … 2025"."""
    won = Result.objects.current().winners().filter(proposal__innovation__in=innovations)
    others = won.exclude(publication__edition=edition).order_by("publication")
    rows = others.values_list("proposal__innovation", "tier", "publication__edition__short_name")
    return {innovation: f"{tier} {name}" for innovation, tier, name in rows}

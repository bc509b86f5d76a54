"""An edition's home: where it stands, what comes next, and a card for each question that is asked of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from competitions import checklist
from competitions.models import Edition
from competitions.views.loading import get_edition

from .cards import Cards
from .figures import EditionFigures
from .next_act import next_act, next_act_of_chair
from .rail import rail


@require_safe
def edition_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """For those who watch over the edition; anyone else is led to its rules."""
    edition = get_edition(request, slug)
    if not request.user.has_perm("judging.oversee_edition", edition):
        return redirect("competitions:edition-rules", edition.slug)
    return render(request, "kovablik/edition/overview.html", {"edition": edition, **overview(request, edition)})


def overview(request: SignedInRequest, edition: Edition) -> dict[str, Any]:
    figures, watches = EditionFigures(edition), request.user.has_perm("judging.view_jury", edition)
    context = {
        "rail": rail(edition, figures, counts_all=watches),
        "cards": Cards(edition, request.user, figures),
    }
    if not edition.is_open:
        gaps = checklist.gaps(edition)
        return {**context, "gaps": gaps, "blocked": sum(gap.blocks for gap in gaps)}
    return {**context, "next": next_act(edition, figures) if watches else next_act_of_chair(edition, request.user)}

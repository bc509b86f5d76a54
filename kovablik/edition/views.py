"""An edition's home: where it stands, what comes next, and the way to all its pages."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from competitions import checklist
from competitions.views.loading import get_edition


@require_safe
def edition_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """For those who watch over the edition; anyone else is led to its rules."""
    edition = get_edition(request, slug)
    if not request.user.has_perm("judging.oversee_edition", edition):
        return redirect("competitions:edition-rules", edition.slug)
    gaps = [] if edition.is_open else checklist.gaps(edition)
    return render(request, "kovablik/edition/overview.html", {"edition": edition, "gaps": gaps})

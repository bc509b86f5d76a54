"""The history of a proposal: every version, who wrote what when, and what changed between any two."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from submissions.loading import get_proposal, require_readable
from submissions.models import Revision
from submissions.papers.views import content_response, get_version
from submissions.versions import canonical, content_of
from submissions.visible_content import Reading, reading_of

from .changes import NOW, Frozen, changes_between, frozen_versions

MOST_SITTINGS = 60


@require_safe
def version_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """All versions, and the difference of two of them: those asked for, else the last two that there are."""
    proposal = get_proposal(request, pk)
    require_readable(request, proposal)
    reading = reading_of(proposal, request.user)
    versions = frozen_versions(proposal)
    choices = [*versions] if reading.is_frozen else [*versions, Frozen(NOW, content_of(proposal, reading.parts))]
    before, after = _chosen(request, choices)
    context = {
        "proposal": proposal,
        "reading": reading,
        "edition": proposal.edition,
        "versions": versions[::-1],
        "choices": choices,
        "before": before,
        "after": after,
        "changes": changes_between(before.content, after.content) if before and after else None,
        "sittings": _sittings(reading),
        "most_sittings": MOST_SITTINGS,
    }
    return render(request, "submissions/history/version_list.html", context)


@require_safe
def version_content(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The very bytes that the printed hash is over: `sha256sum` of this file is the hash."""
    proposal = get_proposal(request, pk)
    version = get_version(request, proposal, number)
    return content_response(canonical(version.content), f"{version.receipt_number}.json")


def _chosen(request: SignedInRequest, choices: list[Frozen]) -> tuple[Frozen | None, Frozen | None]:
    """What `dari` and `ke` name; without them the last two, and of a single version what was written since."""
    by_key = {choice.key: choice for choice in choices}
    frozen = [choice for choice in choices if not choice.is_now]
    last_two = frozen[-2:] if len(frozen) > 1 else choices[-2:]
    if len(last_two) < 2:
        return None, None
    before, after = last_two
    return by_key.get(request.GET.get("dari", ""), before), by_key.get(request.GET.get("ke", ""), after)


def _sittings(reading: Reading) -> list[Revision]:
    """Who wrote at which section, from when to when; the latest first. Of what is frozen only those before."""
    rows = Revision.objects.filter(section__proposal=reading.proposal.pk)
    if reading.is_frozen:
        rows = rows.filter(written_at__lte=reading.version.frozen_at) if reading.version else rows.none()
    rows = rows.select_related("section__template", "written_by")
    return list(rows.defer("text").order_by("-written_at", "-pk")[:MOST_SITTINGS])

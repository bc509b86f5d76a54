"""On the way to a proposal stands the pledge: anyone who has not given it is led to it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.roles import WATCHERS
from competitions.models import Edition

from .models import ScoreSheet, has_pledged


class PledgeMissing(PermissionDenied):
    """The person judges here and has not given the pledge yet; an act refused with it is a 403 like any other."""

    def __init__(self, edition: Edition) -> None:
        super().__init__()
        self.edition = edition


def require_pledge(request: HttpRequest, edition: Edition) -> None:
    """For anyone who opens a proposal as a juror: ask this before anything of its content is read."""
    if not has_pledged(request.user, edition.pk):  # type: ignore[arg-type]  # signed in
        raise PledgeMissing(edition)


def require_own_pledge(request: HttpRequest, sheet: ScoreSheet) -> None:
    """Of who reads it as its juror or as the chair; who watches over all sheets pledges nothing."""
    if sheet.assignment.juror_id == request.user.pk or not request.user.has_role(*WATCHERS):  # type: ignore[union-attr]  # as above
        require_pledge(request, sheet.assignment.stage.edition)


class PledgeFirst:
    """Middleware: a page refused for want of the pledge leads there, and from there back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PledgeMissing) or request.method not in {"GET", "HEAD"}:
            return None
        address = reverse("judging:pledge-detail", args=[exception.edition.slug])
        return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")

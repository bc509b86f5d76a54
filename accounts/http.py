"""What a view gets: behind LoginRequiredMiddleware a request always has a person of ours."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from .models import User


class SignedInRequest(HttpRequest):
    """For the type checker: the request of a page that is not @login_not_required."""

    user: User
    htmx: HtmxDetails


def leaving_nothing_behind(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """After signing out the browser forgets what it kept for this address, unless its script has already done so.

    The script (static/js/sign-out.js) takes away only what the person typed who leaves; this takes all, cookies and
    cache excepted.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        was_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_in and not request.user.is_authenticated and not request.POST.get("emptied"):
            response["Clear-Site-Data"] = '"storage"'
        return response

    return wrapped

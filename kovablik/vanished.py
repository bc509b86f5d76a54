"""What somebody else took away between reading a page and pressing its button is gone, not broken."""

import logging
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found

log = logging.getLogger(__name__)


class VanishedRows:
    """Answer 404 where an act locks its row anew and finds it deleted meanwhile.

    For acts alone: a page that misses a row without such a race is a fault and stays an error. The trace is logged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.method != "POST" or not isinstance(error, ObjectDoesNotExist):
            return None
        log.warning("Gone while it was acted on: %s", request.path, exc_info=error)
        return page_not_found(request, Http404())

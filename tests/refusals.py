"""The application's addresses, with a refusal drawn as a whole page only once for each person, view and status.

Such a page is the frame – the same for a person whatever the address stood for – and on a 403 the refusal's sentence.
A walk asks each view for dozens of keys and is refused most of them: after the first it reads the sentence alone, and
again the whole page where messages wait to be shown. It begins with `drawn.clear()`; `pytest.mark.urls` leads here.
"""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from kovablik.urls import urlpatterns

__all__ = ["drawn", "handler403", "handler404", "urlpatterns"]

drawn: set[tuple[object, str, int]] = set()


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _draw_once(request, exception, defaults.permission_denied, HttpResponse(str(exception), status=403))


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _draw_once(request, exception, defaults.page_not_found, HttpResponse(status=404))


def _draw_once(
    request: HttpRequest, exception: Exception, draw: Callable[..., HttpResponse], plain: HttpResponse
) -> HttpResponse:
    view = request.resolver_match.view_name if request.resolver_match else request.path
    key = (request.user.pk, view, plain.status_code)
    if key in drawn and not len(get_messages(request)):
        return plain
    drawn.add(key)
    return draw(request, exception)

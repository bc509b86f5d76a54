"""Who has entered a rehearsal sees it on every page: the session says so, and is itself read and stored outside."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts import rehearsal
from accounts.models import User
from accounts.rehearsal import GoneError, Rehearsal, inside

ENTERED = "rehearsal"  # the session's key: the schema
# What belongs to the person or the machine, and the rehearsal's own pages, are real from everywhere.
OUTSIDE = ("account_", "mfa_", "rehearsal-", "health", "set_language", "demo-login", "admin:log")
Answer = Callable[[HttpRequest], HttpResponse]


def inside_of_it(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        schema = request.session.get(ENTERED)
        if not schema or _stands_outside(request.path_info):
            return get_response(request)
        found, user = rehearsal.find(), request.user
        if not found or found.schema != schema or not found.is_ready or not _may(user):
            return _led_out(request)
        try:
            with inside(schema):
                return _answered(request, int(user.pk or 0), found, get_response)
        except GoneError:
            return _led_out(request)
        finally:
            request.user = user

    return middleware


def _may(user: object) -> bool:
    return isinstance(user, User) and user.has_perm("competitions.rehearse_edition")


def _answered(request: HttpRequest, key: int, found: Rehearsal, get_response: Answer) -> HttpResponse:
    """The whole answer: what would be read while it is sent is read before the rehearsal is left."""
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None:
        raise GoneError(found.schema)
    request.user = user
    request.rehearsal = found  # type: ignore[attr-defined]  # for the bar on top
    response = get_response(request)
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        response.streaming_content = list(response)
    return response


def _led_out(request: HttpRequest) -> HttpResponse:
    """Nothing asked for inside is done to what is real instead."""
    request.session.pop(ENTERED, None)
    messages.warning(
        request, _("Gladi bersih sudah tidak ada; Anda kembali ke data sebenarnya. Tidak ada yang diubah.")
    )
    return redirect("home")


def _stands_outside(path: str) -> bool:
    try:
        return resolve(path).view_name.startswith(OUTSIDE)
    except Resolver404:
        return False

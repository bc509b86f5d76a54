"""Signing in again without leaving the desk, and whose writing comes in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest


def is_autosave(request: HttpRequest) -> bool:
    """Whether static/js/saving.js asks: it gets a fragment, no page."""
    return "X-Autosave" in request.headers


def require_writer(request: SignedInRequest) -> None:
    """Refuse what one person typed and another's session would send: two people share a browser."""
    writer = request.headers.get("X-Writer", "")
    if writer and writer != str(request.user.pk):
        raise PermissionDenied(_("Tulisan ini diketik orang lain. Masuklah sebagai penulisnya untuk mengirimnya."))


@never_cache
@require_safe
def session_detail(request: SignedInRequest) -> JsonResponse:
    """Who is signed in now, and the token that this session's forms need."""
    user = request.user
    return JsonResponse({"user": user.pk, "name": str(user), "token": get_token(request)})


@never_cache
@require_safe
def session_renewed(request: SignedInRequest) -> HttpResponse:
    """Where signing in again leads: it tells the desk in the other tab, and may be closed."""
    return render(request, "submissions/entry/session_renewed.html")

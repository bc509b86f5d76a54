"""The pages that need all apps: the public front page, the home of whoever is signed in, the gallery of components."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import demo
from accounts.models import DEMO_DOMAIN, User


@require_safe
@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "kovablik/landing.html")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "kovablik/home.html")


@require_POST
@login_not_required
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people with one button. Outside the demo there is no such page."""
    username = request.POST.get("username", "")
    if not settings.DEMO or username not in dict(demo.ACCOUNTS):
        raise Http404
    user = get_object_or_404(User, username=username, email=f"{username}{DEMO_DOMAIN}", is_active=True)
    login(request, user, backend="accounts.adapter.Backend")
    return redirect("home")


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "kovablik/gallery.html")

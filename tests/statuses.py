"""The application's addresses, for tables that read nothing of an answer but its status: a refusal draws no page."""

from django.http import HttpRequest, HttpResponse

from kovablik.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)

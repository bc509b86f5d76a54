"""Every way in, app by app."""

from django.urls import include, path

from .health import health

urlpatterns = [
    path("sehat/", health, name="health"),
    path("", include("allauth.urls")),
]

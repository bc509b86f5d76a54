"""Plenary, publication, certificates; and what the public sees of them."""

from django.urls import path

from . import views

app_name = "awards"

urlpatterns = [
    path("verifikasi/", views.certificate_lookup, name="certificate-lookup"),
    path("piagam/<str:token>/", views.certificate_verify, name="certificate-verify"),
]

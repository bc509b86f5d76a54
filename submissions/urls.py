"""The proposals of the agencies, and the administrative check."""

from django.urls import include, path

app_name = "submissions"
urlpatterns = [
    path("", include("submissions.entry.urls")),
    path("", include("submissions.steps.urls")),
    path("", include("submissions.attachments.urls")),
    path("", include("submissions.papers.urls")),
    path("", include("submissions.check.urls")),
    path("", include("submissions.history.urls")),
    path("", include("submissions.funnel.urls")),
    path("", include("submissions.imports.urls")),
]

"""The jurors' sheets, and what the secretariat does for them and with them."""

from django.urls import include, path

app_name = "judging"
urlpatterns = [
    path("", include("judging.panels.urls")),
    path("", include("judging.conflicts.urls")),
    path("", include("judging.assigning.urls")),
    path("", include("judging.scoring.urls")),
    path("", include("judging.discussion.urls")),
    path("", include("judging.presentations.urls")),
    path("", include("judging.visits.urls")),
    path("", include("judging.ranking.urls")),
    path("", include("judging.monitoring.urls")),
    path("", include("judging.ownership.urls")),
]

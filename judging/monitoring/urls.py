"""Progress, spread and agreement of the jurors."""

from django.urls import path

from . import views

urlpatterns = [
    path("kelola/<slug:slug>/pantau/<int:stage_pk>/", views.watch_detail, name="watch-detail"),
    path("kelola/<slug:slug>/pantau/<int:stage_pk>/ingatkan/", views.nudge_create_all, name="nudge-create-all"),
    path("kelola/<slug:slug>/pantau/<int:stage_pk>/ingatkan/<int:juror_pk>/", views.nudge_create, name="nudge-create"),
    path("kelola/<slug:slug>/pantau/<int:stage_pk>/selisih/", views.spread_list, name="spread-list"),
    path(
        "kelola/<slug:slug>/pantau/<int:stage_pk>/selisih/<int:proposal_pk>/juri/",
        views.extra_create,
        name="extra-create",
    ),
    path("kelola/<slug:slug>/pantau/<int:stage_pk>/kesepakatan/", views.agreement_detail, name="agreement-detail"),
]

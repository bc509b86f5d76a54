"""Who judges what: by hand and by plan."""

from django.urls import path

from . import views, views_juror, views_plan

urlpatterns = [
    path("kelola/<slug:slug>/penugasan/", views.assignment_list, name="assignment-list"),
    path("kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/", views_juror.assignment_create, name="assignment-create"),
    path("kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/beri/", views.assignment_give, name="assignment-give"),
    path(
        "kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/usulan/<int:pk>/",
        views.assignment_detail,
        name="assignment-detail",
    ),
    path("kelola/<slug:slug>/penugasan/<int:pk>/sematkan/", views.assignment_pin, name="assignment-pin"),
    path("kelola/<slug:slug>/penugasan/<int:pk>/lepaskan/", views.assignment_unpin, name="assignment-unpin"),
    path("kelola/<slug:slug>/penugasan/<int:pk>/cabut/", views.assignment_delete, name="assignment-delete"),
    path("kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/rencana/", views_plan.plan_create, name="plan-create"),
    path("kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/rencana/susun/", views_plan.plan_ask, name="plan-ask"),
    path(
        "kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/rencana/lengkapi/",
        views_plan.plan_top_up,
        name="plan-top-up",
    ),
    path("kelola/<slug:slug>/penugasan/rencana/<int:pk>/", views_plan.plan_detail, name="plan-detail"),
    path("kelola/<slug:slug>/penugasan/rencana/<int:pk>/susun-lagi/", views_plan.plan_redraw, name="plan-redraw"),
    path("kelola/<slug:slug>/penugasan/rencana/<int:pk>/longgarkan/", views_plan.plan_relax, name="plan-relax"),
    path("kelola/<slug:slug>/penugasan/rencana/<int:pk>/terapkan/", views_plan.plan_take, name="plan-take"),
    path("kelola/<slug:slug>/penugasan/rencana/<int:pk>/buang/", views_plan.plan_discard, name="plan-discard"),
    path("kelola/<slug:slug>/penugasan/<int:pk>/bebaskan/", views_juror.assignment_excuse, name="assignment-excuse"),
    path(
        "kelola/<slug:slug>/penugasan/<int:pk>/batal-bebas/", views_juror.assignment_restore, name="assignment-restore"
    ),
    path(
        "kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/juri/<int:pk>/",
        views_juror.juror_detail,
        name="juror-detail",
    ),
    path(
        "kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/juri/<int:pk>/bebaskan/",
        views_juror.juror_excuse,
        name="juror-excuse",
    ),
    path(
        "kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/juri/<int:pk>/batal-bebas/",
        views_juror.juror_restore,
        name="juror-restore",
    ),
]

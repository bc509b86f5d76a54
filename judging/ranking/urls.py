"""The ranking, and who goes on to the next stage."""

from django.urls import path

from . import views, views_exclusion, views_promotion

urlpatterns = [
    path("penilaian/<slug:slug>/peringkat/", views.ranking_detail, name="ranking-detail"),
    path("penilaian/<slug:slug>/peringkat/hitung/", views.ranking_rebuild, name="ranking-rebuild"),
    path("penilaian/<slug:slug>/peringkat/<int:proposal_pk>/", views.place_detail, name="place-detail"),
    path("kelola/<slug:slug>/lembar/<int:pk>/keluarkan/", views_exclusion.sheet_exclude, name="sheet-exclude"),
    path("kelola/<slug:slug>/lembar/<int:pk>/hitung-lagi/", views_exclusion.sheet_include, name="sheet-include"),
    path("kelola/<slug:slug>/naik-tahap/<int:stage_pk>/", views_promotion.promotion_update, name="promotion-update"),
    path(
        "kelola/<slug:slug>/naik-tahap/<int:stage_pk>/kabari/",
        views_promotion.promotion_announce,
        name="promotion-announce",
    ),
    path("kelola/<slug:slug>/naik-tahap/tarik/<int:pk>/", views_promotion.promotion_delete, name="promotion-delete"),
]

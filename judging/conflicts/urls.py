"""Conflicts: declared, entered and taken out."""

from django.urls import path

from . import views, views_removal

urlpatterns = [
    path("penilaian/<slug:slug>/benturan/", views.conflict_declare, name="conflict-declare"),
    path("penilaian/<slug:slug>/benturan/<int:pk>/tarik/", views_removal.conflict_withdraw, name="conflict-withdraw"),
    path("kelola/<slug:slug>/benturan/", views.conflict_list, name="conflict-list"),
    path("kelola/<slug:slug>/benturan/baru/", views.conflict_create, name="conflict-create"),
    path("kelola/<slug:slug>/benturan/juri/<int:pk>/bebaskan/", views.conflict_excuse, name="conflict-excuse"),
    path("kelola/<slug:slug>/benturan/<int:pk>/hapus/", views_removal.conflict_delete, name="conflict-delete"),
]

from django.urls import path

from . import views

urlpatterns = [
    path("kelola/<slug:slug>/peserta/", views.participant_list, name="participant-list"),
    path("kelola/<slug:slug>/peserta/tambah/", views.participant_add, name="participant-add"),
    path("kelola/<slug:slug>/peserta/keluarkan/", views.participant_remove, name="participant-remove"),
]

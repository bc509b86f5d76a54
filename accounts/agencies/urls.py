"""The agencies, before the editions by name."""

from django.urls import path

from . import views

urlpatterns = [
    path("kelola/opd/", views.agency_list, name="agency-list"),
    path("kelola/opd/baru/", views.agency_create, name="agency-create"),
    path("kelola/opd/<int:pk>/", views.agency_detail, name="agency-detail"),
    path("kelola/opd/<int:pk>/perbaiki/", views.agency_update, name="agency-update"),
    path("kelola/opd/<int:pk>/nama/", views.agency_rename, name="agency-rename"),
    path("kelola/opd/<int:pk>/nama/tarik/", views.agency_name_back, name="agency-name-back"),
    path("kelola/opd/<int:pk>/tutup/", views.agency_close, name="agency-close"),
    path("kelola/opd/<int:pk>/gabung/", views.agency_merge, name="agency-merge"),
    path("kelola/opd/<int:pk>/buka/", views.agency_reopen, name="agency-reopen"),
]

"""Agencies, people and innovations from a workbook."""

from django.urls import path

from . import views, views_batch

urlpatterns = [
    path("kelola/impor/", views.import_create, name="import-create"),
    path("kelola/impor/templat.xlsx", views.import_template, name="import-template"),
    path("kelola/impor/terdahulu/", views_batch.batch_list, name="import-batch-list"),
    path("kelola/impor/terdahulu/<int:pk>/", views_batch.batch_detail, name="import-batch-detail"),
    path("kelola/impor/<str:token>/", views.import_detail, name="import-detail"),
    path("kelola/impor/<str:token>/bertanda.xlsx", views.import_marked, name="import-marked"),
    path("kelola/impor/<str:token>/simpan/", views.import_store, name="import-store"),
    path("kelola/impor/<str:token>/batal/", views.import_discard, name="import-discard"),
]

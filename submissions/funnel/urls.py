"""Who has entered and sent; reminders and more time."""

from django.urls import path

from . import views

urlpatterns = [
    path("kelola/<slug:slug>/rekap/", views.overview_detail, name="overview-detail"),
    path("kelola/<slug:slug>/rekap/ingatkan/", views.reminder_create_all, name="reminder-create-all"),
    path("kelola/<slug:slug>/rekap/<int:opd_pk>/ingatkan/", views.reminder_create, name="reminder-create"),
    path("kelola/<slug:slug>/rekap/<int:opd_pk>/perpanjang/", views.extension_create, name="extension-create"),
    path("kelola/<slug:slug>/rekap/<int:opd_pk>/perpanjang/akhiri/", views.extension_end, name="extension-end"),
]

"""Versions and revisions."""

from django.urls import path

from . import views, views_section

urlpatterns = [
    path("usulan/<int:pk>/bagian/<int:template_pk>/riwayat/", views_section.section_history, name="section-history"),
    path(
        "usulan/<int:pk>/bagian/<int:template_pk>/riwayat/<int:revision_pk>/kembalikan/",
        views_section.section_restore,
        name="section-restore",
    ),
    path("usulan/<int:pk>/riwayat/", views.version_list, name="version-list"),
    path("usulan/<int:pk>/versi/<int:number>/isi.json", views.version_content, name="version-content"),
]

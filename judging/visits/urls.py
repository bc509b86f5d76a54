"""Reports of a visit on site."""

from django.urls import path

from . import views, views_overview, views_photos, views_reopening, views_worker

urlpatterns = [
    path("penilaian/kunjungan/pekerja.js", views_worker.visit_worker, name="visit-worker"),
    path("penilaian/kunjungan/<int:pk>/", views.visit_detail, name="visit-detail"),
    path("penilaian/kunjungan/<int:pk>/isi/", views.visit_update, name="visit-update"),
    path("penilaian/kunjungan/<int:pk>/kirim/", views.visit_file, name="visit-file"),
    path("penilaian/kunjungan/<int:pk>/buka/", views_reopening.visit_reopen, name="visit-reopen"),
    path("penilaian/kunjungan/<int:pk>/foto/", views_photos.visit_photo_create, name="visit-photo-create"),
    path("penilaian/kunjungan/<int:pk>/foto/<uuid:key>/", views_photos.visit_photo_detail, name="visit-photo-detail"),
    path(
        "penilaian/kunjungan/<int:pk>/foto/<uuid:key>/hapus/",
        views_photos.visit_photo_delete,
        name="visit-photo-delete",
    ),
    path("penilaian/kunjungan/<int:pk>/tanda-tangan/", views_photos.visit_sign, name="visit-sign"),
    path("penilaian/kunjungan/<int:pk>/tanda-tangan.png", views_photos.visit_signature, name="visit-signature"),
    path("kelola/<slug:slug>/kunjungan/<int:stage_pk>/", views_overview.visit_list, name="visit-list"),
    path("kelola/<slug:slug>/kunjungan/<int:stage_pk>/daftar/", views_overview.visit_questions, name="visit-questions"),
]

"""Plenary, publication, certificates; and what the public sees of them."""

from django.urls import path

from . import views

app_name = "awards"

urlpatterns = [
    path("pleno/<slug:slug>/", views.plenary_detail, name="plenary-detail"),
    path("pleno/<slug:slug>/seri/", views.decision_create, name="decision-create"),
    path("pleno/<slug:slug>/tetapkan/", views.plenary_confirm, name="plenary-confirm"),
    path("pleno/<slug:slug>/terbitkan/", views.publication_create, name="publication-create"),
    path("kelola/<slug:slug>/penghargaan-khusus/", views.specialaward_list, name="specialaward-list"),
    path("kelola/<slug:slug>/penghargaan-khusus/baru/", views.specialaward_create, name="specialaward-create"),
    path(
        "kelola/<slug:slug>/penghargaan-khusus/<int:pk>/hapus/", views.specialaward_delete, name="specialaward-delete"
    ),
    path("kelola/<slug:slug>/piagam/", views.certificate_list, name="certificate-list"),
    path("kelola/<slug:slug>/piagam/kemajuan/", views.certificate_progress, name="certificate-progress"),
    path("kelola/<slug:slug>/piagam/zip/", views.archive_detail, name="archive-detail"),
    path("kelola/<slug:slug>/piagam/ulangi/", views.certificate_redraw, name="certificate-redraw"),
    path("piagam/<slug:token>/", views.certificate_verify, name="certificate-verify"),
    path("piagam/<slug:token>/pdf/", views.certificate_detail, name="certificate-detail"),
    path("piagam/<slug:token>/cabut/", views.certificate_revoke, name="certificate-revoke"),
    path("verifikasi/", views.certificate_lookup, name="certificate-lookup"),
    path("hasil/", views.result_list, name="result-list"),
    path("hasil/<slug:slug>/", views.result_detail, name="result-detail"),
    path("inovasi/", views.innovation_list, name="innovation-list"),
    path("inovasi/<int:pk>-<slug:slug>/", views.innovation_detail, name="innovation-detail"),
    path("opd/", views.opd_list, name="opd-list"),
]

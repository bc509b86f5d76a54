"""Plenary, publication, certificates; and what the public sees of them."""

from django.urls import path

from .views import certificates, plenary, public, special, verification

app_name = "awards"

urlpatterns = [
    path("pleno/<slug:slug>/", plenary.plenary_detail, name="plenary-detail"),
    path("pleno/<slug:slug>/seri/", plenary.decision_create, name="decision-create"),
    path("pleno/<slug:slug>/tetapkan/", plenary.plenary_confirm, name="plenary-confirm"),
    path("pleno/<slug:slug>/batalkan/", plenary.plenary_withdraw, name="plenary-withdraw"),
    path("pleno/<slug:slug>/riwayat/<int:pk>/", plenary.plenary_former, name="plenary-former"),
    path("pleno/<slug:slug>/terbitkan/", plenary.publication_create, name="publication-create"),
    path("kelola/<slug:slug>/penghargaan-khusus/", special.specialaward_list, name="specialaward-list"),
    path("kelola/<slug:slug>/penghargaan-khusus/baru/", special.specialaward_create, name="specialaward-create"),
    path(
        "kelola/<slug:slug>/penghargaan-khusus/<int:pk>/hapus/", special.specialaward_delete, name="specialaward-delete"
    ),
    path("kelola/<slug:slug>/piagam/", certificates.certificate_list, name="certificate-list"),
    path("kelola/<slug:slug>/piagam/kemajuan/", certificates.certificate_progress, name="certificate-progress"),
    path("kelola/<slug:slug>/piagam/zip/", certificates.archive_detail, name="archive-detail"),
    path("kelola/<slug:slug>/piagam/ulangi/", certificates.certificate_redraw, name="certificate-redraw"),
    path("piagam/<slug:token>/", verification.certificate_verify, name="certificate-verify"),
    path("piagam/<slug:token>/pdf/", certificates.certificate_detail, name="certificate-detail"),
    path("piagam/<slug:token>/cabut/", certificates.certificate_revoke, name="certificate-revoke"),
    path("verifikasi/", verification.certificate_lookup, name="certificate-lookup"),
    path("hasil/", public.result_list, name="result-list"),
    path("hasil/<slug:slug>/", public.result_detail, name="result-detail"),
    path("inovasi/", public.innovation_list, name="innovation-list"),
    path("inovasi/<int:pk>-<slug:slug>/", public.innovation_detail, name="innovation-detail"),
    path("opd/", public.opd_list, name="opd-list"),
]

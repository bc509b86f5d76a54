"""Drawn papers, the letter, and all papers as one ZIP."""

from django.urls import path

from . import views, views_bundle, views_letter

urlpatterns = [
    path("usulan/<int:pk>/tanda-terima.pdf", views.proposal_receipt, name="proposal-receipt"),
    path("usulan/<int:pk>/naskah.pdf", views.proposal_manuscript, name="proposal-manuscript"),
    path("usulan/<int:pk>/versi/<int:number>/naskah.pdf", views.version_manuscript, name="version-manuscript"),
    path("usulan/<int:pk>/versi/<int:number>/tanda-terima.pdf", views.version_receipt, name="version-receipt"),
    path("usulan/<int:pk>/surat/<int:requirement_pk>/surat.pdf", views_letter.letter_detail, name="letter-detail"),
    path("usulan/<int:pk>/surat/<int:requirement_pk>/setujui/", views_letter.letter_approve, name="letter-approve"),
    path("kelola/<slug:slug>/naskah/", views_bundle.bundle_detail, name="bundle-detail"),
    path("kelola/<slug:slug>/naskah/kumpulkan/", views_bundle.bundle_create, name="bundle-create"),
    path("kelola/<slug:slug>/naskah/kemajuan/", views_bundle.bundle_progress, name="bundle-progress"),
    path("kelola/<slug:slug>/naskah/unduh/", views_bundle.bundle_download, name="bundle-download"),
]

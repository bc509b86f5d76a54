"""The secretariat's pages of an edition."""

from django.urls import path

from . import views

app_name = "competitions"
urlpatterns = [
    path("kelola/", views.edition_list, name="edition-list"),
    path("kelola/edisi/baru/", views.edition_create, name="edition-create"),
    path("kelola/<slug:slug>/", views.edition_detail, name="edition-detail"),
    path("kelola/<slug:slug>/buka/", views.edition_open, name="edition-open"),
    path("kelola/<slug:slug>/identitas/", views.edition_update, name="edition-update"),
    path("kelola/<slug:slug>/kalender/", views.phase_update, name="phase-update"),
    path("kelola/<slug:slug>/kalender/<slug:kind>/mulai/", views.phase_start, name="phase-start"),
    path("kelola/<slug:slug>/kalender/<slug:kind>/tutup/", views.phase_close, name="phase-close"),
    path("kelola/<slug:slug>/kategori/", views.category_update, name="category-update"),
    path("kelola/<slug:slug>/bagian/", views.section_update, name="section-update"),
    path("kelola/<slug:slug>/dokumen/", views.document_update, name="document-update"),
    path("kelola/<slug:slug>/aturan/", views.rule_update, name="rule-update"),
    path("kelola/<slug:slug>/jenjang/", views.tier_update, name="tier-update"),
    path("kelola/<slug:slug>/tahap/", views.stage_update, name="stage-update"),
    path("kelola/<slug:slug>/tahap/<int:pk>/", views.stage_rules, name="stage-rules"),
    path("kelola/<slug:slug>/rubrik/baru/", views.rubric_create, name="rubric-create"),
    path("kelola/<slug:slug>/rubrik/<int:pk>/", views.rubric_update, name="rubric-update"),
    path("kelola/<slug:slug>/rubrik/<int:pk>/rentang/", views.band_update, name="band-update"),
    path("kelola/<slug:slug>/rubrik/<int:pk>/hapus/", views.rubric_delete, name="rubric-delete"),
]

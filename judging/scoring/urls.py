"""The juror's list, sheet, grid and workbook."""

from django.urls import path

from . import views, views_grid, views_list, views_marks, views_own_distribution, views_reopening, views_workbook

urlpatterns = [
    path("penilaian/", views_list.scoresheet_list, name="scoresheet-list"),
    path("penilaian/lembar/<int:pk>/", views.scoresheet_detail, name="scoresheet-detail"),
    path("penilaian/lembar/<int:pk>/nilai/", views.scoresheet_update, name="scoresheet-update"),
    path("penilaian/lembar/<int:pk>/kriteria/<int:criterion_pk>/", views_marks.score_update, name="score-update"),
    path("penilaian/lembar/<int:pk>/komentar/", views_marks.comment_update, name="comment-update"),
    path("penilaian/lembar/<int:pk>/urutan/", views_own_distribution.standing_detail, name="standing-detail"),
    path("penilaian/lembar/<int:pk>/ringkasan/", views.scoresheet_summary, name="scoresheet-summary"),
    path("penilaian/lembar/<int:pk>/buka/", views_reopening.scoresheet_reopen, name="scoresheet-reopen"),
    path("penilaian/<slug:slug>/terkunci/", views_reopening.reopening_list, name="reopening-list"),
    path("penilaian/lembar/<int:pk>/kunci/", views.scoresheet_finalise, name="scoresheet-finalise"),
    path("penilaian/lembar/<int:pk>/berkas/<int:attachment_pk>/", views.attachment_detail, name="attachment-detail"),
    path("penilaian/lembar/<int:pk>/naskah.pdf", views.proposal_manuscript, name="proposal-manuscript"),
    path("penilaian/lembar/<int:pk>/baris/", views_grid.row_update, name="row-update"),
    path("penilaian/<slug:slug>/tabel/<int:stage_pk>/", views_grid.grid_detail, name="grid-detail"),
    path("penilaian/<slug:slug>/tabel/<int:stage_pk>/sebaran/", views_grid.grid_spread, name="grid-spread"),
    path("penilaian/<slug:slug>/tabel/<int:stage_pk>/nilai/", views_grid.grid_update, name="grid-update"),
    path("penilaian/<slug:slug>/excel/<int:stage_pk>/", views_workbook.workbook_create, name="workbook-create"),
    path(
        "penilaian/<slug:slug>/excel/<int:stage_pk>/nilai.xlsx",
        views_workbook.workbook_download,
        name="workbook-download",
    ),
    path(
        "penilaian/<slug:slug>/excel/<int:stage_pk>/<str:token>/",
        views_workbook.workbook_detail,
        name="workbook-detail",
    ),
    path(
        "penilaian/<slug:slug>/excel/<int:stage_pk>/<str:token>/simpan/",
        views_workbook.workbook_store,
        name="workbook-store",
    ),
    path(
        "penilaian/<slug:slug>/excel/<int:stage_pk>/<str:token>/batal/",
        views_workbook.workbook_discard,
        name="workbook-discard",
    ),
]

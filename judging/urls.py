"""The jurors' sheets, and what the secretariat does for them and with them."""

from django.urls import path

from . import views

app_name = "judging"
urlpatterns = [
    path("penilaian/", views.scoresheet_list, name="scoresheet-list"),
    path("penilaian/lembar/<int:pk>/", views.scoresheet_detail, name="scoresheet-detail"),
    path("penilaian/lembar/<int:pk>/nilai/", views.scoresheet_update, name="scoresheet-update"),
    path("penilaian/lembar/<int:pk>/kriteria/<int:criterion_pk>/", views.score_update, name="score-update"),
    path("penilaian/lembar/<int:pk>/kunci/", views.scoresheet_finalise, name="scoresheet-finalise"),
    path("penilaian/lembar/<int:pk>/berkas/<int:attachment_pk>/", views.attachment_detail, name="attachment-detail"),
    path("penilaian/lembar/<int:pk>/naskah.pdf", views.proposal_manuscript, name="proposal-manuscript"),
    path("penilaian/<slug:slug>/peringkat/", views.ranking_detail, name="ranking-detail"),
    path("penilaian/<slug:slug>/peringkat/hitung/", views.ranking_rebuild, name="ranking-rebuild"),
    path("penilaian/<slug:slug>/peringkat/<int:proposal_pk>/", views.place_detail, name="place-detail"),
    path("penilaian/<slug:slug>/pakta/", views.pledge_detail, name="pledge-detail"),
    path("penilaian/<slug:slug>/pakta/setuju/", views.pledge_accept, name="pledge-accept"),
    path("penilaian/pakta/<int:pk>.pdf", views.pledge_paper, name="pledge-paper"),
    path("kelola/<slug:slug>/panel/", views.panel_update, name="panel-update"),
    path("kelola/<slug:slug>/panel/tahap/<int:stage_pk>/", views.panel_create, name="panel-create"),
    path("kelola/<slug:slug>/panel/<int:pk>/hapus/", views.panel_delete, name="panel-delete"),
    path("kelola/<slug:slug>/panel/<int:pk>/juri/", views.seat_create, name="seat-create"),
    path("kelola/<slug:slug>/kursi/<int:pk>/hapus/", views.seat_delete, name="seat-delete"),
    path("kelola/<slug:slug>/penugasan/", views.assignment_list, name="assignment-list"),
    path("kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/", views.assignment_create, name="assignment-create"),
    path("kelola/<slug:slug>/penugasan/<int:pk>/bebaskan/", views.assignment_excuse, name="assignment-excuse"),
    path("kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/juri/<int:pk>/", views.juror_detail, name="juror-detail"),
    path(
        "kelola/<slug:slug>/penugasan/tahap/<int:stage_pk>/juri/<int:pk>/bebaskan/",
        views.juror_excuse,
        name="juror-excuse",
    ),
    path("kelola/<slug:slug>/benturan/", views.conflict_create, name="conflict-create"),
    path("kelola/<slug:slug>/benturan/<int:pk>/hapus/", views.conflict_delete, name="conflict-delete"),
]

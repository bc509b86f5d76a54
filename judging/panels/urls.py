"""Seats, invitations and the pledge."""

from django.urls import path

from . import views, views_body, views_pledge, views_seat

urlpatterns = [
    path("penilaian/undangan/", views_seat.seat_list, name="seat-list"),
    path("penilaian/undangan/<int:pk>/bersedia/", views_seat.seat_accept, name="seat-accept"),
    path("penilaian/undangan/<int:pk>/tidak-bersedia/", views_seat.seat_decline, name="seat-decline"),
    path("penilaian/undangan/<int:pk>/jadi-bersedia/", views_seat.seat_retake, name="seat-retake"),
    path("penilaian/undangan/<int:pk>/kembalikan/", views_seat.seat_return, name="seat-return"),
    path("penilaian/<slug:slug>/pakta/", views_pledge.pledge_detail, name="pledge-detail"),
    path("penilaian/<slug:slug>/pakta/setuju/", views_pledge.pledge_accept, name="pledge-accept"),
    path("penilaian/pakta/<int:pk>.pdf", views_pledge.pledge_paper, name="pledge-paper"),
    path("kelola/<slug:slug>/panel/", views.panel_update, name="panel-update"),
    path("kelola/<slug:slug>/panel/tahap/<int:stage_pk>/", views.panel_create, name="panel-create"),
    path("kelola/<slug:slug>/panel/<int:pk>/hapus/", views.panel_delete, name="panel-delete"),
    path("kelola/<slug:slug>/panel/<int:pk>/bawa/", views.panel_take_over, name="panel-take-over"),
    path("kelola/<slug:slug>/panel/<int:pk>/juri/", views.seat_create, name="seat-create"),
    path("kelola/<slug:slug>/panel/unsur/", views_body.body_list, name="body-list"),
    path("kelola/<slug:slug>/panel/unsur/baru/", views_body.body_create, name="body-create"),
    path("kelola/<slug:slug>/panel/unsur/<int:pk>/", views_body.body_update, name="body-update"),
    path("kelola/<slug:slug>/panel/unsur/<int:pk>/naikkan/", views_body.body_raise, name="body-raise"),
    path("kelola/<slug:slug>/panel/unsur/<int:pk>/hapus/", views_body.body_delete, name="body-delete"),
    path("kelola/<slug:slug>/anggota/<int:pk>/", views_seat.seat_detail, name="seat-detail"),
    path("kelola/<slug:slug>/anggota/<int:pk>/keahlian/", views_seat.seat_update, name="seat-update"),
    path("kelola/<slug:slug>/anggota/<int:pk>/undang/", views_seat.seat_invite, name="seat-invite"),
    path("kelola/<slug:slug>/anggota/<int:pk>/pengganti/", views_seat.seat_replace, name="seat-replace"),
    path("kelola/<slug:slug>/anggota/<int:pk>/tawarkan/", views_seat.seat_offer, name="seat-offer"),
    path("kelola/<slug:slug>/anggota/<int:pk>/hapus/", views_seat.seat_delete, name="seat-delete"),
]

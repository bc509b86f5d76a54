"""What the jurors of one proposal say to each other."""

from django.urls import path

from . import views

urlpatterns = [
    path("penilaian/lembar/<int:pk>/diskusi/", views.talk_detail, name="talk-detail"),
    path("penilaian/lembar/<int:pk>/diskusi/pesan/", views.message_create, name="message-create"),
    path("penilaian/lembar/<int:pk>/diskusi/terbaru/", views.message_list, name="message-list"),
    path("penilaian/lembar/<int:pk>/diskusi/pleno/", views.agenda_mark_create, name="agenda-mark-create"),
    path("penilaian/lembar/<int:pk>/diskusi/pleno/hapus/", views.agenda_mark_delete, name="agenda-mark-delete"),
]

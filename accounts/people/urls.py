"""The people, before the editions by name."""

from django.urls import path

from . import views

urlpatterns = [
    path("kelola/orang/", views.person_list, name="person-list"),
    path("kelola/orang/baru/", views.person_create, name="person-create"),
    path("kelola/orang/<int:pk>/", views.person_detail, name="person-detail"),
    path("kelola/orang/<int:pk>/perbaiki/", views.person_update, name="person-update"),
    path("kelola/orang/<int:pk>/alamat/", views.person_address, name="person-address"),
    path("kelola/orang/<int:pk>/nonaktif/", views.person_deactivate, name="person-deactivate"),
    path("kelola/orang/<int:pk>/aktif/", views.person_reactivate, name="person-reactivate"),
    path("kelola/orang/<int:pk>/tugas/", views.post_create, name="post-create"),
    path("kelola/orang/<int:pk>/jabatan/", views.appointment_create, name="appointment-create"),
    path("kelola/orang/tugas/<slug:duty>/<int:pk>/akhiri/", views.post_end, name="post-end"),
    path("kelola/orang/tugas/<slug:duty>/<int:pk>/teruskan/", views.post_resume, name="post-resume"),
    path("kelola/orang/tugas/<slug:duty>/<int:pk>/batal/", views.post_cancel, name="post-cancel"),
    path("kelola/opd/<int:pk>/kepala/", views.head_replace, name="head-replace"),
]

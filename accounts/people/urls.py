"""The people, before the editions by name."""

from django.urls import path, re_path

from . import views

POST = r"^kelola/orang/tugas/(?P<kind>opd|jabatan)/(?P<pk>[0-9]{1,18})"

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
    re_path(POST + r"/akhiri/$", views.post_end, name="post-end"),
    re_path(POST + r"/teruskan/$", views.post_resume, name="post-resume"),
    re_path(POST + r"/batal/$", views.post_cancel, name="post-cancel"),
    path("kelola/opd/<int:pk>/kepala/", views.head_replace, name="head-replace"),
]

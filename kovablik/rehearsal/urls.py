from django.urls import path

from . import views

urlpatterns = [
    path("kelola/<slug:slug>/gladi/", views.rehearsal_detail, name="rehearsal-detail"),
    path("kelola/<slug:slug>/gladi/masuk/", views.rehearsal_enter, name="rehearsal-enter"),
    path("kelola/<slug:slug>/gladi/keluar/", views.rehearsal_leave, name="rehearsal-leave"),
    path("kelola/<slug:slug>/gladi/buang/", views.rehearsal_discard, name="rehearsal-discard"),
]

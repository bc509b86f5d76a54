"""Sessions, their timetable and timer."""

from django.urls import path

from . import views, views_timer

urlpatterns = [
    path("kelola/<slug:slug>/presentasi/<int:stage_pk>/", views.session_list, name="session-list"),
    path("kelola/<slug:slug>/presentasi/<int:stage_pk>/sesi/", views.session_create, name="session-create"),
    path("kelola/<slug:slug>/presentasi/<int:stage_pk>/susun/", views.agenda_draw, name="agenda-draw"),
    path("kelola/<slug:slug>/presentasi/sesi/<int:pk>/", views.session_update, name="session-update"),
    path("kelola/<slug:slug>/presentasi/sesi/<int:pk>/hapus/", views.session_delete, name="session-delete"),
    path("kelola/<slug:slug>/presentasi/sesi/<int:pk>/sesi.ics", views.session_calendar, name="session-calendar"),
    path("kelola/<slug:slug>/presentasi/giliran/<int:pk>/naik/", views.slot_raise, name="slot-raise"),
    path("kelola/<slug:slug>/presentasi/giliran/<int:pk>/turun/", views.slot_lower, name="slot-lower"),
    path("kelola/<slug:slug>/presentasi/giliran/<int:pk>/pindah/", views.slot_move, name="slot-move"),
    path("kelola/<slug:slug>/presentasi/giliran/<int:pk>/hadir/", views.attendance_update, name="attendance-update"),
    path("kelola/<slug:slug>/presentasi/giliran/<int:pk>/waktu/", views_timer.timer_detail, name="timer-detail"),
    path("kelola/<slug:slug>/presentasi/giliran/<int:pk>/waktu/keadaan/", views_timer.timer_state, name="timer-state"),
    path(
        "kelola/<slug:slug>/presentasi/giliran/<int:pk>/waktu/<slug:step>/langkah/",
        views_timer.timer_step,
        name="timer-step",
    ),
    path("penilaian/<slug:slug>/jadwal/", views.agenda_detail, name="agenda-detail"),
    path("penilaian/<slug:slug>/jadwal/jadwal.ics", views.agenda_calendar, name="agenda-calendar"),
    path("jadwal/<slug:slug>/", views.slot_list, name="slot-list"),
    path("jadwal/<slug:slug>/presentasi.ics", views.slot_calendar, name="slot-calendar"),
]

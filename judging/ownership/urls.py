"""A proposal under another body."""

from django.urls import path

from . import views

urlpatterns = [
    path("usulan/<int:pk>/pindahkan/", views.proposal_move, name="proposal-move"),
]

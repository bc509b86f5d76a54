"""Steps taken back."""

from django.urls import path

from . import views

urlpatterns = [
    path("usulan/<int:pk>/tarik-kembali/", views.step_undo, name="step-undo"),
]

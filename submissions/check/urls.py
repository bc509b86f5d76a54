"""The administrative check."""

from django.urls import path

from . import views

urlpatterns = [
    path("administrasi/", views.check_list, name="check-list"),
    path("administrasi/loloskan/", views.proposal_verify_many, name="proposal-verify-many"),
    path("administrasi/<int:pk>/", views.check_detail, name="check-detail"),
    path("administrasi/<int:pk>/loloskan/", views.proposal_verify, name="proposal-verify"),
    path("administrasi/<int:pk>/kembalikan/", views.proposal_return, name="proposal-return"),
    path("administrasi/<int:pk>/tolak/", views.proposal_reject, name="proposal-reject"),
]

"""The steps of the agency: hand over, give back, send, withdraw."""

from django.urls import path

from . import views

urlpatterns = [
    path("usulan/<int:pk>/serahkan/", views.proposal_hand_over, name="proposal-hand-over"),
    path("usulan/<int:pk>/ambil-kembali/", views.proposal_recall, name="proposal-recall"),
    path("usulan/<int:pk>/minta-perbaikan/", views.proposal_give_back, name="proposal-give-back"),
    path("usulan/<int:pk>/kirim/", views.proposal_submit, name="proposal-submit"),
    path("usulan/<int:pk>/tarik/", views.proposal_withdraw, name="proposal-withdraw"),
]

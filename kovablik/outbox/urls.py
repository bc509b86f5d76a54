from django.urls import path

from .views import mail_ahead_detail, outbox_detail, outbox_list, outbox_send, outbox_send_all, proposal_mail

urlpatterns = [
    path("kelola/<slug:slug>/email/", outbox_list, name="outbox-list"),
    path("kelola/<slug:slug>/email/kirim-lagi/", outbox_send_all, name="outbox-send-all"),
    path("kelola/<slug:slug>/email/pratinjau/<slug:act>/", mail_ahead_detail, name="mail-ahead"),
    path("email/", outbox_list, name="outbox-accounts"),
    path("email/kirim-lagi/", outbox_send_all, name="outbox-accounts-send-all"),
    path("email/<int:pk>/", outbox_detail, name="outbox-detail"),
    path("email/<int:pk>/kirim/", outbox_send, name="outbox-send"),
    path("usulan/<int:pk>/email/", proposal_mail, name="proposal-mail"),
]

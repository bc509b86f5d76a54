"""Sign-in and the second factor: allauth's views at Indonesian addresses, without its sign-up by e-mail."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from .http import leaving_nothing_behind
from .views import invitation_list, invitation_send

urlpatterns = [
    path("masuk/", views.login, name="account_login"),
    path("keluar/", leaving_nothing_behind(views.logout), name="account_logout"),
    path("pendaftaran-akun/", views.signup, name="account_signup"),  # closed by the adapter; allauth links its name
    path("akun/nonaktif/", views.account_inactive, name="account_inactive"),
    path("akun/konfirmasi/", views.reauthenticate, name="account_reauthenticate"),
    path("akun/kata-sandi/", views.password_change, name="account_change_password"),
    path("akun/kata-sandi/baru/", views.password_set, name="account_set_password"),
    path("akun/lupa/", views.password_reset, name="account_reset_password"),
    path("akun/lupa/terkirim/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^akun/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("akun/lupa/selesai/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("akun/undangan/", invitation_list, name="invitation-list"),
    path("akun/undangan/<int:pk>/kirim/", invitation_send, name="invitation-send"),
    path("akun/dua-langkah/", mfa.index, name="mfa_index"),
    path("akun/dua-langkah/periksa/", mfa.authenticate, name="mfa_authenticate"),
    path("akun/dua-langkah/konfirmasi/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("akun/dua-langkah/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/dua-langkah/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/dua-langkah/kode/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/dua-langkah/kode/buat/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/dua-langkah/kode/unduh/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]

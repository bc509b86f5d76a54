"""The proposals of the agencies, and the administrative check."""

from django.urls import path

from . import views

app_name = "submissions"
urlpatterns = [
    path("usulan/", views.proposal_list, name="proposal-list"),
    path("usulan/baru/", views.proposal_create, name="proposal-create"),
    path("usulan/<int:pk>/", views.proposal_detail, name="proposal-detail"),
    path("usulan/<int:pk>/identitas/", views.proposal_update, name="proposal-update"),
    path("usulan/<int:pk>/keadaan/", views.proposal_instrument, name="proposal-instrument"),
    path("usulan/<int:pk>/bagian/<int:template_pk>/", views.section_update, name="section-update"),
    path("usulan/<int:pk>/bagian/<int:template_pk>/riwayat/", views.section_history, name="section-history"),
    path(
        "usulan/<int:pk>/bagian/<int:template_pk>/riwayat/<int:revision_pk>/kembalikan/",
        views.section_restore,
        name="section-restore",
    ),
    path("usulan/sesi/", views.session_detail, name="session-detail"),
    path("usulan/masuk-kembali/", views.session_renewed, name="session-renewed"),
    path("usulan/<int:pk>/berkas/", views.attachment_create, name="attachment-create"),
    path("usulan/<int:pk>/berkas/<slug:anchor>/", views.attachment_list, name="attachment-list"),
    path("usulan/<int:pk>/unggahan/", views.upload_create, name="upload-create"),
    path("usulan/unggahan/<uuid:token>/", views.upload_detail, name="upload-detail"),
    path("usulan/unggahan/<uuid:token>/buang/", views.upload_delete, name="upload-delete"),
    path("usulan/berkas/<int:pk>/", views.attachment_detail, name="attachment-detail"),
    path("usulan/berkas/<int:pk>/hapus/", views.attachment_delete, name="attachment-delete"),
    path("usulan/<int:pk>/serahkan/", views.proposal_hand_over, name="proposal-hand-over"),
    path("usulan/<int:pk>/ambil-kembali/", views.proposal_recall, name="proposal-recall"),
    path("usulan/<int:pk>/minta-perbaikan/", views.proposal_give_back, name="proposal-give-back"),
    path("usulan/<int:pk>/kirim/", views.proposal_submit, name="proposal-submit"),
    path("usulan/<int:pk>/tarik/", views.proposal_withdraw, name="proposal-withdraw"),
    path("kelola/<slug:slug>/corong/", views.overview_detail, name="overview-detail"),
    path("kelola/<slug:slug>/corong/ingatkan/", views.reminder_create_all, name="reminder-create-all"),
    path("kelola/<slug:slug>/corong/<int:opd_pk>/ingatkan/", views.reminder_create, name="reminder-create"),
    path("kelola/<slug:slug>/corong/<int:opd_pk>/perpanjang/", views.extension_create, name="extension-create"),
    path("administrasi/", views.check_list, name="check-list"),
    path("administrasi/<int:pk>/", views.check_detail, name="check-detail"),
    path("administrasi/<int:pk>/loloskan/", views.proposal_verify, name="proposal-verify"),
    path("administrasi/<int:pk>/kembalikan/", views.proposal_return, name="proposal-return"),
    path("administrasi/<int:pk>/tolak/", views.proposal_reject, name="proposal-reject"),
]

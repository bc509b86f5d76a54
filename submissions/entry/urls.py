"""The desk: a proposal is entered, described and written."""

from django.urls import path

from . import views, views_identity, views_list, views_partner, views_section, views_session, views_steps

urlpatterns = [
    path("usulan/", views_list.proposal_list, name="proposal-list"),
    path("usulan/baru/", views_list.proposal_create, name="proposal-create"),
    path("usulan/<int:pk>/", views.proposal_detail, name="proposal-detail"),
    path("usulan/<int:pk>/identitas/", views_identity.proposal_update, name="proposal-update"),
    path("usulan/<int:pk>/inovator/", views_identity.innovator_update, name="innovator-update"),
    path("usulan/<int:pk>/mitra/", views_partner.partner_update, name="partner-update"),
    path("usulan/<int:pk>/mitra/cari/", views_partner.partner_search, name="partner-search"),
    path("usulan/<int:pk>/mitra/tambah/", views_partner.partner_create, name="partner-create"),
    path("usulan/<int:pk>/mitra/<int:partnership_pk>/hapus/", views_partner.partner_delete, name="partner-delete"),
    path("usulan/<int:pk>/mitra/<int:partnership_pk>/jawaban/", views_partner.partner_record, name="partner-record"),
    path("usulan/<int:pk>/mitra/<int:partnership_pk>/benar/", views_partner.partner_confirm, name="partner-confirm"),
    path(
        "usulan/<int:pk>/mitra/<int:partnership_pk>/tidak-benar/", views_partner.partner_decline, name="partner-decline"
    ),
    path("usulan/<int:pk>/keadaan/", views.proposal_instrument, name="proposal-instrument"),
    path("usulan/<int:pk>/bagian/<int:template_pk>/", views_section.section_update, name="section-update"),
    path("usulan/sesi/", views_session.session_detail, name="session-detail"),
    path("usulan/masuk-kembali/", views_session.session_renewed, name="session-renewed"),
    path("usulan/<int:pk>/serahkan/", views_steps.proposal_hand_over, name="proposal-hand-over"),
    path("usulan/<int:pk>/ambil-kembali/", views_steps.proposal_recall, name="proposal-recall"),
    path("usulan/<int:pk>/minta-perbaikan/", views_steps.proposal_give_back, name="proposal-give-back"),
    path("usulan/<int:pk>/kirim/", views_steps.proposal_submit, name="proposal-submit"),
    path("usulan/<int:pk>/tarik/", views_steps.proposal_withdraw, name="proposal-withdraw"),
]

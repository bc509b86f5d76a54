"""Evidence and documents."""

from django.urls import path

from . import views, views_upload

urlpatterns = [
    path("usulan/<int:pk>/berkas/", views.attachment_create, name="attachment-create"),
    path("usulan/<int:pk>/berkas/<slug:anchor>/", views.attachment_list, name="attachment-list"),
    path("usulan/<int:pk>/unggahan/", views_upload.upload_create, name="upload-create"),
    path("usulan/unggahan/<uuid:token>/", views_upload.upload_detail, name="upload-detail"),
    path("usulan/unggahan/<uuid:token>/buang/", views_upload.upload_delete, name="upload-delete"),
    path("usulan/berkas/<int:pk>/", views.attachment_detail, name="attachment-detail"),
    path("usulan/berkas/<int:pk>/hapus/", views.attachment_delete, name="attachment-delete"),
]

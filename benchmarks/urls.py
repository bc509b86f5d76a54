from django.urls import include, path

from . import web

urlpatterns = [
    path("_telanjang/", web.bare),
    path("_kosong/", web.empty),
    path("", include("kovablik.urls")),
]

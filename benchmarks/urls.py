from django.urls import include, path

from . import web

urlpatterns = [path("_kosong/", web.empty), path("", include("kovablik.urls"))]

"""Every way in, app by app."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import views
from .archive.views import archive_list
from .edition.views import edition_detail
from .health import health
from .home.views import home
from .ledger.views import ledger_deleted, ledger_general, ledger_list
from .search.views import search

urlpatterns = [
    path("", views.landing, name="landing"),
    path("beranda/", home, name="home"),
    path("cari/", search, name="search"),
    path("arsip/", archive_list, name="archive-list"),
    path("kelola/<slug:slug>/jejak/", ledger_list, name="ledger-list"),
    path("jejak/", ledger_general, name="ledger-general"),
    path("jejak/edisi-<int:pk>/", ledger_deleted, name="ledger-deleted"),
    path("", include("kovablik.outbox.urls")),
    path("", include("kovablik.rehearsal.urls")),
    path("sehat/", health, name="health"),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("peragaan/masuk/", views.demo_login, name="demo-login"),
    path("pengaturan/", admin.site.urls),
    path("", include("accounts.agencies.urls")),
    path("", include("accounts.people.urls")),
    path("", include("submissions.urls")),  # its “kelola/impor/” comes before the editions by name
    path("", include("competitions.urls")),
    path("", include("awards.urls")),
    path("", include("judging.urls")),
    path("", include("accounts.urls")),
    path("kelola/<slug:slug>/", edition_detail, name="edition-detail"),  # after all that is not an edition by name
]
if settings.DEBUG:
    urlpatterns.append(path("_gaya/", views.gallery, name="gallery-components"))

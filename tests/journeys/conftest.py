"""Each person of the walk in a browser of their own, on an installation that knows agencies and people, no edition."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import User
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.kota_batu import seed_2026
from kovablik.seeding.people import make_cast


@pytest.fixture
def demo(settings, transactional_db):
    settings.DEMO = True
    make_cast(make_agencies())


@pytest.fixture
def sign_in(new_page, demo):
    """Sign in as one of the demo's people with the button of that name."""

    def enter(name, **options):
        page = new_page(**options)
        page.goto("/masuk/")
        page.locator(f"button[value={name}]").click()
        page.wait_for_url("**/beranda/")
        return page

    return enter


@pytest.fixture
def as_person(new_page, demo, live_server):
    """A browser in which somebody of another agency, who has no password in the demo, is signed in already."""

    def enter(username, **options):
        client, page = Client(), new_page(**options)
        client.force_login(User.objects.get(username=username))
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"domain": urlsplit(live_server.url).hostname, "path": "/"}])
        page.goto("/beranda/")
        return page

    return enter


@pytest.fixture
def running(demo):
    """KOVABLIK Kota Batu 2026 at a stage."""

    def build(stage):
        agencies = make_agencies()
        return seed_2026(agencies, make_cast(agencies), stage)

    return build

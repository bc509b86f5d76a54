"""Each person of the walk in a browser of their own, on an installation that knows agencies and people, no edition."""

import pytest

from kovablik.seeding.facts import make_agencies
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

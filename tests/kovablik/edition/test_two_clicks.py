"""Everything of an edition is two clicks from everything, and no page hangs on nothing: crawled by its links."""

import re
from collections import defaultdict

import pytest
from django.urls import URLPattern, get_resolver, reverse

from accounts import clock
from accounts.models import Office, User
from competitions.models import Edition, PhaseKind
from judging.models import Plan
from tests.factories import AppointmentFactory, EditionFactory, RubricFactory, StageFactory
from tests.judging.world import make_world
from tests.lasting import lasting
from tests.moments import moment
from tests.submissions.walk import body as read

pytestmark = pytest.mark.django_db
MOST_CLICKS = 2
OF_EDITION = re.compile(r"^(kelola|pleno|penilaian)/<slug:slug>/")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
LINK = re.compile(r'<a [^>]*?href="(/[^"#?]*)')
NUMBER = re.compile(r"(?<=/)\d+(?=/)")
ELSEWHERE = ("/static", "/pengaturan", "/akun/k", "/akun/d", "/masuk", "/keluar", "/bahasa")


def routes(resolver=None, before=""):
    """Every address of an edition, as the resolver knows it."""
    for entry in (resolver or get_resolver("kovablik.urls")).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def kind_of(address):
    """Pages that differ in a number are of one kind."""
    return NUMBER.sub("#", address)


class Crawl:
    """What a person reaches by links, and which page links which."""

    def __init__(self, client, slug):
        self.client, self.slug = client, slug
        self.links = defaultdict(set)  # kind of a page: kinds of those that it links
        self.bodies = {}

    def get(self, address):
        """The body of a whole page, or nothing where there is none for this person."""
        response = self.client.get(address)
        assert response.status_code < 500, address
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            read(response)  # lets go of its file
            return ""
        body = response.text
        return body if "<html" in body else ""  # a file and a fragment are no pages

    def walk(self):
        waiting, seen = [f"/kelola/{self.slug}/"], set()
        while waiting:
            address = waiting.pop()
            kind = kind_of(address)
            if kind in seen or address.startswith(ELSEWHERE):
                continue
            seen.add(kind)
            if body := self.get(address):
                found = set(LINK.findall(body))
                self.bodies[kind] = body
                self.links[kind] = {kind_of(link) for link in found}
                waiting += sorted(found)
        return self

    def clicks(self, start):
        """How many clicks each page is from one."""
        distance, waiting = {start: 0}, [start]
        for page in waiting:
            new = [one for one in sorted(self.links[page]) if one not in distance]
            distance |= dict.fromkeys(new, distance[page] + 1)
            waiting += new
        return distance


def named_pages(crawl, edition):
    """The pages of the edition that stand for no single row: those of the edition itself and of its stages."""
    pages = set()
    for route in dict.fromkeys(routes()):
        names = PARAMETER.findall(route)
        if not OF_EDITION.match(route) or set(names) - {"slug", "stage_pk"}:
            continue  # what names a row is found through its list
        for stage in edition.stages.all():
            values = {"slug": edition.slug, "stage_pk": stage.pk}
            address = "/" + PARAMETER.sub(lambda found, values=values: str(values[found[1]]), route)
            if crawl.get(address):
                pages.add(kind_of(address))
    return pages


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        made = make_world()
        Plan.objects.all().delete()  # what is written in them is for other tests
        yield {
            "edition": made.edition.pk,
            "secretariat": made.secretary.pk,
            "auditor": AppointmentFactory(role=Office.AUDITOR).user.pk,
            "chair": made.chair.pk,
        }


def far(crawl, pages):
    """Which page is how far from which, where it is too far."""
    found = []
    for start in pages:
        clicks = crawl.clicks(start)
        found += [(start, page, clicks.get(page)) for page in pages if clicks.get(page, 99) > MOST_CLICKS]
    return found


def test_the_registers_are_as_near(client, world):
    """They belong to no edition: the bar leads to them."""
    client.force_login(User.objects.get(pk=world["secretariat"]))
    edition = Edition.objects.get(pk=world["edition"])

    with clock.at(moment(PhaseKind.VISIT)):
        clicks = Crawl(client, edition.slug).walk().clicks(edition.get_absolute_url())

    names = ("agency-list", "person-list", "submissions:import-create", "submissions:import-batch-list")
    assert {name: clicks.get(reverse(name), 99) for name in names if clicks.get(reverse(name), 99) > MOST_CLICKS} == {}
    of_edition = ("competitions:participant-list", "judging:body-list", "outbox-list")
    assert {name: clicks.get(reverse(name, args=[edition.slug])) for name in of_edition} == dict.fromkeys(of_edition, 1)


@pytest.mark.parametrize(
    ("role", "phase", "least"),
    [
        ("secretariat", PhaseKind.VISIT, 20),
        ("secretariat", PhaseKind.PLENARY, 20),
        ("auditor", PhaseKind.PLENARY, 20),
        ("chair", PhaseKind.PLENARY, 8),
    ],
)
def test_everything_is_two_clicks_from_everything(client, world, role, phase, least):
    client.force_login(User.objects.get(pk=world[role]))
    edition = Edition.objects.get(pk=world["edition"])

    with clock.at(moment(phase)):
        crawl = Crawl(client, edition.slug).walk()
        pages = named_pages(crawl, edition)

    assert sorted(pages - crawl.bodies.keys()) == [], "orphans"
    assert far(crawl, sorted(pages)) == []
    assert len(pages) >= least


def test_everything_of_an_edition_in_the_making_is_two_clicks_away(client):
    edition = EditionFactory(opened_at=None)
    StageFactory(edition=edition)
    RubricFactory(edition=edition)
    client.force_login(AppointmentFactory().user)

    crawl = Crawl(client, edition.slug).walk()
    pages = named_pages(crawl, edition)

    assert sorted(pages - crawl.bodies.keys()) == [], "orphans"
    assert far(crawl, sorted(pages)) == []
    assert len(pages) >= 20

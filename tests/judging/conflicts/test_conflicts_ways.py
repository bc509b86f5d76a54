"""A table that walks every way in, as a juror and as a chair in conflict, with rows made before the conflict.

The addresses are read from the application itself, so that a new one is walked the day it is added; one with an
argument that the world cannot fill fails here until somebody says what it stands for.
"""

import logging
import re

import pytest
from django.core import mail
from django.db import transaction
from django.utils.html import strip_tags

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind
from tests import refusals
from tests.judging.conflicts.conflicting import SOURCES
from tests.judging.ways import addresses, filled, is_public, telling
from tests.judging.world import TITLE, forget, make_world
from tests.lasting import lasting
from tests.moments import moment

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.refusals")]
TOKENS = re.compile(r"csrfmiddlewaretoken\" value=\"\w+\"|X-CSRFToken\": \"\w+\"|data-now=\"[^\"]+\"")
DATA = {"reason": "x", "text": "x", "note": "x", "confirm": "on", "points": "80", "proposal": "", "opd": ""}
WHEN = (PhaseKind.JUDGING, PhaseKind.PRESENTATION, PhaseKind.VISIT, PhaseKind.PLENARY)
NOT_ALLOWED, BROKEN = 405, 500
# Answers that differ each time, or must: a token, the moment in a zip, the turns of a room that one has to leave.
DIFFERING = {
    "submissions:session-detail",
    "judging:workbook-download",
    "judging:agenda-detail",
    "judging:timer-detail",
    "judging:timer-state",
}
MANY_WAYS = 100  # fewer addresses than this would mean that the table looks at nothing


@pytest.fixture(autouse=True)
def _in_silence(monkeypatch):
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # a thousand refusals are the point


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        with clock.at(moment(PhaseKind.JUDGING)):
            made = make_world()
        yield made


@pytest.fixture(scope="module")
def walks():
    """Answers to whole walks, by who went when and whether in conflict: two tests read some of them."""
    return {}


@pytest.fixture
def walk(client, world, walks):
    """Walk every way as a juror or chair, in conflict or not. Nothing is left of a walk but its answers."""

    def go(who, *, in_conflict, when=PhaseKind.JUDGING):
        person = getattr(world, who)
        if in_conflict:
            SOURCES["own"](person, world.hidden)
        client.force_login(User.objects.get(pk=person.pk))
        if (who, in_conflict, when) not in walks:
            walks[who, in_conflict, when] = walked(client, world, when=when)
        return walks[who, in_conflict, when]

    return go


def ways(world, ask, names):
    """Every address that is not public, filled with every key by which it can find the hidden proposal."""
    for name, view, arguments in addresses():
        if not is_public(view) and (names is None or name in names):
            for url in filled(name, arguments, telling(ask, name, arguments, world)):
                yield name, url


def asked(client, url, method="get"):
    """The whole of an answer: its text, where it leads, and its headers. What a request changes is taken back."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.post(url, DATA) if method == "post" else client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return response.status_code, f"{headers}\n\n{body.decode(errors='replace')}"


def walked(client, world, method="get", when=PhaseKind.JUDGING, *, names=None, again=None):
    """Every way by its name and address; where a view knows the method not, its other keys say the same.

    With `names` only these addresses: the ways that were found to lead to the title. With `again` those of a walk.
    """
    found, elsewhere = {}, set()
    refusals.drawn.clear()

    def ask(name, url):
        if name not in elsewhere and (name, url) not in found:
            found[name, url] = asked(client, url, method)
            if found[name, url][0] == NOT_ALLOWED:
                elsewhere.add(name)
        return found.get((name, url))

    with clock.at(moment(when)):
        for name, url in again or ways(world, ask, names):
            ask(name, url)
    return found


def test_every_argument_of_every_address_has_a_meaning_here(world):
    names = {argument for _name, view, arguments in addresses() if not is_public(view) for argument in arguments}

    assert names - set(world.keys) == set()
    assert len(list(addresses())) > MANY_WAYS


@pytest.mark.parametrize("when", [PhaseKind.JUDGING])
@pytest.mark.parametrize("who", ["juror", "chair"])
def test_the_walk_finds_the_title_where_there_is_no_conflict(walk, who, when):
    """Else the walk below would prove nothing."""
    met = titled(walk(who, in_conflict=False, when=when))

    if (who, when) == ("juror", PhaseKind.JUDGING):
        assert {"judging:scoresheet-detail", "judging:scoresheet-list"} <= met
    assert met or who == "chair"


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("who", ["juror", "chair"])
def test_no_page_tells_the_title(walk, who, when):
    assert told(walk(who, in_conflict=True, when=when)) == []


@pytest.mark.parametrize("who", ["juror", "chair"])
def test_whatever_the_source_each_way_to_the_title_is_closed(client, world, walk, who):
    """The ways are those that lead there without a conflict; `finding` answers all of them (test_conflicts_found)."""
    person = getattr(world, who)
    names = titled(walk(who, in_conflict=False))

    holes = {}
    for source, make in SOURCES.items():
        with transaction.atomic():
            make(person, world.hidden)
            holes[source] = told(walked(client, world, names=names))
            transaction.set_rollback(True)

    assert {source: urls for source, urls in holes.items() if urls} == {}


def titled(answers):
    """The names of the addresses whose answer tells the title."""
    return {name for (name, _url), (_status, text) in answers.items() if TITLE in text}


def told(answers):
    """The addresses whose answer tells the title, or that broke and so said nothing either way."""
    return sorted(url for (_name, url), (status, text) in answers.items() if TITLE in text or status == BROKEN)


@pytest.mark.parametrize("when", [PhaseKind.JUDGING])
@pytest.mark.parametrize("who", ["juror", "chair"])
def test_no_act_answers_with_the_title_nor_mails_it(client, world, who, when):
    person = getattr(world, who)
    SOURCES["own"](person, world.hidden)
    client.force_login(User.objects.get(pk=person.pk))

    holes = told(walked(client, world, "post", when))
    letters = [
        letter for letter in mail.outbox if person.email in letter.to and TITLE in f"{letter.subject}{letter.body}"
    ]

    assert (holes, letters) == ([], [])


def readable(answer):
    status, text = answer
    return status, strip_tags(TOKENS.sub("", text.partition("\n\n")[2])).split()


@pytest.mark.parametrize("when", [PhaseKind.JUDGING])
@pytest.mark.parametrize("who", ["juror", "chair"])
def test_every_page_is_what_it_would_be_without_the_proposal(client, world, walk, who, when):
    """No count, place or order tells of it: with all its rows gone each page reads the same."""
    before = {way: readable(answer) for way, answer in walk(who, in_conflict=True, when=when).items()}
    forget(world.hidden)
    after = {way: readable(answer) for way, answer in walked(client, world, when=when, again=before).items()}

    differing = {
        way[1]: _difference(before[way], after[way])
        for way in before
        if way[0] not in DIFFERING and before[way] != after[way]
    }
    assert differing == {}


def _difference(one, other):
    words = [(a, b) for a, b in zip(one[1], other[1], strict=False) if a != b][:5]
    return one[0], other[0], words

"""Every list that goes to a meeting comes as a file: the rows of its page, under its filter and its right."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts import clock, ledger
from accounts.models import Office
from competitions.models import PhaseKind, Stage
from submissions.models import Proposal
from tests.awards.ranked import published
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    ScoreFactory,
    ScoreSheetFactory,
    UserFactory,
)
from tests.judging.world import TITLE, make_world
from tests.moments import moment

LISTS = {
    "submissions:overview-detail": "Dinas Kerahasiaan Amethyst",
    "submissions:proposal-list": TITLE,
    "submissions:check-list": TITLE,
    "judging:assignment-list": "Juri Walk",
    "judging:scoresheet-list": TITLE,
    "judging:ranking-detail": TITLE,
    "ledger-list": "Membuka edisi",
    "competitions:participant-list": "Dinas Kerahasiaan Amethyst",
    "agency-list": "Dinas Kerahasiaan Amethyst",
    "person-list": "Juri Walk",
}
WITHOUT_SLUG = {
    "agency-list",
    "person-list",
    "submissions:proposal-list",
    "submissions:check-list",
    "judging:scoresheet-list",
}
QUERY = {"submissions:check-list": "?status=verified"}


@pytest.fixture
def world(db):
    world = make_world()
    ledger.record("edition.open", world.edition, by=world.secretary, chain=world.edition.ledger_chain)
    with clock.at(moment(PhaseKind.JUDGING)):
        yield world


def address(name, world, **query):
    start = reverse(name, args=[] if name in WITHOUT_SLUG else [world.edition.slug])
    extra = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{start}{QUERY.get(name, '?')}&{extra}"


def rows_of(response):
    """A CSV as rows without its headings, however it was streamed."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.parametrize("name", LISTS)
def test_the_secretariat_takes_each_list_with_it(client, world, name):
    client.force_login(world.secretary)

    page = client.get(address(name, world))
    table = client.get(address(name, world, unduh="csv"))
    book = client.get(address(name, world, unduh="xlsx"))

    assert "unduh=xlsx" in page.text
    assert any(LISTS[name] in cell for row in rows_of(table) for cell in row)
    cells = [
        str(cell.value) for row in load_workbook(io.BytesIO(b"".join(book.streaming_content))).active for cell in row
    ]
    assert any(LISTS[name] in cell for cell in cells)


@pytest.mark.parametrize("name", LISTS)
def test_nobody_takes_what_the_page_would_not_show(client, world, name):
    client.force_login(UserFactory())

    page = client.get(address(name, world))
    file = client.get(address(name, world, unduh="csv"))

    assert file.status_code == page.status_code
    if file.status_code == 200 and file.streaming:
        assert rows_of(file) == []
    else:
        assert TITLE not in file.text


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("submissions:overview-detail", {"q": "tidakada"}),
        ("submissions:overview-detail", {"saring": "dikembalikan"}),
        ("submissions:proposal-list", {"q": "tidakada"}),
        ("submissions:proposal-list", {"status": "draft"}),
        ("submissions:check-list", {"q": "tidakada"}),
        ("judging:scoresheet-list", {"q": "tidakada"}),
        ("ledger-list", {"action": "edition.create"}),
        ("competitions:participant-list", {"q": "tidakada"}),
        ("agency-list", {"q": "tidakada"}),
        ("person-list", {"q": "tidakada"}),
    ],
)
def test_the_filter_of_the_page_holds(client, world, name, query):
    client.force_login(world.secretary)

    assert rows_of(client.get(address(name, world, unduh="csv", **query))) == []


def test_marks_stand_under_their_criteria(client, world):
    client.force_login(world.secretary)
    url = address("judging:scoresheet-list", world, unduh="csv", tahap="judging")

    response = client.get(url)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))

    assert len(found) == 4
    assert {row["Kebaruan"] for row in found} == {"80.00"}
    assert {row["Tahap"] for row in found} == {"Penilaian proposal"}


@pytest.mark.parametrize("count", [0, 3])
def test_a_file_costs_the_same_for_any_number_of_sheets(client, world, count, django_assert_num_queries):
    for _ in range(count):
        assignment = AssignmentFactory(stage=world.stages["judging"], proposal=world.free)
        ScoreFactory(sheet=ScoreSheetFactory(assignment=assignment), criterion=assignment.stage.rubric.criteria.get())
    client.force_login(world.secretary)
    url = address("judging:scoresheet-list", world, unduh="csv")
    client.get(url)

    with django_assert_num_queries(7):
        b"".join(client.get(url).streaming_content)


def test_a_juror_gets_the_page_and_no_file_of_all_marks(client, world):
    client.force_login(world.juror)

    response = client.get(address("judging:scoresheet-list", world, unduh="csv"))

    assert not response.streaming
    assert "unduh=xlsx" not in response.text


@pytest.fixture
def chair(world):
    """Has no open sheet, so the ranking is open to them; one of its proposals is in conflict."""
    ConflictFactory(user=world.chair, opd=world.hidden.innovation.opd)
    return world.chair


def test_the_chair_takes_no_row_in_conflict_and_no_owner_of_a_blind_stage(client, world, chair):
    Stage.objects.filter(edition=world.edition, kind="judging").update(is_blind=True)
    client.force_login(chair)

    response = client.get(address("judging:ranking-detail", world, unduh="csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    assert "Layanan Terbuka" in text
    assert TITLE not in text
    assert world.free.innovation.opd.abbr not in text


def test_winners_are_public_and_the_register_is_not(client, db):
    publication = published(partner=True)
    result = reverse("awards:result-detail", args=[publication.edition.slug])
    register = reverse("awards:certificate-list", args=[publication.edition.slug])

    winners = rows_of(client.get(f"{result}?unduh=csv"))
    closed = client.get(f"{register}?unduh=csv")
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)
    certificates = rows_of(client.get(f"{register}?unduh=csv"))
    found = rows_of(client.get(f"{register}?unduh=csv&cari={certificates[0][1]}"))

    assert [row[1] for row in winners] == ["1", "2", ""]
    assert closed.status_code == 302
    assert len(certificates) == publication.certificates.count() == 4
    assert found == [row for row in certificates if row[1] == certificates[0][1]]


def test_text_that_would_calculate_stays_text(client, world):
    innovation = Proposal.objects.get(pk=world.free.pk).innovation
    type(innovation).objects.filter(pk=innovation.pk).update(title='=HYPERLINK("http://x","y")')
    client.force_login(world.secretary)

    rows = rows_of(client.get(address("submissions:proposal-list", world, unduh="csv")))

    assert '\'=HYPERLINK("http://x","y")' in {row[0] for row in rows}

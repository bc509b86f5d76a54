"""The juror's list: filters, search and order are addresses, and nothing beyond the own sheets is ever found."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from competitions.models import StageKind
from judging.models import ScoreSheet
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CategoryFactory,
    ConflictFactory,
    InnovationFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    StageFactory,
    UserFactory,
)
from tests.people import ROLES, everyone

LIST = "/penilaian/"


@pytest.fixture
def me(stage):
    return UserFactory()


@pytest.fixture
def category(edition):
    return CategoryFactory(edition=edition, name="Kesehatan")


def given(stage, me, title, *, total=None, category=None):
    innovation = InnovationFactory(title=title, opd__name=f"Dinas {title}", opd__abbr=f"D{title}")
    proposal = ProposalFactory(edition=stage.edition, innovation=innovation, category=category, verified=True)
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=me, proposal=proposal))
    if total is not None:
        ScoreSheet.objects.filter(pk=sheet.pk).update(total=Decimal(total), finalised_at=clock.now())
    return sheet


@pytest.fixture
def sheets(stage, me, category):
    return [
        given(stage, me, "Beta", total=70),
        given(stage, me, "Alfa", total=90, category=category),
        given(stage, me, "Gama"),
    ]


@pytest.fixture
def titles(client, me, sheets):
    client.force_login(me)
    return lambda **query: [line.title for line in client.get(LIST, query).context["lines"]]


def test_a_sheet_of_a_visit_leads_to_its_report(client, stage, me):
    given(stage, me, "Meja")
    visited = given(StageFactory(edition=stage.edition, kind=StageKind.VISIT), me, "Lapangan")
    client.force_login(me)

    lines = {line.title: line.visit for line in client.get(LIST).context["lines"]}

    assert lines == {"Meja": "", "Lapangan": reverse("judging:visit-detail", args=[visited.assignment_id])}


@pytest.mark.parametrize("query", [{}, {"q": "a", "urut": "-nilai", "tahap": StageKind.DESK.value}])
def test_the_list_costs_the_same_however_long_it_is(client, stage, me, query):
    def cost(count):
        for number in range(count):
            given(stage, me, f"Alfa {count}{number}", total=80)
            ScoreFactory(sheet=given(stage, me, f"Beta {count}{number}"), criterion=stage.rubric.criteria.first())
        client.force_login(me)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(LIST, query)
        return len(asked), response.text.count('class="row-link"')

    (one, rows), (three, more) = cost(1), cost(2)

    assert (rows, more) == (2, 6)
    assert one == three <= 12


def test_filters_search_and_order_are_addresses(titles, category):
    assert titles() == ["Beta", "Alfa", "Gama"]
    assert titles(status="terbuka") == ["Gama"]
    assert titles(status="terkunci") == ["Beta", "Alfa"]
    assert titles(kategori=category.pk) == ["Alfa"]
    assert titles(q="gam") == ["Gama"]
    assert titles(q="dinas alfa") == ["Alfa"]
    assert titles(urut="judul") == ["Alfa", "Beta", "Gama"]
    assert titles(urut="-judul") == ["Gama", "Beta", "Alfa"]
    assert titles(urut="-nilai") == ["Alfa", "Beta", "Gama"]
    assert titles(urut="nilai") == ["Gama", "Beta", "Alfa"]
    assert titles(urut="status") == ["Gama", "Beta", "Alfa"]
    assert titles(tahap=StageKind.VISIT.value) == []
    assert titles(q="a", status="terkunci", urut="judul") == ["Alfa", "Beta"]


@pytest.mark.parametrize("value", ["\x00", "9" * 30, "-1", "x" * 3000, "NaN", "'; --", "😀"])
def test_what_makes_no_sense_does_not_filter(titles, value):
    for name in ("edisi", "tahap", "status", "kategori", "urut", "page"):
        assert len(titles(**{name: value})) == 3
    assert len(titles(q=value)) in {0, 3}


def test_locked_sheets_stand_among_the_own(client, stage, me, sheets):
    given(stage, me, "Delta", total=90)
    given(stage, UserFactory(), "Epsilon", total=99)
    client.force_login(me)

    standing = {line.title: line.standing for line in client.get(LIST).context["lines"]}

    assert standing == {"Beta": "3 dari 3", "Alfa": "1 dari 3", "Delta": "1 dari 3", "Gama": ""}


def test_an_open_sheet_shows_its_total_so_far(client, stage, me, sheets, criteria):
    ScoreFactory(sheet=sheets[2], criterion=criteria[0], points=Decimal("70.5"))
    client.force_login(me)

    line = client.get(LIST).context["lines"][2]

    assert (line.total, line.state) == (Decimal("70.50"), "1 dari 2 kriteria")
    ScoreFactory(sheet=sheets[2], criterion=criteria[1], points=Decimal(90))
    line = client.get(LIST).context["lines"][2]
    assert (line.total, line.state) == (Decimal("82.20"), "Lengkap, belum dikunci")


def test_search_counts_and_filters_never_find_a_conflict(client, stage, me, sheets):
    ConflictFactory(user=me, opd=sheets[1].assignment.proposal.innovation.opd)
    client.force_login(me)

    for query in ({}, {"q": "Alfa"}, {"status": "terkunci"}, {"urut": "-nilai"}):
        context = client.get(LIST, query).context
        assert "Alfa" not in [line.title for line in context["lines"]]
        assert context["progress"].total == 2
    assert client.get(LIST, {"q": "Alfa"}).context["count"]["total"] == 0


def test_a_blind_stage_is_not_searched_by_its_owners(client, stage, me, sheets):
    type(stage).objects.update(is_blind=True)
    client.force_login(me)

    assert "DAlfa" not in client.get(LIST).text
    assert client.get(LIST, {"q": "dinas alfa"}).context["lines"] == []
    assert len(client.get(LIST, {"q": "alfa"}).context["lines"]) == 1


def test_every_round_leads_to_its_grid_and_workbook(client, stage, me, sheets):
    later = StageFactory(edition=stage.edition, kind=StageKind.PRESENTATION, rubric=stage.rubric)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=later, juror=me))
    client.force_login(me)

    text = client.get(LIST).text

    for one in (stage, later):
        assert reverse("judging:grid-detail", args=[one.edition.slug, one.pk]) in text
        assert reverse("judging:workbook-create", args=[one.edition.slug, one.pk]) in text
    assert "2 dari 3 terkunci" in text


def test_a_watcher_has_no_grid_and_no_standing(client, stage, sheets):
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)

    text = client.get(LIST).text

    assert "/tabel/" not in text
    assert "Urutan Anda" not in text
    assert str(sheets[0].assignment.juror) in text


@pytest.mark.parametrize("role", ROLES)
def test_whom_the_list_shows_a_sheet(client, stage, role):
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    people = everyone(sheet.assignment.proposal, stage)
    client.force_login(people[role])

    count = len(client.get(LIST).context.get("lines") or [])

    assert count == {"juror": 1, "secretariat": 3, "auditor": 3}.get(role, 0)

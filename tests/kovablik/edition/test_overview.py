"""An edition's home, and who is led to its rules instead."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from accounts import clock
from competitions.models import Edition, PhaseKind
from judging.models import SeatRole
from kovablik.edition import cards
from kovablik.edition.cards import sheets_card
from kovablik.edition.figures import EditionFigures
from kovablik.edition.next_act import few, next_act
from kovablik.edition.pictures import Axis
from kovablik.edition.rail import rail
from tests.awards.ranked import confirm, make_edition, place_at, publish, rank
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    EditionFactory,
    InnovationFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.moments import AFTER, BEFORE, START, moment

pytestmark = pytest.mark.django_db


def rules_of(edition):
    return reverse("competitions:edition-rules", args=[edition.slug])


def chair_of(edition):
    return SeatFactory(panel__stage__edition=edition, role=SeatRole.CHAIR).user


@pytest.mark.parametrize(
    "make",
    [
        lambda _edition: AppointmentFactory(role="secretariat").user,
        lambda _edition: AppointmentFactory(role="auditor").user,
        chair_of,
    ],
    ids=["secretariat", "auditor", "chair"],
)
def test_who_watches_over_an_edition_has_its_home(client, make):
    edition = EditionFactory()
    client.force_login(make(edition))

    assert client.get(edition.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "make",
    [
        lambda _edition: AppointmentFactory(role="verifier").user,
        lambda _edition: AppointmentFactory(role="leader").user,
        lambda _edition: MembershipFactory().user,
        lambda edition: SeatFactory(panel__stage__edition=edition).user,
        lambda _edition: chair_of(EditionFactory()),
        lambda _edition: UserFactory(),
    ],
    ids=["verifier", "leader", "operator", "juror", "chair of another", "nobody"],
)
def test_anyone_else_is_led_to_its_rules(client, make):
    edition = EditionFactory()
    client.force_login(make(edition))

    response = client.get(edition.get_absolute_url(), follow=True)

    assert response.redirect_chain == [(rules_of(edition), 302)]
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("secretariat", 200), ("auditor", 200), ("verifier", 404), ("leader", 404)]
)
def test_an_edition_that_is_not_open_is_there_for_its_watchers_alone(client, role, status):
    edition = EditionFactory(opened_at=None)
    client.force_login(AppointmentFactory(role=role).user)

    assert client.get(edition.get_absolute_url()).status_code == status
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_an_edition_that_is_none_is_not_found(client):
    client.force_login(AppointmentFactory().user)

    assert client.get(reverse("edition-detail", args=["tidak-ada"])).status_code == 404


# The rail


def test_the_rail_says_what_is_over_what_runs_and_what_lies_ahead():
    edition = EditionFactory()
    ProposalFactory.create_batch(2, edition=edition, verified=True)
    ProposalFactory(edition=edition)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        found = {
            str(one.name): (one.state, one.detail) for one in rail(edition, EditionFigures(edition), counts_all=True)
        }

    assert found["Sosialisasi"] == ("past", "5–12 Jan")
    assert found["Pendaftaran"] == ("past", "2 terkirim")
    assert found["Administrasi"] == ("running", "2 lolos · 3 hari lagi")
    assert found["Penilaian"] == ("ahead", "26 Jan–2 Feb")


def test_the_rail_tells_a_chair_no_numbers():
    edition = EditionFactory()
    ProposalFactory(edition=edition, verified=True)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        found = [one.detail for one in rail(edition, EditionFigures(edition), counts_all=False)]

    assert found[1:3] == ["12–19 Jan", "3 hari lagi"]


def test_nothing_of_an_edition_in_the_making_has_begun():
    edition = EditionFactory(opened_at=None)

    with clock.at(moment(PhaseKind.PLENARY)):
        assert {one.state for one in rail(edition, EditionFigures(edition), counts_all=True)} == {"ahead"}


# The next act


def act_of(edition, phase):
    edition = Edition.objects.with_phases().get(pk=edition.pk)
    with clock.at(moment(phase)):
        return next_act(edition, EditionFigures(edition))


def sheet_in(edition, **values):
    stage = edition.stages.first() or StageFactory(edition=edition)
    given = AssignmentFactory(stage=stage, juror__name="Ratna Juri")
    return ScoreSheetFactory(assignment=given, **values)


@pytest.mark.parametrize(
    ("make", "phase", "title", "name"),
    [
        (lambda _: None, BEFORE, "Menunggu tahapan berikutnya", "competitions:phase-list"),
        (lambda _: OPDFactory(), PhaseKind.REGISTRATION, "OPD belum mengirim usulan", "submissions:overview-detail"),
        (
            lambda edition: ProposalFactory(edition=edition, sent=True),
            PhaseKind.ADMINISTRATION,
            "1 usulan belum diperiksa",
            "submissions:check-list",
        ),
        (sheet_in, PhaseKind.JUDGING, "1 lembar belum dikunci juri", "judging:watch-detail"),
        (
            lambda edition: sheet_in(edition, total=80, finalised_at=START),
            PhaseKind.JUDGING,
            "Penilaian proposal berjalan; tidak ada yang tertunggak",
            "competitions:phase-list",
        ),
        (lambda _: None, PhaseKind.PLENARY, "Peringkat belum ditetapkan", "awards:plenary-detail"),
        (
            lambda edition: (rank(edition, [1]), confirm(edition)),
            PhaseKind.ANNOUNCEMENT,
            "Hasil belum diterbitkan",
            "awards:plenary-detail",
        ),
        (lambda edition: (rank(edition, [1]), publish(edition)), AFTER, "Hasil sudah terbit", "awards:result-detail"),
    ],
    ids=["before", "entries", "check", "sheets", "all locked", "plenary", "to publish", "published"],
)
def test_one_act_comes_next(make, phase, title, name):
    edition = make_edition()
    make(edition)

    found = act_of(edition, phase)

    assert title in str(found.title)
    assert resolve(found.url.partition("?")[0]).view_name == name
    assert not found.is_late


def test_what_has_lapsed_comes_first_and_has_a_second_way_out():
    edition = make_edition()
    sheet_in(edition)

    found = act_of(edition, PhaseKind.PLENARY)

    assert (found.title, found.is_late) == ("1 lembar belum dikunci juri", True)
    assert "Ratna Juri (1)" in found.detail
    assert found.other_url == reverse("competitions:phase-list", args=[edition.slug])


def test_many_names_are_a_few_and_a_number():
    assert few(["A", "B", "C", "D", "E"]) == "A, B, C, 2 lainnya"
    assert few(["A"]) == "A"


def test_a_chair_is_sent_to_the_own_sheets_before_the_ranking(client):
    edition = make_edition()
    stage = StageFactory(edition=edition)
    chair = SeatFactory(panel__stage=stage, role=SeatRole.CHAIR).user
    own = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=chair))
    rank(edition, [1], innovation=InnovationFactory(title="Rahasia Peringkat"))
    client.force_login(chair)

    with clock.at(moment(PhaseKind.JUDGING)):
        marking = client.get(edition.get_absolute_url()).text
        type(own).objects.filter(pk=own.pk).update(total=80, finalised_at=START)
        done = client.get(edition.get_absolute_url()).text

    assert "1 lembar Anda belum dikunci" in marking
    assert "Rahasia Peringkat" not in marking
    assert "Peringkat dapat dibaca" in done
    assert "Rahasia Peringkat" in done


def test_a_chair_without_the_pledge_reads_it_first(client):
    edition = make_edition()
    client.force_login(SeatFactory(panel__stage__edition=edition, role=SeatRole.CHAIR, pledged=False).user)

    text = client.get(edition.get_absolute_url()).text

    assert "Pakta integritas belum disetujui" in text
    assert "kartu-teratas" not in text


# The cards


def test_a_chair_sees_no_body_in_conflict_among_the_first(client):
    edition = make_edition()
    stage = StageFactory(edition=edition)
    chair = SeatFactory(panel__stage=stage, role=SeatRole.CHAIR).user
    hidden = rank(edition, [1], innovation=InnovationFactory(title="Rahasia Benturan"))[0]
    ConflictFactory(user=chair, opd=hidden.proposal.innovation.opd)
    client.force_login(chair)

    with clock.at(moment(PhaseKind.JUDGING)):
        text = client.get(edition.get_absolute_url()).text

    assert "kartu-teratas" in text
    assert "Rahasia Benturan" not in text


def test_a_draft_has_its_checklist_and_no_cards(client):
    edition = EditionFactory(opened_at=None)
    client.force_login(AppointmentFactory().user)

    text = client.get(edition.get_absolute_url()).text

    assert "Lengkapi" in text
    assert 'id="pembukaan"' in text
    assert "card-q" not in text


def test_the_map_has_a_cell_for_each_sheet_and_a_bar_where_there_are_too_many(monkeypatch):
    edition = make_edition()
    sheets = [sheet_in(edition), sheet_in(edition, total=80, finalised_at=START)]
    figures, stage = EditionFigures(edition), edition.stages.get()

    card = sheets_card(figures, stage)
    monkeypatch.setattr(cards, "MOST_CELLS", 1)
    crowded = sheets_card(figures, stage)

    assert (card.final, card.given) == (1, len(sheets))
    assert [state for state, _path in card.map.paths] == ["final", "open"]
    assert card.spoken == "1 terkunci, 1 belum dinilai"
    assert (crowded.map, crowded.final_share) == (None, "50.00%")


def test_the_first_five_lie_on_one_axis():
    axis = Axis.of([Decimal("88.12"), Decimal("82.69")])

    assert (axis.low, axis.high) == (82, 89)
    assert axis.at(Decimal(82)) == "4.00%"
    assert axis.at(Decimal(89)) == "96.00%"
    assert Axis.of([Decimal(80)]).at(Decimal(80)) == "50.00%"


def chair_of_its_stage(edition):
    return SeatFactory(panel__stage=edition.stages.get(), role=SeatRole.CHAIR).user


@pytest.mark.parametrize(
    "make", [lambda _: AppointmentFactory().user, chair_of_its_stage], ids=["secretariat", "chair"]
)
def test_the_page_costs_the_same_for_any_number_of_rows(client, make):
    edition = make_edition()
    sheet_in(edition, total=80, finalised_at=START)
    ranking = rank(edition, [1])[0].ranking
    client.force_login(make(edition))

    with clock.at(moment(PhaseKind.JUDGING)):
        one = count(client, edition)
        for place in (2, 3, 4):
            sheet_in(edition, total=80, finalised_at=START)
            place_at(ranking, place)

        assert count(client, edition) == one <= MOST_QUERIES


MOST_QUERIES = 45


def count(client, edition):
    client.get(edition.get_absolute_url())  # what is kept is measured
    with CaptureQueriesContext(connection) as captured:
        assert client.get(edition.get_absolute_url()).status_code == 200
    return len(captured)

"""The column beside the pages of an edition: whose lines it holds, what stands beside them, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import Office, User
from competitions.models import PhaseKind, StageKind
from judging.models import Ranking, SeatRole
from kovablik.edition.column import GROUPS, EditionColumn
from submissions.models import State
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    ConflictFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    PlenaryFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    SlotFactory,
    StageFactory,
    UserFactory,
    VisitFactory,
)
from tests.moments import START, moment

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = ["Ketentuan & rubrik", "Kalender"]
WATCHED = [
    "Ikhtisar",
    *OPEN_TO_ALL,
    "OPD peserta",
    "Gladi bersih",
    "Rekap usulan",
    "Daftar usulan",
    "Seleksi administrasi",
    "Naskah",
    "Panel & juri",
    "Unsur juri",
    "Benturan",
    "Penugasan",
    "Jadwal presentasi",
    "Kunjungan",
    "Pantauan proposal",
    "Pantauan presentasi",
    "Pantauan kunjungan",
    "Peringkat",
    "Naik ke presentasi",
    "Naik ke kunjungan",
    "Pleno",
    "Penghargaan khusus",
    "Terbitkan",
    "Piagam",
    "E-mail keluar",
    "Jejak",
]
CHAIRED = [
    "Ikhtisar",
    *OPEN_TO_ALL,
    "Lembar terkunci",
    "Pakta integritas",
    "Benturan saya",
    "Peringkat",
    "Naik ke presentasi",
    "Naik ke kunjungan",
    "Pleno",
]


@pytest.fixture(autouse=True)
def _while_judging():
    with clock.at(moment(PhaseKind.JUDGING)):
        yield


@pytest.fixture
def edition(db):
    """An edition with its three stages."""
    edition = EditionFactory()
    for kind in StageKind:
        StageFactory(edition=edition, kind=kind)
    return edition


def stage_of(edition, kind=StageKind.DESK):
    return edition.stages.get(kind=kind)


def chair_of(edition):
    return SeatFactory(panel__stage=stage_of(edition), role=SeatRole.CHAIR).user


def marking_chair_of(edition):
    user = chair_of(edition)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage_of(edition), juror=user))
    return user


def column_of(edition, user, path=""):
    return EditionColumn(type(edition).objects.get(pk=edition.pk), User.objects.get(pk=user.pk), path)


def labels(column):
    return [str(place.label) for _label, places in column.groups for place in places]


def figures(column):
    places = [place for _label, places in column.groups for place in places]
    return {str(place.label): str(place.figure.text) for place in places if place.figure}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda _: AppointmentFactory(role=Office.SECRETARIAT).user, WATCHED),
        (
            lambda _: AppointmentFactory(role=Office.AUDITOR).user,
            [line for line in WATCHED if line != "Gladi bersih"],
        ),
        (chair_of, CHAIRED),
        (marking_chair_of, ["Ikhtisar", *OPEN_TO_ALL, "Lembar terkunci", "Pakta integritas", "Benturan saya"]),
        (
            lambda _: AppointmentFactory(role=Office.VERIFIER).user,
            [*OPEN_TO_ALL, "Daftar usulan", "Seleksi administrasi"],
        ),
        (
            lambda _: AppointmentFactory(role=Office.LEADER).user,
            [
                *OPEN_TO_ALL,
                "OPD peserta",
                "Rekap usulan",
                "Daftar usulan",
                "Pleno",
                "Penghargaan khusus",
                "Terbitkan",
                "Piagam",
            ],
        ),
        (lambda _: MembershipFactory().user, OPEN_TO_ALL),
        (
            lambda edition: SeatFactory(panel__stage=stage_of(edition)).user,
            [*OPEN_TO_ALL, "Pakta integritas", "Benturan saya"],
        ),
    ],
    ids=["secretariat", "auditor", "chair", "chair who still marks", "verifier", "leader", "operator", "juror"],
)
def test_each_person_has_the_lines_that_they_may_open(edition, make, expected):
    assert labels(column_of(edition, make(edition))) == expected


def test_an_edition_in_the_making_has_fewer_lines(edition):
    type(edition).objects.filter(pk=edition.pk).update(opened_at=None)

    column = column_of(edition, AppointmentFactory().user)

    assert set(WATCHED) - set(labels(column)) == {
        "Rekap usulan",
        "Daftar usulan",
        "Seleksi administrasi",
        "Naskah",
    }
    assert figures(column)["Ketentuan & rubrik"] == "disusun"


def test_where_there_is_one_stage_it_needs_no_name(edition):
    edition.stages.exclude(kind=StageKind.DESK).delete()

    found = labels(column_of(edition, AppointmentFactory().user))

    assert "Pantauan" in found
    assert not {"Jadwal presentasi", "Kunjungan", "Naik ke presentasi"} & set(found)


def test_beside_the_lines_stands_what_is_there(edition):
    other = EditionFactory()
    for one in (edition, other):
        fill(one)
    OPDFactory(is_participant=False)

    found = figures(column_of(edition, AppointmentFactory().user))

    called = type(OPDFactory()).objects.filter(is_participant=True).count() - 1
    assert found == {
        "OPD peserta": str(called),
        "Rekap usulan": f"3/{called}",
        "Daftar usulan": "4",
        "Seleksi administrasi": "1",
        "Panel & juri": "2",
        "Benturan": "1",
        "Penugasan": "3",
        "Jadwal presentasi": "1",
        "Kunjungan": "1",
        "Pantauan proposal": "1",
        "Pantauan presentasi": "✓",
        "Naik ke presentasi": "1",
        "Pleno": "belum",
    }


def fill(edition):
    """Four proposals, one of them a draft; two jurors in three seats; three sheets, one of them open."""
    desk, talk, visit = (at(edition, kind) for kind in StageKind)
    verified, second = ProposalFactory.create_batch(2, edition=edition, verified=True)
    ProposalFactory(edition=edition, sent=True)
    ProposalFactory(edition=edition)
    ProposalFactory(edition=edition, state=State.WITHDRAWN)
    juror = SeatFactory(panel__stage=desk).user
    SeatFactory(panel__stage=talk, user=juror)
    ConflictFactory(user=SeatFactory(panel__stage=desk).user)
    ConflictFactory(user=UserFactory())
    ScoreSheetFactory(assignment=AssignmentFactory(stage=desk, proposal=verified, juror=juror))
    locked = {"total": 80, "finalised_at": START}
    ScoreSheetFactory(assignment=AssignmentFactory(stage=desk, proposal=second, juror=juror), **locked)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=talk, proposal=verified, juror=juror), **locked)
    AssignmentFactory(stage=visit, proposal=verified, juror=juror, excused_at=START, excuse="Sakit.")
    PromotionFactory(stage=talk, proposal=verified)
    SlotFactory(session__stage=talk, proposal=verified)
    VisitFactory(stage=visit, proposal=verified, juror=juror, findings="x", visited_at=START, filed_at=START)


def at(edition, kind):
    return edition.stages.filter(kind=kind).first() or StageFactory(edition=edition, kind=kind)


def test_a_partner_takes_part_unless_it_denied_it(edition):
    proposal = ProposalFactory(edition=edition, verified=True)
    PartnershipFactory(innovation=proposal.innovation)
    answer = {"is_confirmed": False, "answered_at": START, "answered_by": proposal.created_by, "reason": "Bukan."}
    PartnershipFactory(innovation=proposal.innovation, **answer)

    assert figures(column_of(edition, AppointmentFactory().user))["Rekap usulan"] == "2/3"


def test_what_is_done_is_ticked(edition):
    ProposalFactory(edition=edition, verified=True)
    ranking = Ranking.objects.create(edition=edition, built_at=START, sheet_count=0, confirmed_at=START)
    PlenaryFactory(edition=edition, ranking=ranking, confirmed_at=START, confirmed_by=UserFactory())

    found = figures(column_of(edition, AppointmentFactory().user))

    assert (found["Seleksi administrasi"], found["Pleno"], found["Terbitkan"]) == ("✓", "✓", "siap")


def test_what_the_plenary_took_back_is_open_again(edition):
    ranking = Ranking.objects.create(edition=edition, built_at=START, sheet_count=0, confirmed_at=START)
    by = UserFactory()
    done = {"confirmed_at": START, "confirmed_by": by}
    taken_back = {"withdrawn_at": START, "withdrawn_by": by, "withdrawal_reason": "Salah hitung."}
    PlenaryFactory(edition=edition, ranking=ranking, **done, **taken_back)
    Ranking.objects.filter(pk=ranking.pk).update(withdrawn_at=START)

    found = figures(column_of(edition, AppointmentFactory().user))

    assert (found["Pleno"], "Terbitkan" in found, "Peringkat" in found) == ("belum", False, False)


@pytest.mark.parametrize(
    ("name", "args", "label"),
    [
        ("edition-detail", (), "Ikhtisar"),
        ("competitions:edition-rules", (), "Ketentuan & rubrik"),
        ("competitions:category-update", (), "Ketentuan & rubrik"),
        ("competitions:stage-rules", (1,), "Ketentuan & rubrik"),
        ("competitions:rubric-update", (1,), "Ketentuan & rubrik"),
        ("competitions:phase-list", (), "Kalender"),
        ("competitions:phase-update", (), "Kalender"),
        ("competitions:participant-list", (), "OPD peserta"),
        ("submissions:extension-create", (1,), "Rekap usulan"),
        ("judging:seat-detail", (1,), "Panel & juri"),
        ("judging:plan-detail", (1,), "Penugasan"),
        ("judging:session-update", (1,), "Jadwal presentasi"),
        ("judging:place-detail", (1,), "Peringkat"),
        ("awards:plenary-detail", (), "Pleno"),
        ("ledger-list", (), "Jejak"),
    ],
)
def test_a_page_belongs_to_the_line_under_which_its_address_lies(edition, name, args, label):
    path = reverse(name, args=[edition.slug, *args])

    column = column_of(edition, AppointmentFactory().user, path)

    assert str(column.title) == label
    assert sum(place.is_here for _label, places in column.groups for place in places) == 1


def test_each_stage_has_its_own_line(edition):
    stage = stage_of(edition, StageKind.VISIT)
    path = reverse("judging:spread-list", args=[edition.slug, stage.pk])

    assert str(column_of(edition, AppointmentFactory().user, path).title) == "Pantauan kunjungan"


@pytest.mark.parametrize("path", ["/beranda/", "/hasil/", "/penilaian/", "/kelola/", "/kelola/lain/panel/"])
def test_a_page_of_no_edition_has_no_column(edition, path):
    assert not column_of(edition, AppointmentFactory().user, path).is_wanted


@pytest.mark.parametrize(
    "make",
    [
        lambda _: MembershipFactory().user,
        lambda edition: SeatFactory(panel__stage=stage_of(edition)).user,
        lambda _: chair_of(StageFactory(kind=StageKind.DESK).edition),
        lambda _: UserFactory(),
    ],
    ids=["operator", "juror", "chair of another", "nobody"],
)
def test_who_has_no_other_page_of_it_has_no_column(client, edition, make):
    client.force_login(make(edition))

    response = client.get(reverse("competitions:edition-rules", args=[edition.slug]))

    assert response.status_code == 200
    assert 'class="column"' not in response.text


def test_the_switcher_leads_to_the_other_editions_that_a_person_may_see(edition):
    second, draft = EditionFactory(), EditionFactory(opened_at=None)

    assert set(column_of(edition, AppointmentFactory().user).others) == {second, draft}
    assert column_of(edition, chair_of(edition)).others == [second]


@pytest.mark.parametrize("make", [lambda _: AppointmentFactory().user, chair_of], ids=["secretariat", "chair"])
def test_the_column_costs_the_same_for_any_number_of_rows(client, edition, make):
    client.force_login(make(edition))
    page = reverse("competitions:phase-list", args=[edition.slug])

    few = queries(client, page)
    for _ in range(2):
        fill(edition)
    EditionFactory.create_batch(2)

    assert queries(client, page) == few


def test_the_column_costs_two_queries(client, edition):
    """Its figures, and the other editions: the phases that it reads are those of the strip."""
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)
    page = reverse("competitions:phase-list", args=[edition.slug])
    with_column = queries(client, page)
    client.force_login(MembershipFactory().user)

    assert with_column - queries(client, page) == 2


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_every_line_has_a_name_of_its_own():
    found = [line.label or line.label_of for _label, lines in GROUPS for line in lines]

    assert len(set(map(str, found))) == len(found)


def test_a_chair_is_told_no_count(edition):
    """It would tell of proposals that the own interests touch."""
    fill(edition)

    assert figures(column_of(edition, chair_of(edition))) == {"Pleno": "belum"}


def test_what_several_rights_ask_of_a_chair_is_asked_once(client, edition):
    """Whether they chair it, have pledged, and still mark; beside that what the column costs anyone."""
    page = reverse("competitions:phase-list", args=[edition.slug])
    client.force_login(chair_of(edition))
    chaired = queries(client, page)
    client.force_login(MembershipFactory().user)

    assert chaired - queries(client, page) == 2 + 3 + 1  # and whether they sit in the stage of presentations


def test_a_page_that_fills_the_screen_has_no_column(client, edition):
    slot = SlotFactory(session__stage=stage_of(edition, StageKind.PRESENTATION))
    client.force_login(AppointmentFactory().user)

    assert 'class="column"' not in client.get(reverse("judging:timer-detail", args=[edition.slug, slot.pk])).text

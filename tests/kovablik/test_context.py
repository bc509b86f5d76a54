"""The frame of every page: the menu by part, the strip, and what they cost."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole, Office, User
from competitions.models import PhaseKind
from judging.models import SeatRole
from kovablik.context import LABELS, MOST_PLACES, PLACES, Frame
from tests.factories import AppointmentFactory, EditionFactory, MembershipFactory, SeatFactory, UserFactory
from tests.moments import AFTER, BEFORE, moment

pytestmark = pytest.mark.django_db


def frame_of(user, path="/beranda/"):
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=user.pk)
    return Frame(request)


@pytest.mark.parametrize(
    ("make", "part", "places"),
    [
        (
            lambda: AppointmentFactory(role=Office.SECRETARIAT).user,
            "Bagian Organisasi",
            ["Edisi", "OPD & orang", "Arsip"],
        ),
        (lambda: AppointmentFactory(role=Office.VERIFIER).user, "Verifikator", ["Administrasi", "Usulan", "Edisi"]),
        (lambda: AppointmentFactory(role=Office.LEADER).user, "Pimpinan", ["Edisi", "Hasil", "Satu OPD satu inovasi"]),
        (lambda: AppointmentFactory(role=Office.AUDITOR).user, "Auditor", ["Edisi", "Penilaian", "Arsip"]),
        (lambda: MembershipFactory(opd__abbr="Dinkes").user, "Operator OPD · Dinkes", ["Usulan", "Edisi", "Hasil"]),
        (
            lambda: MembershipFactory(role=MembershipRole.HEAD, opd__abbr="Dinkes").user,
            "Kepala OPD · Dinkes",
            ["Usulan", "Edisi", "Hasil"],
        ),
        (lambda: SeatFactory(panel__name="Panel A").user, "Akademisi · Panel A", ["Penilaian", "Edisi", "Hasil"]),
        (
            lambda: SeatFactory(panel__name="Panel A", role=SeatRole.CHAIR).user,
            "Ketua panel · Panel A",
            ["Penilaian", "Edisi", "Hasil"],
        ),
        (
            lambda: MembershipFactory(role=MembershipRole.STAFF, opd__abbr="Dinkes").user,
            "Pegawai · Dinkes",
            ["Edisi", "Hasil"],
        ),
        (lambda: UserFactory(is_superuser=True, is_staff=True), "Administrator", ["Pengaturan"]),
        (UserFactory, "", []),
    ],
    ids=[
        "secretariat",
        "verifier",
        "leader",
        "auditor",
        "operator",
        "head",
        "juror",
        "chair",
        "staff",
        "admin",
        "nobody",
    ],
)
def test_the_menu_holds_the_places_of_the_part(make, part, places):
    frame = frame_of(make())

    assert frame.part == part
    assert [str(place.label) for place in frame.places] == ["Beranda", *places]


def test_whoever_plays_many_parts_still_has_four_places():
    user = AppointmentFactory(role=Office.SECRETARIAT).user
    AppointmentFactory(user=user, role=Office.VERIFIER)
    MembershipFactory(user=user)
    SeatFactory(user=user)

    labels = [str(place.label) for place in frame_of(user).places]

    assert len(labels) == MOST_PLACES
    assert labels == ["Beranda", "Edisi", "OPD & orang", "Arsip"]


@pytest.mark.parametrize(
    ("name", "make", "place"),
    [
        ("competitions:edition-create", AppointmentFactory, "Edisi"),
        ("submissions:proposal-list", AppointmentFactory, "Edisi"),
        ("submissions:proposal-list", MembershipFactory, "Usulan"),
        ("submissions:import-create", AppointmentFactory, "OPD & orang"),
        ("agency-list", AppointmentFactory, "OPD & orang"),
        ("person-list", AppointmentFactory, "OPD & orang"),
        ("ledger-general", AppointmentFactory, "OPD & orang"),
        ("awards:result-list", AppointmentFactory, "Arsip"),
        ("awards:result-list", MembershipFactory, "Hasil"),
    ],
)
def test_the_menu_marks_where_one_is(name, make, place):
    here = [str(one.label) for one in frame_of(make().user, reverse(name)).places if one.is_here]

    assert here == [place]


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        (BEFORE, PhaseKind.SOCIALISATION),
        (PhaseKind.REGISTRATION, PhaseKind.REGISTRATION),
        (PhaseKind.PLENARY, PhaseKind.PLENARY),
        (AFTER, None),
    ],
)
def test_the_strip_speaks_of_what_runs_or_comes_next(when, kind):
    EditionFactory()

    with clock.at(moment(when)):
        phase = frame_of(UserFactory()).phase

    assert (phase and phase.kind) == kind


def test_the_strip_prefers_what_others_wait_for_over_the_socialisation():
    edition = EditionFactory()
    edition.phases.filter(kind=PhaseKind.SOCIALISATION).update(closes_at=moment(PhaseKind.ADMINISTRATION))

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert frame_of(UserFactory()).phase.kind == PhaseKind.REGISTRATION


def test_the_strip_keeps_silent_about_an_edition_that_is_not_open():
    EditionFactory(opened_at=None)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert frame_of(UserFactory()).phase is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_frame_costs_two_queries(count, django_assert_num_queries):
    user = AppointmentFactory().user
    MembershipFactory.create_batch(count, user=user)
    SeatFactory.create_batch(count, user=user)
    EditionFactory.create_batch(count)
    frame = frame_of(user)

    with django_assert_num_queries(2), clock.at(moment(PhaseKind.REGISTRATION)):
        _ = frame.part, frame.places, frame.phase, frame.phase.edition


def test_a_juror_who_is_staff_of_a_body_is_named_as_a_juror():
    user = MembershipFactory(role=MembershipRole.STAFF).user
    SeatFactory(user=user, panel__name="Panel A")

    assert frame_of(user).part == "Akademisi · Panel A"


def test_every_part_has_its_places_and_its_name():
    parts = {*Office, *MembershipRole, *SeatRole}

    assert parts <= set(PLACES)
    assert parts - {SeatRole.MEMBER} <= set(LABELS)

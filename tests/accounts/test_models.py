from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import OPD, Appointment, Membership, MembershipRole, Office, User
from tests.factories import AppointmentFactory, MembershipFactory, OPDFactory, UserFactory

pytestmark = pytest.mark.django_db


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_body_has_a_known_kind():
    with refuses("accounts_opd_kind_known"):
        OPDFactory(kind="partai")


def test_a_body_is_not_its_own_parent():
    opd = OPDFactory()

    with refuses("accounts_opd_not_own_parent"):
        OPD.objects.filter(pk=opd.pk).update(parent=opd)


@pytest.mark.parametrize("column", ["name", "abbr"])
def test_bodies_have_names_of_their_own(column):
    OPDFactory(**{column: "Dinas Kesehatan"})

    with refuses(f"accounts_opd_{column}"):
        OPDFactory(**{column: "Dinas Kesehatan"})


def test_a_membership_has_a_known_role():
    with refuses("accounts_membership_role_known"):
        MembershipFactory(role="tamu")


def test_a_membership_ends_after_it_begins():
    with refuses("accounts_membership_dates"):
        MembershipFactory(starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 1))


def test_a_membership_runs_once_at_a_time():
    ended = MembershipFactory(ends_on=date(2025, 1, 1))
    again = MembershipFactory(user=ended.user, opd=ended.opd)

    with refuses("accounts_membership_once"):
        MembershipFactory(user=again.user, opd=again.opd)


def test_an_appointment_has_a_known_office():
    with refuses("accounts_appointment_role_known"):
        AppointmentFactory(role="raja")


def test_an_appointment_ends_after_it_begins():
    with refuses("accounts_appointment_dates"):
        AppointmentFactory(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))


def test_an_appointment_runs_once_at_a_time():
    ended = AppointmentFactory(ends_on=date(2025, 1, 1))
    again = AppointmentFactory(user=ended.user)

    with refuses("accounts_appointment_once"):
        AppointmentFactory(user=again.user)


def test_two_accounts_cannot_share_an_address():
    UserFactory(email="sama@contoh.example")

    with refuses("email"):
        UserFactory(email="sama@contoh.example")


@pytest.mark.parametrize("make", [MembershipFactory, AppointmentFactory])
def test_a_person_who_holds_a_part_cannot_be_deleted(make):
    person = make().user

    with pytest.raises(ProtectedError), transaction.atomic():
        person.delete()


@pytest.mark.parametrize(
    ("day", "is_current"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 29), True), (date(2026, 6, 30), False)],
)
@pytest.mark.parametrize("make", [MembershipFactory, AppointmentFactory])
def test_a_part_holds_from_its_first_day_up_to_its_last(make, day, is_current):
    row = make(starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))

    assert type(row).objects.current(on=day).exists() is is_current


def test_offices_are_those_held_today():
    person = AppointmentFactory(role=Office.VERIFIER).user
    AppointmentFactory(user=person, role=Office.SECRETARIAT, ends_on=date(2021, 1, 1))

    assert person.offices == {Office.VERIFIER}
    assert person.has_role(Office.SECRETARIAT, Office.VERIFIER)
    assert not person.has_role(Office.SECRETARIAT)


def test_offices_are_read_once(django_assert_num_queries):
    person = AppointmentFactory().user

    with django_assert_num_queries(1):
        assert person.has_role(Office.SECRETARIAT)
        assert not person.has_role(Office.AUDITOR)


def test_opd_roles_gather_the_parts_in_each_body():
    membership = MembershipFactory()
    MembershipFactory(user=membership.user, opd=membership.opd, role=MembershipRole.HEAD)
    elsewhere = MembershipFactory(user=membership.user)
    MembershipFactory(user=membership.user, ends_on=date(2021, 1, 1))

    assert membership.user.opd_roles == {
        membership.opd_id: {MembershipRole.OPERATOR, MembershipRole.HEAD},
        elsewhere.opd_id: {MembershipRole.OPERATOR},
    }


def test_the_family_is_everyone_above_and_below_but_no_sibling():
    setda = OPDFactory()
    dinas, other = OPDFactory(parent=setda), OPDFactory(parent=setda)
    upt = OPDFactory(parent=dinas)
    post = OPDFactory(parent=upt)

    person = MembershipFactory(opd=dinas).user

    assert person.family_ids == {setda.pk, dinas.pk, upt.pk, post.pk}
    assert other.pk not in person.family_ids


def test_whoever_belongs_nowhere_has_no_family():
    assert UserFactory().family_ids == set()


def test_participating_leaves_out_whom_the_call_does_not_address():
    opd = OPDFactory()
    OPDFactory(is_participant=False)

    assert list(OPD.objects.participating()) == [opd]


def test_rows_say_who_they_are():
    membership = MembershipFactory(user__name="Siti", opd__name="Dinas Kesehatan")

    assert str(membership) == "Siti / Dinas Kesehatan / Operator OPD"
    assert str(AppointmentFactory(user__name="Budi")) == "Budi / Bagian Organisasi"
    assert (str(User(username="adi")), User(name="Adi").get_full_name()) == ("adi", "Adi")
    assert Membership.objects.count() == Appointment.objects.count() == 1


def test_staff_belong_to_the_family_and_act_for_nobody():
    membership = MembershipFactory(role=MembershipRole.STAFF)

    assert membership.user.opd_roles == {}
    assert membership.user.family_ids == {membership.opd_id}

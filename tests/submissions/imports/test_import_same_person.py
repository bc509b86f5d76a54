"""The same person under another address: recognised by number, or by name and agency, and asked for."""

import pytest

from accounts import clock
from accounts.models import OPD, User
from submissions.imports.checking import check
from submissions.imports.reading import read
from tests.accounts.spreadsheets.books import upload
from tests.factories import AppointmentFactory, MembershipFactory, OPDFactory, UserFactory
from tests.moments import START
from tests.submissions.imports.sheets import PERSON, workbook

pytestmark = pytest.mark.django_db
NIP = PERSON[2]


@pytest.fixture(autouse=True)
def _now():
    with clock.at(START):
        yield


@pytest.fixture
def siti():
    """She has an account under another address than the file's."""
    opd = OPDFactory(name="Dinas Arsip Contoh", abbr="Arsipcon")
    return MembershipFactory(opd=opd, user=UserFactory(name="Siti Aminah", email="lama@contoh.go.id", nip="")).user


def plan_of(answers=None, **values):
    names = ("name", "email", "nip", "phone", "opd", "role", "starts_on")
    row = [values.get(name, default) for name, default in zip(names, PERSON, strict=True)]
    return check(read(workbook(people=[row])), answers=answers)


def problems(plan):
    return [problem.sentence for line in plan.lines for problem in line.problems]


def test_a_namesake_in_the_agency_is_asked_for(siti):
    plan = plan_of(name="SITI  aminah")

    assert [(one.number, one.known_email, one.by_nip) for one in plan.questions] == [(2, "lama@contoh.go.id", False)]
    assert "Jawab dahulu" in problems(plan)[0]


def test_the_same_person_keeps_the_account(siti):
    plan = plan_of({2: "sama"})

    assert problems(plan) == []
    assert [(draft.pk, draft.values["nip"]) for draft in plan.people] == [(siti.pk, NIP)]
    assert plan.memberships == []  # an operator there already


def test_another_person_gets_one(siti):
    plan = plan_of({2: "lain"})

    assert problems(plan) == []
    assert [(draft.pk, draft.email) for draft in plan.people] == [(None, "siti@contoh.go.id")]


def test_a_number_is_one_persons_whatever_is_answered(siti):
    User.objects.filter(pk=siti.pk).update(nip=NIP, name="Nama Lain")

    assert problems(plan_of({2: "lain"})) == ["NIP ini dipakai Nama Lain, lama@contoh.go.id."]
    assert problems(plan_of()) == ["NIP ini dipakai Nama Lain, lama@contoh.go.id."]
    assert [draft.pk for draft in plan_of({2: "sama"}).people] == [siti.pk]


def test_elsewhere_a_name_is_no_sign(siti):
    OPDFactory(abbr="Lain")

    assert plan_of(opd="Lain").questions == []


def test_the_answer_goes_with_the_storing(client, siti):
    client.force_login(AppointmentFactory().user)
    file = upload(workbook(people=[PERSON]))
    asked = client.post("/kelola/impor/", {"file": file}, follow=True)
    address = asked.request["PATH_INFO"]
    preview = client.get(address, {"orang-2": "sama"})
    sent = preview.context["storing"].initial
    client.post(f"{address}simpan/", {"seen": sent["seen"], "answers": sent["answers"]})

    assert "Orang yang sama?" in asked.text
    assert User.objects.filter(name="Siti Aminah").count() == 1
    assert User.objects.get(pk=siti.pk).nip == NIP
    assert OPD.objects.count() == 1

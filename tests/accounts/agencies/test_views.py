"""The pages of agencies: who sees them, what they cost, and that a refusal stands at its field."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import OPD, FormerName
from tests.factories import AppointmentFactory, MembershipFactory, OPDFactory, ProposalFactory
from tests.moments import moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

QUERIES = 5
WHY = "Perda 3 Tahun 2026"


@pytest.fixture(autouse=True)
def now():
    with clock.at(moment("registration")):
        yield


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


def acts(opd):
    names = ("update", "rename", "name-back", "close", "merge", "reopen")
    return [reverse(f"agency-{name}", args=[opd.pk]) for name in names] + [reverse("agency-create")]


def test_who_sees_and_who_acts(client):
    opd = OPDFactory()
    codes = {}
    for role, person in everyone(ProposalFactory()).items():
        client.force_login(person)
        pages = {client.get(reverse("agency-list")).status_code, client.get(f"/kelola/opd/{opd.pk}/").status_code}
        codes[role] = (pages, {client.get(url).status_code for url in acts(opd)})

    may = {"secretariat": ({200}, {200}), "auditor": ({200}, {403})}
    assert codes == {role: may.get(role, ({403}, {403})) for role in ROLES}


def test_the_paths_are_no_edition(client, secretary):
    assert "OPD baru" in client.get("/kelola/opd/").text
    assert "Orang baru" in client.get("/kelola/orang/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, secretary, count, django_assert_num_queries):
    for _ in range(count):
        MembershipFactory(opd=OPDFactory(parent=OPDFactory()))
    client.get(reverse("agency-list"))

    with django_assert_num_queries(QUERIES):
        response = client.get(reverse("agency-list"))

    assert len(response.context["page"].object_list) == 2 * count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Kafé Warga", "Dinas Lain"}),
        ({"q": "kafe\u0301"}, {"Kafé Warga"}),
        ({"q": "  WARGA "}, {"Kafé Warga"}),
        ({"q": "dahulu"}, {"Dinas Lain"}),
        ({"jenis": "badan"}, {"Kafé Warga"}),
        ({"peserta": "tidak"}, {"Dinas Lain"}),
        ({"keadaan": "ditutup"}, {"Dinas Tutup"}),
        ({"keadaan": "semua"}, {"Kafé Warga", "Dinas Lain", "Dinas Tutup"}),
        ({"jenis": "tiada", "page": "x"}, {"Kafé Warga", "Dinas Lain"}),
        ({"q": "%_'"}, set()),
        ({"q": "\x00"}, {"Kafé Warga", "Dinas Lain"}),
    ],
)
def test_filters_are_addresses(client, secretary, query, found):
    OPDFactory(name="Kafé Warga", abbr="KW", kind="badan")
    other = OPDFactory(name="Dinas Lain", is_participant=False)
    FormerName.objects.create(opd=other, name="Dinas Dahulu", abbr="DD", until=date(2025, 1, 1))
    OPDFactory(name="Dinas Tutup", closed_on=date(2026, 1, 1))

    response = client.get(reverse("agency-list"), query)

    assert {opd.name for opd in response.context["page"]} == found


def test_an_agency_says_who_serves_what_stands_and_what_it_was_called(client, secretary):
    opd = OPDFactory(name="Dinas Wisata")
    MembershipFactory(opd=opd, user__name="Rina")
    MembershipFactory(opd=opd, user__name="Budi", ends_on=date(2021, 1, 1))
    ProposalFactory(innovation__opd=opd, edition__short_name="KOVABLIK 2026")
    FormerName.objects.create(opd=opd, name="Dinas Dahulu", abbr="DD", until=date(2025, 1, 1))

    text = client.get(reverse("agency-detail", args=[opd.pk])).text

    for words in ("Rina", "1 tugas yang sudah berakhir", "Budi", "1 usulan di KOVABLIK 2026", "Dinas Dahulu"):
        assert words in text
    assert "sampai 1 Januari 2025" in text


def test_a_new_agency_and_what_is_wrong_with_it(client, secretary):
    OPDFactory(name="Dinas Kesehatan", abbr="Dinkes")
    values = {"name": "DINAS kesehatan", "abbr": "Dinkes 2", "kind": "dinas", "is_participant": "on"}

    response = client.post(reverse("agency-create"), values)
    assert response.status_code == 422
    assert "Nama ini dipakai Dinas Kesehatan (Dinkes)." in response.text
    assert 'value="DINAS kesehatan"' in response.text

    client.post(reverse("agency-create"), {**values, "name": "Dinas Baru"})
    assert OPD.objects.get(name="Dinas Baru").abbr == "Dinkes 2"


def test_the_life_of_an_agency_by_its_pages(client, secretary):
    opd, into = OPDFactory(name="Dinas A", abbr="A"), OPDFactory(name="Dinas B")
    MembershipFactory(opd=opd)
    proposal = ProposalFactory(innovation__opd=opd, innovation__title="Sapa Warga")
    renaming, rename, back, close, merge, reopen = acts(opd)[:6]
    given = {"on": "2026-01-01", "reason": WHY}

    def post(url, **values):
        return client.post(url, values, follow=True).text

    assert "Nama yang lama tetap tercatat." in post(rename, name="Dinas AA", abbr="AA", **given)
    assert "Penggantian nama ditarik kembali." in post(back, reason=WHY)
    assert "Selesaikan dahulu" in client.get(close).text
    assert "“Sapa Warga” diteruskan ke" in client.get(merge).text
    assert "Pilih OPD lain yang masih ada." in post(merge, into=opd.pk, **given)
    assert "Tanggal ini belum tiba" in post(merge, into=into.pk, on="2027-01-01", reason=WHY)
    assert "OPD digabungkan ke Dinas B." in post(merge, into=into.pk, **given)
    proposal.innovation.refresh_from_db()
    assert proposal.innovation.opd == into
    assert "Digabungkan ke" in client.get(reverse("agency-detail", args=[opd.pk])).text
    assert "OPD dibuka kembali." in post(reopen, reason=WHY)
    assert client.get(renaming).status_code == 200


@pytest.mark.parametrize("name", ["close", "merge", "rename"])
def test_bad_input_is_told_at_the_field_and_nothing_is_lost(client, secretary, name):
    opd = OPDFactory()

    response = client.post(reverse(f"agency-{name}", args=[opd.pk]), {"on": "kemarin", "reason": "x" * 301})

    assert response.status_code == 422
    assert "kemarin" in response.text
    assert "x" * 301 in response.text
    opd.refresh_from_db()
    assert opd.closed_on is None


def test_who_is_unknown_is_not_found(client, secretary):
    assert client.get("/kelola/opd/999999/").status_code == 404
    assert client.get("/kelola/orang/999999/").status_code == 404
    assert client.get("/kelola/opd/99999999999999999999999/").status_code == 404

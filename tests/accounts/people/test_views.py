"""The pages of people: who sees them, what they cost, and the acts through them."""

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from accounts import clock
from accounts.models import Membership, MembershipRole, Office, User
from tests.factories import AppointmentFactory, MembershipFactory, OPDFactory, ProposalFactory, SeatFactory, UserFactory
from tests.moments import moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

QUERIES = 9


@pytest.fixture(autouse=True)
def now():
    with clock.at(moment("registration")):
        yield


@pytest.fixture
def secretary(client):
    user = AppointmentFactory(user__name="Sekretaris").user
    client.force_login(user)
    return user


def pages_of(person, post):
    acts = ("person-update", "person-address", "person-deactivate", "person-reactivate", "post-create")
    return [
        *(reverse(name, args=[person.pk]) for name in (*acts, "appointment-create")),
        reverse("post-end", args=["opd", post.pk]),
        reverse("head-replace", args=[post.opd_id]),
        reverse("person-create"),
    ]


def test_who_sees_and_who_acts(client):
    post = MembershipFactory()
    codes = {}
    for role, person in everyone(ProposalFactory()).items():
        client.force_login(person)
        seen = {client.get(url).status_code for url in ("/kelola/orang/", f"/kelola/orang/{post.user_id}/")}
        acts = {client.get(url).status_code for url in pages_of(post.user, post)}
        acts |= {client.post(reverse("post-resume", args=["opd", post.pk])).status_code}
        codes[role] = (seen, acts)

    may = {"secretariat": ({200}, {200, 302}), "auditor": ({200}, {403})}
    assert codes == {role: may.get(role, ({403}, {403})) for role in ROLES}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, secretary, count, django_assert_num_queries):
    for _ in range(count):
        AppointmentFactory(user=MembershipFactory().user, role=Office.VERIFIER)
    client.get(reverse("person-list"))

    with django_assert_num_queries(QUERIES):
        response = client.get(reverse("person-list"))

    assert len(response.context["page"].object_list) == count + 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Sekretaris", "Rina", "Budi", "Tono"}),
        ({"q": "RINA"}, {"Rina"}),
        ({"q": "budi@"}, {"Budi"}),
        ({"peran": "head"}, {"Rina"}),
        ({"peran": "verifier"}, {"Budi"}),
        ({"opd": "own"}, {"Rina"}),
        ({"saring": "belum-masuk"}, {"Rina", "Tono"}),
        ({"saring": "tanpa-sandi"}, {"Tono"}),
        ({"saring": "nonaktif"}, {"Dwi"}),
        ({"saring": "x", "peran": "y", "opd": "z", "page": "q"}, {"Sekretaris", "Rina", "Budi", "Tono"}),
    ],
)
def test_filters_are_addresses(client, secretary, query, found):
    own = MembershipFactory(user__name="Rina", role=MembershipRole.HEAD).opd
    AppointmentFactory(user=UserFactory(name="Budi", email="budi@contoh.example"), role=Office.VERIFIER)
    User.objects.exclude(name="Rina").update(last_login=clock.now())
    UserFactory(name="Tono", password=make_password(None))
    UserFactory(name="Dwi", is_active=False)
    User.objects.filter(name="Tono").update(password=make_password(None))
    if query.get("opd") == "own":
        query = {"opd": own.pk}

    response = client.get(reverse("person-list"), query)

    assert {person.name for person in response.context["page"]} == found


def test_the_invitations_are_a_filter_now(client, secretary):
    response = client.get(reverse("invitation-list"))

    assert response.headers["Location"] == "/kelola/orang/?saring=tanpa-sandi"


def test_a_person_shows_posts_office_and_account(client, secretary):
    person = MembershipFactory(user__name="Rina", opd__name="Dinas Wisata").user
    AppointmentFactory(user=person, role=Office.VERIFIER, ends_on=date(2025, 1, 1))

    text = client.get(reverse("person-detail", args=[person.pk])).text

    for words in ("Rina", "Dinas Wisata", "Verifikator", "1 Januari 2025", person.nip, person.phone, person.email):
        assert words in text


def test_a_person_shows_seats_and_letters_by_link(client, secretary):
    seat = SeatFactory(panel__stage__edition__short_name="KOVABLIK 2026")

    text = client.get(reverse("person-detail", args=[seat.user_id])).text

    assert "KOVABLIK 2026" in text
    assert f"/email/?orang={seat.user_id}" in text


def test_a_life_by_the_pages(client, secretary):
    opd = OPDFactory(name="Dinas Wisata")
    values = {"name": "Rina", "email": "Rina@batu.go.id\u200b", "nip": "19800101 200501 1 001", "phone": ""}

    def post(page, /, *args, **sent):
        return client.post(reverse(page, args=args), sent, follow=True).text

    assert "Rina ditambahkan dan diundang." in post("person-create", **values, opd=opd.pk, role="operator")
    rina = User.objects.get(email="rina@batu.go.id")
    assert rina.nip == "198001012005011001"
    assert "Alamat ini dipakai Rina, Dinas Wisata." in post("person-create", **values, role="operator")
    assert "Data orang tersimpan." in post("person-update", rina.pk, name="Rina Wati", nip="", phone="0812")
    assert "Kedua alamat diberi tahu." in post("person-address", rina.pk, email="rina.wati@batu.go.id")
    assert "Penunjukan dicatat." in post("appointment-create", rina.pk, role="verifier", starts_on="2026-01-01")
    (membership,) = rina.memberships.all()
    assert "Tugas dibatalkan." in post("post-cancel", "opd", membership.pk)
    assert "Tugas diberikan." in post("post-create", rina.pk, opd=opd.pk, role="staff", starts_on="2025-01-01")
    (membership,) = rina.memberships.all()
    assert "Akhir tugas dicatat." in post("post-end", "opd", membership.pk, on="2026-01-15")
    assert "Akhir tugas ditarik kembali." in post("post-resume", "opd", membership.pk)
    assert "Belum ada orang dengan alamat ini." in post("head-replace", opd.pk, email="x@y.id", on="2026-01-15")
    assert "Kepala OPD diganti." in post("head-replace", opd.pk, email="RINA.wati@batu.go.id", on="2026-01-15")
    assert "Akun dinonaktifkan." in post("person-deactivate", rina.pk, reason="Pensiun")
    assert "Akun diaktifkan kembali." in post("person-reactivate", rina.pk, reason="Keliru")


def test_a_second_head_is_worth_a_word(client, secretary):
    opd = MembershipFactory(role=MembershipRole.HEAD, user__name="Budi").opd
    sent = {"opd": opd.pk, "role": "head", "starts_on": "2026-01-01"}

    text = client.post(reverse("post-create", args=[UserFactory(name="Rina").pk]), sent, follow=True).text

    assert "OPD ini mempunyai lebih dari satu kepala: " in text


def test_a_new_person_whose_post_is_refused_is_not_made(client, secretary):
    opd = OPDFactory()
    sent = {"name": "Rina", "email": "rina@batu.go.id", "opd": opd.pk, "role": "", "starts_on": ""}

    response = client.post(reverse("person-create"), sent)

    assert response.status_code == 422
    assert not User.objects.filter(email="rina@batu.go.id").exists()
    assert not Membership.objects.exists()


def test_an_invitation_goes_back_to_where_it_was_asked_for_and_nowhere_else(client, secretary):
    person = UserFactory()
    User.objects.filter(pk=person.pk).update(password=make_password(None))
    send = reverse("invitation-send", args=[person.pk])

    here = client.post(send, {"next": "/kelola/orang/?saring=tanpa-sandi"})
    there = client.post(send, {"next": "https://evil.example/"})

    assert here.headers["Location"] == "/kelola/orang/?saring=tanpa-sandi"
    assert there.headers["Location"] == reverse("person-detail", args=[person.pk])

"""What anyone sees without signing in, and what nobody does."""

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import OPD, MembershipRole, User
from awards.actions.certificates import revoke_certificate
from awards.actions.special import add_special_award
from awards.models import Result
from awards.privacy import without_personal_data
from competitions.models import PhaseKind
from tests.awards.ranked import draw_all, make_edition, place_at, publish, published, rank, secretary
from tests.factories import (
    EditionFactory,
    InnovationFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    SectionFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db
PLANTED = ("198001012005011099", "081298765432", "+62 812-9876-5432", "rahasia@batu.example", "19800101 200501 1 099")


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def test_nothing_is_public_before_publication(client):
    edition = make_edition()
    (place,) = rank(edition, [1])
    innovation = place.proposal.innovation

    assert "Belum ada hasil yang terbit" in client.get(url("result-list")).text
    assert "Belum ada inovasi" in client.get(url("innovation-list")).text
    assert client.get(url("result-detail", edition.slug)).status_code == 404
    assert client.get(url("innovation-detail", innovation.pk, innovation.slug)).status_code == 404
    assert innovation.title not in client.get(url("opd-list")).text


def test_result_names_winners_and_nobody_else(client):
    publication = published((1, 2, 3, 4, 5), partner=True)
    *winners, loser = publication.results.all()

    html = client.get(publication.get_absolute_url()).text

    assert all(winner.title in html and winner.owners in html for winner in winners)
    assert loser.title not in html
    assert loser.owners not in html
    assert "menilai 5 inovasi" in html
    assert "CONTOH" not in html


def test_result_prints_places_only_where_the_tier_does(client):
    edition = make_edition(tiers=[(1, True), (3, False)])
    ranking = rank(edition, [1])[0].ranking
    place_at(ranking, 2, innovation=InnovationFactory(title="Zamrud"))
    place_at(ranking, 3, innovation=InnovationFactory(title="Aster"))
    publication = publish(edition)

    html = client.get(publication.get_absolute_url()).text

    assert html.count('class="place"') == 1
    assert html.index("Aster") < html.index("Zamrud")


def test_result_shows_special_awards_and_marks_samples(client):
    edition = make_edition(is_sample=True)
    rank(edition, [1])
    holder = OPDFactory(name="Lembaga Penyiaran Contoh")
    with clock.at(moment(PhaseKind.PLENARY)):
        add_special_award(edition=edition, name="Best Support", holder=holder, by=secretary())
    publication = publish(edition)

    html = client.get(publication.get_absolute_url()).text

    assert "Lembaga Penyiaran Contoh" in html
    assert "CONTOH" in html


def test_innovation_page_shows_the_summary_of_a_winner(client):
    publication = published((1, 2, 3, 4, 5))
    winner, *_rest, loser = publication.results.all()
    summary = SectionFactory(proposal=winner.proposal, template__name="Ringkasan", text="Antar obat ke rumah.").template
    SectionFactory(proposal=loser.proposal, template=summary, text="Kalah.")
    SectionFactory(proposal=winner.proposal, template__name="Signifikansi", text="Isi yang tidak umum.")

    html = client.get(winner.get_absolute_url()).text

    assert winner.long_title in html
    assert "Antar obat ke rumah." in html
    assert "Isi yang tidak umum." not in html
    assert client.get(loser.get_absolute_url()).status_code == 404


def test_innovation_page_has_one_address(client):
    result = published((1,)).results.get()
    pk = result.proposal.innovation_id

    response = client.get(url("innovation-detail", pk, "judul-lama"))

    assert (response.status_code, response.url) == (301, result.get_absolute_url())
    assert client.get(url("innovation-detail", 999_999, "x")).status_code == 404


def test_a_title_without_letters_has_an_address_too(client):
    edition = make_edition()
    ranking = rank(edition, [1])[0].ranking
    place_at(ranking, 2, innovation=InnovationFactory(title="创新"))
    result = publish(edition).results.get(title="创新")

    assert client.get(result.get_absolute_url()).status_code == 200


def test_gallery_filters_by_edition_body_and_words(client):
    first, second = published((1, 2)), published((1,))
    one, two = first.results.all()
    three = second.results.get()
    opd = one.proposal.innovation.opd

    def titles(**query):
        html = client.get(url("innovation-list"), query).text
        return {result.title for result in (one, two, three) if f">{result.title}<" in html}

    assert titles() == {one.title, two.title, three.title}
    assert titles(edisi=first.edition.slug) == {one.title, two.title}
    assert titles(opd=opd.abbr) == {one.title}
    assert titles(cari=two.long_title) == {two.title}
    assert titles(cari="zzz") == set()
    assert titles(cari="\x00", opd="\x00", edisi="\x00") == {one.title, two.title, three.title}
    unpublished = EditionFactory(opened_at=None)
    assert titles(edisi=unpublished.slug) == {one.title, two.title, three.title}  # nobody learns that it exists
    assert titles(edisi="tidak-ada", page="x") == {one.title, two.title, three.title}


def test_bodies_count_wins_they_lead_or_share(client):
    publication = published((1, 2), partner=True)
    winner = publication.results.first()
    partner = winner.proposal.innovation.partnerships.get().opd
    OPDFactory(name="Dinas Tanpa Inovasi")
    OPDFactory(name="Bukan Peserta", is_participant=False)

    html = client.get(url("opd-list")).text

    assert html.count("?opd=") == 3
    assert partner.name in html
    assert "Dinas Tanpa Inovasi" in html
    assert "Bukan Peserta" not in html


def test_verify_says_valid_and_for_what(client):
    certificate = draw_all(published((1,)))[0]

    response = client.get(certificate.get_absolute_url())

    assert response.status_code == 200
    for expected in (
        "asli dan berlaku",
        certificate.number,
        certificate.recipient_name,
        certificate.title,
        certificate.honour,
        certificate.publication.edition.name,
        certificate.sha256,
    ):
        assert expected in response.text
    assert url("certificate-detail", certificate.token) not in response.text


def test_verify_says_revoked_since_when_and_why(client):
    certificate = published((1,)).certificates.get()
    revoke_certificate(certificate=certificate, reason="Keliru; tanya 081298765432.", by=secretary())

    html = client.get(certificate.get_absolute_url()).text

    assert "sudah dicabut" in html
    assert "asli dan berlaku" not in html
    assert "Keliru; tanya •••." in html


@pytest.mark.parametrize("token", ["tidak-ada", "x" * 300])
def test_verify_says_unknown(client, token):
    response = client.get(f"/piagam/{token}/")

    assert response.status_code == 404
    assert "tidak dikenal" in response.text


@pytest.mark.parametrize("token", ["%00", "..%2F..%2Fetc", "a b"])
def test_verify_takes_nothing_that_cannot_be_a_code(client, token):
    assert client.get(f"/piagam/{token}/").status_code == 404


def test_the_own_people_may_open_the_file_from_there(client):
    certificate = draw_all(published((1,)))[0]
    client.force_login(MembershipFactory(opd=certificate.recipient, role=MembershipRole.HEAD).user)

    for address in (certificate.get_absolute_url(), certificate.result.get_absolute_url()):
        assert url("certificate-detail", certificate.token) in client.get(address).text


@pytest.mark.parametrize("spelling", ["{number}", " {number} ", "{token}", "https://lain.example/piagam/{token}/"])
def test_lookup_finds_by_number_code_and_address(client, spelling):
    certificate = published((1,)).certificates.get()
    query = spelling.format(number=certificate.number, token=certificate.token)

    response = client.get(url("certificate-lookup"), {"kode": query})

    assert response.url == certificate.get_absolute_url()


def test_lookup_asks_which_of_two_years(client):
    from datetime import date  # noqa: PLC0415

    numbers = {"certificate_number": "Piagam {nomor}"}
    first = published((1,), **numbers).certificates.get()
    second = published((1,), awarded_on=date(2027, 1, 1), **numbers).certificates.get()

    html = client.get(url("certificate-lookup"), {"kode": "piagam 1"}).text

    assert first.get_absolute_url() in html
    assert second.get_absolute_url() in html


@pytest.mark.parametrize("query", ["zzz", "188.45/999", "a\x00", "<b>", "x" * 5000])
def test_lookup_says_unknown(client, query):
    response = client.get(url("certificate-lookup"), {"kode": query})

    assert response.status_code == 404
    assert "tidak dikenal" in response.text
    assert "<b>”" not in response.text


def test_no_public_page_shows_nip_phone_or_email(client):
    edition = make_edition(signatory_nip=PLANTED[0])
    (place,) = rank(edition, [1])
    innovation = place.proposal.innovation
    for role in MembershipRole:
        person = MembershipFactory(opd=innovation.opd, role=role).user
    for one in User.objects.all():  # each has a NIP of their own
        User.objects.filter(pk=one.pk).update(phone=PLANTED[1], nip=f"{int(PLANTED[0]) + one.pk}")
    User.objects.filter(pk=person.pk).update(email=PLANTED[3], nip=PLANTED[0])
    SectionFactory(
        proposal=place.proposal, template__name="Ringkasan", text="Hubungi " + ", ".join(PLANTED) + " setiap hari."
    )
    publication = publish(edition)
    certificate = draw_all(publication)[0]
    revoked = published((1,)).certificates.get()
    revoke_certificate(certificate=revoked, reason=" / ".join(PLANTED), by=secretary())
    result = publication.results.get()

    pages = {
        address: client.get(address).text
        for address in (
            url("result-list"),
            publication.get_absolute_url(),
            url("innovation-list"),
            result.get_absolute_url(),
            url("opd-list"),
            certificate.get_absolute_url(),
            revoked.get_absolute_url(),
            url("certificate-lookup"),
            reverse("landing"),
        )
    }

    personal = {*PLANTED, *(value for row in User.objects.values_list("email", "name", "nip") for value in row)}
    assert {(address, one) for address, html in pages.items() for one in personal if one in html} == set()
    assert "Hubungi •••, •••, •••, •••, ••• setiap hari." in pages[result.get_absolute_url()]


@pytest.mark.parametrize(
    "text", ["Naik dari 100 menjadi 300 orang.", "Tahun 2020–2026, Rp1.250.000.000", "Perda 5/2019"]
)
def test_figures_are_no_personal_data(text):
    assert without_personal_data(text) == text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("result-list", 5), ("innovation-list", 5), ("opd-list", 5), ("result-detail", 9)]
)
def test_public_lists_cost_the_same_for_any_number(client, name, queries, count, django_assert_max_num_queries):
    for _turn in range(count if name == "result-list" else 1):
        publication = published(range(1, count + 1))
    if name == "result-detail":
        PartnershipFactory(innovation=publication.results.first().proposal.innovation)
    args = [publication.edition.slug] if name == "result-detail" else []

    with django_assert_max_num_queries(queries):
        client.get(url(name, *args))

    assert (Result.objects.count() >= count, OPD.objects.count() >= count) == (True, True)


def test_a_citizens_number_is_hidden():
    assert without_personal_data("NIK 3579014107850002, 17.000 warga") == "NIK •••, 17.000 warga"

"""The pages of the certificates and of the special awards."""

import pytest
from django.urls import reverse

from accounts.models import MembershipRole, Office
from awards.actions.certificates import archive_certificates, draw_certificates
from awards.actions.special import add_special_award
from awards.models import Certificate, SpecialAward
from tests.awards.ranked import draw_all, make_edition, publish, published, rank, secretary
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def content(response):
    """A file's content; closing the response itself would close the test's database connection."""
    data = b"".join(response.streaming_content)
    for close in response._resource_closers:  # noqa: SLF001  what response.close() does before it tells the database
        close()
    return data


def test_progress_counts_asks_again_and_stops(staff):
    publication = published((1, 2))
    slug = publication.edition.slug
    first = publication.certificates.first()

    def fragment():
        response = staff.get(url("certificate-progress", slug), headers=HTMX)
        return response.text, response.headers.get("HX-Refresh")

    html, refresh = fragment()
    assert "0 dari 2 piagam" in html
    assert ("every 2s" in html, refresh) == (True, None)

    draw_certificates([first.pk])
    assert "1 dari 2 piagam" in fragment()[0]

    draw_all(publication)
    html, refresh = fragment()
    assert "ZIP sedang disusun" in html
    assert refresh is None

    archive_certificates(publication.pk)
    html, refresh = fragment()
    assert ("every 2s" in html, refresh) == (False, "true")
    assert "every 2s" not in staff.get(url("certificate-list", slug)).text


def test_archive_is_there_once_it_is_there(staff):
    publication = published((1,))
    address = url("archive-detail", publication.edition.slug)

    assert staff.get(address).status_code == 404
    draw_all(publication)
    archive_certificates(publication.pk)
    response = staff.get(address)

    assert response["Content-Disposition"].startswith("attachment")
    assert content(response).startswith(b"PK")


def test_a_piagam_goes_to_the_overseers_and_to_its_own_body(client):
    publication = published((1, 2))
    mine, _other = draw_all(publication)
    address = url("certificate-detail", mine.token)
    people = {
        "head": MembershipFactory(opd=mine.recipient, role=MembershipRole.HEAD).user,
        "stranger": MembershipFactory().user,
        "leader": AppointmentFactory(role=Office.LEADER).user,
        "verifier": AppointmentFactory(role=Office.VERIFIER).user,
    }

    answers = {}
    for name, person in people.items():
        client.force_login(person)
        response = client.get(address)
        answers[name] = response.status_code
        if response.status_code == 200:
            content(response)
    client.logout()

    assert answers == {"head": 200, "stranger": 404, "leader": 200, "verifier": 404}
    assert client.get(address).url.startswith("/masuk/")


def test_a_piagam_comes_as_pdf_under_a_telling_name(staff):
    certificate = published((1,)).certificates.get()
    address = url("certificate-detail", certificate.token)
    assert staff.get(address).status_code == 404

    draw_certificates([certificate.pk])
    response = staff.get(address)

    assert response["Content-Type"] == "application/pdf"
    assert "0001_188.45-001-KEP-2026" in response["Content-Disposition"]
    assert content(response).startswith(b"%PDF")


def test_a_piagam_whose_file_is_gone_is_not_there(staff):
    certificate = draw_all(published((1,)))[0]
    certificate.pdf.storage.delete(certificate.pdf.name)

    assert staff.get(reverse("awards:certificate-detail", args=[certificate.token])).status_code == 404


def test_revoking_on_the_page(staff):
    certificate = published((1, 2)).certificates.first()
    address = url("certificate-revoke", certificate.token)

    refused = staff.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "tidak boleh kosong" in refused.text

    response = staff.post(address, {"reason": "Salah nama."}, follow=True)

    assert f"Piagam {certificate.number} dicabut." in response.text
    assert response.text.count("Dicabut") == 1
    assert staff.post(address, {"reason": "Lagi."}).status_code == 403


def test_revoking_is_for_the_secretariat(client):
    certificate = published((1,)).certificates.get()
    address = url("certificate-revoke", certificate.token)

    for person, status in (
        (AppointmentFactory(role=Office.AUDITOR).user, 403),
        (MembershipFactory(opd=certificate.recipient, role=MembershipRole.HEAD).user, 403),
        (MembershipFactory().user, 404),
    ):
        client.force_login(person)
        assert client.post(address, {"reason": "Iri."}).status_code == status
    assert Certificate.objects.get().revoked_at is None


def test_certificates_are_found_by_number_body_and_title(staff):
    first, second = published((1, 2)).certificates.all()
    address = url("certificate-list", first.publication.edition.slug)

    for query in (first.number, first.recipient_name, first.title):
        html = staff.get(address, {"cari": query}).text
        assert first.number in html
        assert second.number not in html
    assert "Tidak ada piagam yang cocok" in staff.get(address, {"cari": "zzz"}).text


def test_special_awards_on_the_page(staff):
    edition = make_edition()
    holder = OPDFactory()
    form = {"name": "Best Support", "holder": holder.pk, "reason": ""}

    assert "Belum ada penghargaan khusus" in staff.get(url("specialaward-list", edition.slug)).text
    added = staff.post(url("specialaward-create", edition.slug), form, follow=True)
    assert "Best Support" in added.text
    twice = staff.post(url("specialaward-create", edition.slug), form)
    assert twice.status_code == 422
    assert "sudah tercatat" in twice.text
    empty = staff.post(url("specialaward-create", edition.slug), {"name": "", "holder": "x"})
    assert empty.status_code == 422

    award = SpecialAward.objects.get()
    elsewhere = url("specialaward-delete", make_edition().slug, award.pk)
    assert staff.post(elsewhere).status_code == 404
    staff.post(url("specialaward-delete", edition.slug, award.pk))
    assert not SpecialAward.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_certificate_list_costs_the_same_for_any_number(staff, count, django_assert_num_queries):
    edition = published(range(1, count + 1)).edition
    address = url("certificate-list", edition.slug)

    with django_assert_num_queries(11):
        assert staff.get(address).text.count(' href="' + address + "?cabut=") == count


@pytest.mark.parametrize("count", [1, 3])
def test_partners_that_never_answered_are_named_beside(staff, count, django_assert_num_queries):
    edition = make_edition()
    innovation = rank(edition, [1])[0].proposal.innovation
    innovations = [PartnershipFactory(innovation=innovation, opd__name=f"Dinas Diam {n}") for n in range(count)]
    answered = PartnershipFactory(innovation=innovation, opd__name="Dinas Setuju", confirmed=True)
    publish(edition)

    with django_assert_num_queries(11):
        page = staff.get(url("certificate-list", edition.slug)).text
    assert f"{count} mitra pemenang tidak menerima piagam" in page
    silent = page.partition("mitra pemenang tidak menerima")[2].partition("</ul>")[0]
    assert [str(row.opd) in silent for row in innovations] == [True] * count
    assert str(answered.opd) not in silent


def test_where_all_answered_nobody_is_named(staff):
    assert "tidak menerima piagam" not in staff.get(url("certificate-list", published((1,)).edition.slug)).text


def test_the_form_to_revoke_opens_in_the_row_of_the_certificate(staff):
    first, second = published((1, 2)).certificates.all()
    address = url("certificate-list", first.publication.edition.slug)

    closed = staff.get(address).text
    opened = staff.get(address, {"cabut": second.token}).text

    assert "<textarea" not in closed
    assert opened.count("<textarea") == 1
    assert url("certificate-revoke", second.token) in opened
    assert url("certificate-revoke", first.token) not in opened


def test_the_form_to_revoke_opens_for_the_secretariat_alone(client):
    certificate = published((1,)).certificates.get()
    address = url("certificate-list", certificate.publication.edition.slug)
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)

    assert "cabut" not in client.get(address).text
    assert url("certificate-revoke", certificate.token) not in client.get(address, {"cabut": certificate.token}).text


@pytest.mark.parametrize("count", [1, 3])
def test_special_award_list_costs_the_same_for_any_number(staff, count, django_assert_num_queries):
    edition = make_edition()
    for holder in OPDFactory.create_batch(count):
        add_special_award(edition=edition, name="Khusus", holder=holder, by=secretary())

    with django_assert_num_queries(10):
        assert staff.get(url("specialaward-list", edition.slug)).text.count("/hapus/") == count

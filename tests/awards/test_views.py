"""The pages of the plenary, the certificates and the special awards."""

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole, Office
from awards import actions
from awards.models import Certificate, Decision, Publication, SpecialAward
from competitions.models import PhaseKind
from judging.models import SeatRole
from tests.awards.ranked import confirm, draw_all, make_edition, published, rank, secretary
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    MembershipFactory,
    OPDFactory,
    PanelFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plenary_time():
    with clock.at(moment(PhaseKind.PLENARY)):
        yield


@pytest.fixture
def staff(client):
    client.force_login(secretary())
    return client


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def content(response):
    """A file's content; closing the response itself would close the test's database connection."""
    data = b"".join(response.streaming_content)
    for close in response._resource_closers:  # noqa: SLF001  what response.close() does before it tells the database
        close()
    return data


def test_plenary_shows_winners_by_tier_and_what_stands_in_the_way(staff, plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4, 5])
    juror = UserFactory(name="Ratna Juri")
    ScoreSheetFactory(assignment__stage=StageFactory(edition=edition), assignment__juror=juror)

    response = staff.get(url("plenary-detail", edition.slug))

    html = response.text
    assert html.index("Top 2") < html.index(places[0].proposal.innovation.title)
    assert "Ratna Juri: 1 lembar" in html
    assert "Seri pada batas Top 2" in html
    assert places[4].proposal.innovation.title not in html
    assert "Tetapkan sekarang" not in html


def test_plenary_form_decides_a_tie(staff, plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])
    first, second = places[2].proposal_id, places[1].proposal_id
    key = "-".join(map(str, sorted([first, second])))
    form = {
        "tie": key,
        f"seri-{key}-urutan-{first}": "1",
        f"seri-{key}-urutan-{second}": "2",
        f"seri-{key}-reason": "Dampak lebih luas.",
    }

    response = staff.post(url("decision-create", edition.slug), form)

    assert response.status_code == 302
    assert list(Decision.objects.values_list("proposal", "order")) == [(first, 1), (second, 2)]
    html = staff.get(url("plenary-detail", edition.slug)).text
    assert "Sudah diputuskan" in html
    assert "Dampak lebih luas." in html


@pytest.mark.parametrize(
    ("turns", "reason", "expected"),
    [
        (("1", "1"), "Sebab.", "Setiap usulan perlu urutan tersendiri."),
        (("1", "satu"), "Sebab.", "bilangan bulat"),
        (("0", "1"), "Sebab.", "1"),
        (("1", "2"), " ", "tidak boleh kosong"),
    ],
)
def test_plenary_form_keeps_what_was_typed_and_says_what_is_wrong(staff, plenary_time, turns, reason, expected):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])
    ids = sorted(place.proposal_id for place in places[1:])
    key = "-".join(map(str, ids))
    form = {f"seri-{key}-urutan-{pk}": turn for pk, turn in zip(ids, turns, strict=True)}

    response = staff.post(url("decision-create", edition.slug), {"tie": key, f"seri-{key}-reason": reason, **form})

    assert response.status_code == 422
    assert expected in response.text
    assert f'value="{turns[1]}"' in response.text
    assert not Decision.objects.exists()


@pytest.mark.parametrize("key", ["", "1-2", "x"])
def test_plenary_form_for_a_tie_that_is_gone_changes_nothing(staff, plenary_time, key):
    edition = make_edition()
    rank(edition, [1, 2, 3])

    response = staff.post(url("decision-create", edition.slug), {"tie": key}, follow=True)

    assert "tidak ada lagi" in response.text
    assert not Decision.objects.exists()


def test_confirm_then_publish_says_what_it_will_do_and_does_it(staff, plenary_time):
    edition = make_edition()
    rank(edition, [1, 2, 3])
    details = {"minutes_number": "BA/7", "held_on": "2026-02-16", "venue": "Balai Kota"}

    confirmed = staff.post(url("plenary-confirm", edition.slug), details, follow=True)
    assert "3 hasil dibekukan" in confirmed.text
    assert "3 piagam terbit mulai nomor 188.45/001/KEP/2026" in confirmed.text

    response = staff.post(url("publication-create", edition.slug))

    assert response.url == url("certificate-list", edition.slug)
    publication = Publication.objects.get()
    assert publication.plenary.minutes_number == "BA/7"
    assert publication.certificates.count() == 3


def test_confirm_with_a_wrong_date_keeps_the_rest(staff, plenary_time):
    edition = make_edition()
    rank(edition, [1])

    response = staff.post(url("plenary-confirm", edition.slug), {"minutes_number": "BA/7", "held_on": "kemarin"})

    assert response.status_code == 422
    assert 'value="BA/7"' in response.text
    assert not edition.plenaries.exists()


def test_confirm_that_is_refused_says_why_on_the_page(staff, plenary_time):
    edition = make_edition()
    rank(edition, [1, 2, 2])

    response = staff.post(url("plenary-confirm", edition.slug), {"held_on": "2026-02-16"})

    assert response.status_code == 422
    assert "1 seri pada batas jenjang belum diputuskan." in response.text


def test_publishing_twice_says_so(staff):
    edition = published().edition

    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        response = staff.post(url("publication-create", edition.slug), follow=True)

    assert "Hasil edisi ini sudah diterbitkan." in response.text
    assert Publication.objects.count() == 1


def test_a_chair_sees_the_plenary_without_bodies_in_conflict(client, plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4])
    chair = SeatFactory(panel=PanelFactory(stage=StageFactory(edition=edition)), role=SeatRole.CHAIR).user
    ConflictFactory(user=chair, opd=places[1].proposal.innovation.opd)
    client.force_login(chair)

    html = client.get(url("plenary-detail", edition.slug)).text

    assert places[0].proposal.innovation.title in html
    assert places[1].proposal.innovation.title not in html
    assert places[1].proposal.innovation.opd.name not in html
    assert "Seri pada batas" not in html
    assert client.post(url("plenary-confirm", edition.slug)).status_code == 403


ACTS = ("decision-create", "plenary-confirm", "publication-create", "specialaward-create")
PAGES = ("plenary-detail", "certificate-list", "certificate-progress", "archive-detail", "specialaward-list")


@pytest.mark.parametrize("name", ACTS + PAGES)
def test_pages_are_not_for_everyone(client, name):
    edition = published().edition
    method = client.post if name in ACTS else client.get
    hidden = make_edition(opened_at=None)

    assert method(url(name, edition.slug)).url.startswith("/masuk/")
    client.force_login(MembershipFactory().user)
    assert method(url(name, edition.slug)).status_code == 403
    assert method(url(name, hidden.slug)).status_code == 404
    assert method(url(name, "tidak-ada")).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_acts_take_post_alone(staff, name):
    assert staff.get(url(name, make_edition().slug)).status_code == 405


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

    actions.draw_certificates([first.pk])
    assert "1 dari 2 piagam" in fragment()[0]

    draw_all(publication)
    html, refresh = fragment()
    assert "ZIP sedang disusun" in html
    assert refresh is None

    actions.archive_certificates(publication.pk)
    html, refresh = fragment()
    assert ("every 2s" in html, refresh) == (False, "true")
    assert "every 2s" not in staff.get(url("certificate-list", slug)).text


def test_archive_is_there_once_it_is_there(staff):
    publication = published((1,))
    address = url("archive-detail", publication.edition.slug)

    assert staff.get(address).status_code == 404
    draw_all(publication)
    actions.archive_certificates(publication.pk)
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

    actions.draw_certificates([certificate.pk])
    response = staff.get(address)

    assert response["Content-Type"] == "application/pdf"
    assert "0001_188.45-001-KEP-2026" in response["Content-Disposition"]
    assert content(response).startswith(b"%PDF")


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

    with django_assert_num_queries(9):
        assert staff.get(address).text.count("/cabut/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_special_award_list_costs_the_same_for_any_number(staff, count, django_assert_num_queries):
    edition = make_edition()
    for holder in OPDFactory.create_batch(count):
        actions.add_special_award(edition=edition, name="Khusus", holder=holder, by=secretary())

    with django_assert_num_queries(9):
        assert staff.get(url("specialaward-list", edition.slug)).text.count("/hapus/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_plenary_costs_the_same_for_any_number(staff, plenary_time, count, django_assert_num_queries):
    edition = make_edition()
    rank(edition, range(1, count + 1))
    confirm(edition)

    with django_assert_num_queries(19):
        html = staff.get(url("plenary-detail", edition.slug)).text
    assert html.count('scope="row"') == count

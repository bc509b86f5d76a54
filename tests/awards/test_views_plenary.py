"""The page of the plenary, and who may see the pages."""

import pytest
from django.urls import reverse

from accounts import clock
from awards.models import Decision, Publication
from competitions.models import PhaseKind
from judging.models import SeatRole
from tests.awards.ranked import confirm, make_edition, published, rank
from tests.factories import (
    ConflictFactory,
    MembershipFactory,
    PanelFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


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


@pytest.mark.parametrize("count", [1, 3])
def test_plenary_costs_the_same_for_any_number(staff, plenary_time, count, django_assert_num_queries):
    edition = make_edition()
    rank(edition, range(1, count + 1))
    confirm(edition)

    with django_assert_num_queries(23):
        html = staff.get(url("plenary-detail", edition.slug)).text
    assert html.count('scope="row"') == count

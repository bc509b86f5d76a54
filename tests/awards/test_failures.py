"""A piagam that cannot be drawn holds up no other, and is not tried for ever."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from awards import documents
from awards.actions import certificates as acts
from awards.actions.certificates import (
    archive_certificates,
    draw_certificates,
    find_missing,
    find_unarchived,
    redraw_certificates,
)
from awards.models import Certificate
from awards.progress import progress_of
from tests.awards.ranked import published, secretary
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(monkeypatch):
    """Three piagam, of which the second breaks whatever document it stands in."""
    publication = published((1, 2, 3))
    poison = publication.certificates.all()[1].pk
    drawn = documents.sheet_of

    def sheet_of(certificate):
        if certificate.pk == poison:
            raise ValueError("2 piagam take 3 pages.")
        return drawn(certificate)

    monkeypatch.setattr(documents, "sheet_of", sheet_of)
    return publication


def draw(publication):
    return draw_certificates([one.pk for one in publication.certificates.all()])


def sweep(publication, minutes):
    with clock.at(publication.published_at + timedelta(minutes=minutes)):
        return find_missing()


def test_one_that_fails_does_not_hold_up_the_others(publication):
    assert draw(publication) == 2

    assert [one.is_drawn for one in publication.certificates.all()] == [True, False, True]


def test_one_that_fails_is_tried_three_times_and_not_again(publication):
    poison = publication.certificates.all()[1].pk

    tries = []
    for minutes in range(10, 60, 10):
        with clock.at(publication.published_at + timedelta(minutes=minutes)):
            tries.append(sweep(publication, minutes))
            draw_certificates(tries[-1])

    assert tries[1:] == [[poison], [poison], [], []]


def test_a_full_disk_is_nobodys_fault(publication, monkeypatch):
    def full(_certificates):
        raise OSError("No space left on device")

    monkeypatch.setattr(documents, "draw", full)

    with pytest.raises(OSError, match="No space"):
        draw(publication)

    assert not Certificate.objects.filter(failures__gt=0).exists()


def test_the_archive_holds_the_others_once_it_is_given_up(publication, monkeypatch):
    for _turn in range(3):
        draw(publication)

    assert find_unarchived() == [publication.pk]
    assert archive_certificates(publication.pk)
    publication.refresh_from_db()
    drawing = progress_of(publication)
    assert (drawing.drawn, drawing.failed, drawing.total, drawing.is_complete) == (2, 1, 3, True)

    monkeypatch.undo()
    assert redraw_certificates(edition=publication.edition, by=secretary()) == 1
    assert draw(publication) == 1
    assert archive_certificates(publication.pk)


def test_only_the_secretariat_has_it_drawn_again(client, publication, monkeypatch):
    asked = []
    monkeypatch.setattr(acts, "enqueue_drawing", asked.append)
    for _turn in range(3):
        draw(publication)
    address = reverse("awards:certificate-redraw", args=[publication.edition.slug])
    page = reverse("awards:certificate-list", args=[publication.edition.slug])

    client.force_login(AppointmentFactory(role=Office.LEADER).user)
    assert "gagal digambar" in client.get(page).text
    assert address not in client.get(page).text
    assert client.post(address).status_code == 403

    client.force_login(secretary())
    assert address in client.get(page).text
    assert client.post(address).url == page
    assert asked == [[publication.certificates.all()[1].pk]]
    assert client.get(address).status_code == 405

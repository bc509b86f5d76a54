"""The panel page: who sits where, what was answered and pledged, and what is lacking."""

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from judging.models import Answer, SeatRole, UsualBody
from judging.panels import overview
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    PanelFactory,
    PledgeFactory,
    SeatFactory,
    UserFactory,
)


@pytest.fixture
def here(edition):
    return reverse("judging:panel-update", args=[edition.slug])


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture
def panel(stage):
    return PanelFactory(stage=stage, name="Panel A")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_seats(
    as_secretary, stage, edition, here, count, django_assert_num_queries
):
    category = CategoryFactory(edition=edition)
    for _ in range(count):
        seats = SeatFactory.create_batch(count, panel=PanelFactory(stage=stage))
        for seat in seats:
            seat.expertise.add(category)

    with django_assert_num_queries(14):
        response = as_secretary.get(here)

    assert response.text.count("Dudukkan juri") == count


def test_each_seat_says_what_was_answered_and_pledged(as_secretary, panel, edition, here):
    asked = SeatFactory(panel=panel, pledged=False, invited_at=clock.now())
    willing = SeatFactory(panel=panel, pledged=False, answer=Answer.ACCEPTED, answered_at=clock.now())
    pledge = PledgeFactory(edition=edition, user=willing.user)
    SeatFactory(
        panel=panel, pledged=False, answer=Answer.DECLINED, answered_at=clock.now(), decline_reason="Sedang cuti."
    )

    page = as_secretary.get(here).text

    assert "Menunggu jawaban sejak" in page
    assert "Bersedia" in page
    assert "Sedang cuti." in page
    assert reverse("judging:pledge-paper", args=[pledge.pk]) in page
    assert "Dudukkan pengganti" in page
    assert "1 undangan belum dijawab." in page
    assert str(asked.user) in page


def test_who_was_not_invited_is_not_waited_for(panel, edition):
    SeatFactory(panel=panel, invited_at=clock.now())
    SeatFactory.create_batch(2, panel=panel, invited_at=None)

    (found,) = overview.panels_of(edition)

    assert found.warnings[-2:] == ["2 juri belum diundang.", "1 undangan belum dijawab."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quorum": 2}, "Anggota baru 1 orang, kuorumnya 2 lembar."),
        ({"jurors_per_proposal": 3}, "setiap usulan dinilai 3 juri"),
        ({"required_bodies": [UsualBody.SAKIP]}, "Unsur yang wajib belum ada: Tim SAKIP."),
        ({}, "Belum ada ketua."),
        ({}, "Belum ada juri yang ahli di: Pendidikan."),
    ],
)
def test_what_is_lacking_is_said(as_secretary, stage, panel, edition, here, change, sentence):
    health, _education = (CategoryFactory(edition=edition, name=name) for name in ("Kesehatan", "Pendidikan"))
    SeatFactory(panel=panel, body=UsualBody.ACADEMIC).expertise.add(health)
    type(stage).objects.filter(pk=stage.pk).update(**change)

    assert sentence in as_secretary.get(here).text


def test_a_declined_seat_fills_no_lack(stage, panel, edition):
    declined = {"answer": Answer.DECLINED, "answered_at": clock.now(), "decline_reason": "Sakit.", "pledged": False}
    SeatFactory(panel=panel, role=SeatRole.CHAIR, **declined)
    SeatFactory(panel=panel, **declined)

    (found,) = overview.panels_of(edition)

    assert found.warnings == ["Anggota baru 0 orang, kuorumnya 1 lembar.", "Belum ada ketua."]


def test_a_whole_panel_lacks_nothing(panel, edition):
    SeatFactory(panel=panel, answer=Answer.ACCEPTED, answered_at=clock.now())
    SeatFactory(panel=panel, role=SeatRole.CHAIR, answer=Answer.ACCEPTED, answered_at=clock.now())

    (found,) = overview.panels_of(edition)

    assert found.warnings == []


def test_the_auditor_reads_and_changes_nothing(client, panel, edition, here):
    seat = SeatFactory(panel=panel)
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)

    for page in (here, reverse("judging:seat-detail", args=[edition.slug, seat.pk])):
        text = client.get(page).text
        assert str(seat.user) in text
        assert 'method="post" action="/kelola' not in text
        assert seat.user.username not in text


def test_nobody_else_sees_the_panels(client, panel, edition, here):
    seat = SeatFactory(panel=panel)
    for user in (seat.user, UserFactory()):
        client.force_login(user)
        assert client.get(here).status_code == 403
        assert client.get(reverse("judging:seat-detail", args=[edition.slug, seat.pk])).status_code == 403

"""Answers that change: declined and offered again or taken after all, accepted and given back; what stands on it."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from judging.ledger_check.differences import differences
from judging.models import Assignment, Seat, SeatRole
from judging.panels.actions_change_of_mind import give_seat_back, offer_again, take_seat_after_all
from judging.panels.actions_seat import accept_seat, decline_seat, replace_juror, unseat_juror
from judging.panels.mail import send_seat_declined, send_seat_invitation, send_seat_retaken
from tests import threads
from tests.factories import AppointmentFactory, ConflictFactory, PanelFactory, SeatFactory, StageFactory, UserFactory
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import moment


@pytest.fixture
def seat(stage):
    return SeatFactory(panel=PanelFactory(stage=stage), invited_at=clock.now())


@pytest.fixture
def declined(seat):
    """Declined, and with it an open sheet was freed; another, freed for another reason, stays free."""
    sheet_of(seat.panel.stage, juror=seat.user)
    sheet_of(seat.panel.stage, juror=seat.user, excused=True)
    decline_seat(seat=seat, reason="Cuti.", by=asked_anew(seat.user))
    return Seat.objects.get(pk=seat.pk)


@pytest.fixture
def letters(monkeypatch):
    for task in (send_seat_invitation, send_seat_declined, send_seat_retaken):
        monkeypatch.setattr(task, "delay", task)
    return mail.outbox


def active(seat):
    return Assignment.objects.active().filter(juror=seat.user).count()


def told(edition):
    rows = AuditEntry.objects.filter(chain=edition.ledger_chain, action__startswith="seat.").order_by("number")
    return [(one.action, one.note) for one in rows]


def test_a_declined_seat_is_offered_again_and_answered_again(declined, edition, secretary):
    assert active(declined) == 0

    offer_again(seat=declined, reason=" Jadwal bergeser. ", by=secretary)
    seat = Seat.objects.get(pk=declined.pk)
    assert (seat.answer, seat.decline_reason, seat.answered_at) == ("", "", None)
    assert active(seat) == 1
    accept_seat(seat=seat, by=asked_anew(seat.user))

    assert told(edition) == [
        ("seat.decline", "Cuti."),
        ("seat.offer", "Jadwal bergeser."),
        ("seat.accept", ""),
    ]
    assert list(ledger.breaks(edition.ledger_chain)) == []
    assert not [one for one in differences(edition) if "dibebaskan menurut jejak" in one or ", answer" in one]


def test_a_juror_is_willing_after_all_and_not_again(declined, edition):
    take_seat_after_all(seat=declined, by=asked_anew(declined.user))
    assert (Seat.objects.get(pk=declined.pk).answer, active(declined)) == ("accepted", 1)

    give_seat_back(seat=declined, reason="Sakit.", by=asked_anew(declined.user))
    assert (Seat.objects.get(pk=declined.pk).answer, active(declined)) == ("declined", 0)
    take_seat_after_all(seat=declined, by=asked_anew(declined.user))

    assert [action for action, _note in told(edition)] == ["seat.decline", "seat.accept"] * 2
    assert active(declined) == 1
    assert not [one for one in differences(edition) if "dibebaskan menurut jejak" in one or ", answer" in one]


def test_what_is_in_conflict_by_now_stays_away(declined):
    freed = Assignment.objects.exclude(excuse="Sakit.").get()
    ConflictFactory(user=declined.user, opd=freed.proposal.innovation.opd)

    take_seat_after_all(seat=declined, by=asked_anew(declined.user))

    assert active(declined) == 0


ACTS = {
    "offer": lambda seat, by: offer_again(seat=seat, reason="Jadwal bergeser.", by=by),
    "retake": lambda seat, _by: take_seat_after_all(seat=seat, by=asked_anew(seat.user)),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_replaced_it_stands_on_a_declined_seat(declined, secretary, act):
    new = replace_juror(seat=declined, user=UserFactory(), by=secretary)

    with pytest.raises(ValidationError, match=f"sudah digantikan {new.user}"):
        ACTS[act](declined, secretary)

    unseat_juror(seat=new, by=secretary)
    ACTS[act](declined, secretary)
    assert Seat.objects.get(pk=declined.pk).answer != "declined"


@pytest.mark.parametrize("act", ACTS)
def test_another_chair_stands_on_a_declined_chair(stage, secretary, act):
    chair = SeatFactory(panel=PanelFactory(stage=stage), role=SeatRole.CHAIR)
    decline_seat(seat=chair, reason="Cuti.", by=asked_anew(chair.user))
    other = SeatFactory(panel=chair.panel, role=SeatRole.CHAIR)

    with pytest.raises(ValidationError, match=f"sudah dipimpin {other.user}"):
        ACTS[act](Seat.objects.get(pk=chair.pk), secretary)


def test_each_act_has_its_person_its_state_and_its_reason(seat, declined, secretary):
    with pytest.raises(ValidationError, match="alasannya"):
        offer_again(seat=declined, reason=" ", by=secretary)
    with pytest.raises(PermissionDenied):
        offer_again(seat=declined, reason="x", by=asked_anew(declined.user))
    with pytest.raises(PermissionDenied):
        take_seat_after_all(seat=declined, by=secretary)
    with pytest.raises(ValidationError, match="sudah berubah"):
        give_seat_back(seat=declined, reason="x", by=asked_anew(declined.user))
    with clock.at(moment(PhaseKind.PLENARY)):
        for act in (
            lambda: offer_again(seat=declined, reason="x", by=asked_anew(secretary)),
            lambda: take_seat_after_all(seat=declined, by=asked_anew(declined.user)),
        ):
            with pytest.raises(PermissionDenied):
                act()
    take_seat_after_all(seat=declined, by=asked_anew(declined.user))
    with pytest.raises(ValidationError, match="tidak menolak"):
        offer_again(seat=declined, reason="x", by=secretary)
    with pytest.raises(ValidationError, match="alasannya"):
        give_seat_back(seat=declined, reason=" ", by=asked_anew(declined.user))


def test_everybody_concerned_is_told_each_time(declined, secretary, letters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        take_seat_after_all(seat=declined, by=asked_anew(declined.user))
    with django_capture_on_commit_callbacks(execute=True):
        give_seat_back(seat=declined, reason="Sakit.", by=asked_anew(declined.user))
    with django_capture_on_commit_callbacks(execute=True):
        offer_again(seat=declined, reason="Jadwal bergeser.", by=secretary)

    assert [letter.to for letter in letters] == [[secretary.email], [secretary.email], [declined.user.email]]
    assert "kini bersedia" in letters[0].subject
    assert "tidak bersedia" in letters[1].subject
    assert "Undangan" in letters[2].subject


def test_the_pages_offer_it(client, declined, secretary):
    client.force_login(declined.user)
    page = client.get(reverse("judging:seat-list"))
    assert reverse("judging:seat-retake", args=[declined.pk]) in page.text
    client.post(reverse("judging:seat-retake", args=[declined.pk]))
    page = client.get(reverse("judging:seat-list"))
    back = reverse("judging:seat-return", args=[declined.pk])
    assert back in page.text
    assert client.post(back, {f"kursi-{declined.pk}-reason": ""}).status_code == 422
    client.post(back, {f"kursi-{declined.pk}-reason": "Sakit."})
    assert Seat.objects.get(pk=declined.pk).decline_reason == "Sakit."

    client.force_login(secretary)
    slug = declined.panel.stage.edition.slug
    offer = reverse("judging:seat-offer", args=[slug, declined.pk])
    assert offer in client.get(reverse("judging:seat-detail", args=[slug, declined.pk])).text
    assert client.post(offer, {"tawaran-reason": ""}).status_code == 422
    assert client.post(offer, {"tawaran-reason": "Jadwal bergeser."}).status_code == 302
    assert Seat.objects.get(pk=declined.pk).answer == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_taken_after_all_and_replaced_at_once_is_one_of_the_two(_round):
    seat = SeatFactory(panel__stage=StageFactory(), answer="declined", answered_at=clock.now(), decline_reason="Cuti.")
    by, new = AppointmentFactory().user, UserFactory()

    refused = threads.at_once(
        lambda: take_seat_after_all(seat=seat, by=asked_anew(seat.user)),
        lambda: replace_juror(seat=seat, user=new, by=by),
        when=PhaseKind.JUDGING,
    )

    assert sum(one is not None for one in refused) == 1
    assert Seat.objects.standing().count() == 1

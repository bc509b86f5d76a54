"""The panel of one stage taken over to another: all seats or some, one letter, one answer for the edition."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import PhaseKind, StageKind
from judging.ledger_check.differences import differences
from judging.models import Seat, SeatRole
from judging.panels.actions import create_panel
from judging.panels.actions_pledge import accept_pledge
from judging.panels.actions_seat import accept_seat, decline_seat, seat_juror
from judging.panels.actions_take_over import take_over_panel
from judging.panels.mail import send_seats_taken_over
from tests import threads
from tests.factories import AppointmentFactory, CategoryFactory, SeatFactory, StageFactory, UserFactory
from tests.judging.conftest import asked_anew
from tests.moments import moment


@pytest.fixture
def later(edition):
    return StageFactory(edition=edition, kind=StageKind.PRESENTATION)


@pytest.fixture
def panel(stage, edition, secretary):
    """By acts alone: a chair who accepted with the pledge, a member who accepted, one silent, one who declined."""
    panel = create_panel(stage=stage, name="Panel A", by=secretary)
    health = CategoryFactory(edition=edition)
    for name, role in (("ketua", "chair"), ("bersedia", "member"), ("diam", "member"), ("menolak", "member")):
        seat_juror(
            panel=panel, user=UserFactory(name=name), body="academic", role=role, expertise=[health], by=secretary
        )
    of = {seat.user.name: seat for seat in panel.seats.select_related("user")}
    accept_pledge(edition=edition, user=of["ketua"].user, by=asked_anew(of["ketua"].user))
    accept_seat(seat=of["bersedia"], by=asked_anew(of["bersedia"].user))
    decline_seat(seat=of["menolak"], reason="Cuti.", by=asked_anew(of["menolak"].user))
    return panel


def seats(stage):
    rows = Seat.objects.filter(panel__stage=stage).select_related("body", "user", "panel").order_by("pk")
    return {one.user.name: (one.role, one.body.code, one.answer, one.expertise.count()) for one in rows}


def test_all_standing_seats_come_with_body_part_and_answer(panel, later, edition, secretary):
    new = take_over_panel(panel=panel, stage=later, by=secretary)

    assert len(new) == 3
    assert {seat.panel.name for seat in new} == {"Panel A"}
    assert seats(later) == {
        "ketua": ("chair", "academic", "accepted", 1),
        "bersedia": ("member", "academic", "accepted", 1),
        "diam": ("member", "academic", "", 1),
    }
    told = AuditEntry.objects.filter(chain=edition.ledger_chain).order_by("number").values_list("action", flat=True)
    assert list(told)[-4:] == ["panel.create", "seat.create", "seat.create", "seat.create"]
    assert list(differences(edition)) == []


def test_chosen_ones_alone_and_a_second_press_adds_the_rest(panel, later, secretary):
    chair = panel.seats.get(role=SeatRole.CHAIR)

    take_over_panel(panel=panel, stage=later, seats=[chair.pk], by=secretary)
    assert set(seats(later)) == {"ketua"}
    take_over_panel(panel=panel, stage=later, by=secretary)
    assert set(seats(later)) == {"ketua", "bersedia", "diam"}
    with pytest.raises(ValidationError, match="semuanya sudah duduk"):
        take_over_panel(panel=panel, stage=later, by=secretary)
    assert later.panels.count() == 1


def test_another_chair_keeps_the_panel(panel, later, secretary):
    theirs = create_panel(stage=later, name="Panel A", by=secretary)
    SeatFactory(panel=theirs, role=SeatRole.CHAIR, user__name="lain")

    take_over_panel(panel=panel, stage=later, by=secretary)

    assert set(seats(later)) == {"lain", "bersedia", "diam"}


def test_only_another_stage_of_the_same_edition_and_the_secretariat(panel, stage, later, secretary):
    for target in (stage, StageFactory()):
        with pytest.raises(ValidationError):
            take_over_panel(panel=panel, stage=target, by=secretary)
    with pytest.raises(PermissionDenied):
        take_over_panel(panel=panel, stage=later, by=asked_anew(panel.seats.first().user))
    with clock.at(moment(PhaseKind.PLENARY)), pytest.raises(PermissionDenied):
        take_over_panel(panel=panel, stage=later, by=asked_anew(secretary))


def test_one_answer_takes_all_seats_of_the_edition(panel, later, secretary):
    take_over_panel(panel=panel, stage=later, by=secretary)
    silent = panel.seats.get(user__name="diam")

    accept_seat(seat=silent, by=asked_anew(silent.user))

    assert set(Seat.objects.filter(user=silent.user).values_list("answer", flat=True)) == {"accepted"}


def test_one_letter_lists_all_seats(panel, later, edition, secretary, mailoutbox):
    take_over_panel(panel=panel, stage=later, by=secretary)
    entry = AuditEntry.objects.filter(chain=edition.ledger_chain).latest("number")
    mailoutbox.clear()
    for name in ("bersedia", "diam", "diam"):
        send_seats_taken_over(edition.pk, panel.seats.get(user__name=name).user_id, entry.pk)

    willing, silent = mailoutbox
    for letter in mailoutbox:
        assert "Penilaian proposal" in letter.body
        assert "Presentasi" in letter.body
    assert "tidak perlu menjawab lagi" in " ".join(willing.body.split())
    assert "Satu jawaban berlaku" in silent.body


def test_the_page_shows_who_comes_and_takes_them_over(client, panel, later, secretary):
    client.force_login(secretary)
    url = reverse("judging:panel-take-over", args=[panel.stage.edition.slug, panel.pk])

    assert url in client.get(reverse("judging:panel-update", args=[panel.stage.edition.slug])).text
    page = client.get(url)
    assert page.text.count("checked") == 3
    assert client.post(url, {"stage": later.pk}).status_code == 422
    chosen = [panel.seats.get(user__name="diam").pk]
    done = client.post(url, {"stage": later.pk, "seats": chosen}, follow=True)
    assert "1 juri dibawa ke tahap itu." in done.text
    assert client.post(url, {"stage": later.pk, "seats": chosen}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_seat_each_once():
    seat = SeatFactory(panel__stage=StageFactory(), accepted=True)
    later = StageFactory(edition=seat.panel.stage.edition, kind=StageKind.PRESENTATION)
    people = [AppointmentFactory().user for _ in range(2)]

    threads.at_once(
        *(lambda by=by: take_over_panel(panel=seat.panel, stage=later, by=by) for by in people),
        when=PhaseKind.JUDGING,
    )

    assert Seat.objects.filter(panel__stage=later).count() == 1


def test_whoever_accepted_for_the_edition_is_seated_singly_without_a_second_question(panel, later, edition, secretary):
    other = create_panel(stage=later, name="Panel B", by=secretary)
    of = {seat.user.name: seat.user for seat in panel.seats.select_related("user")}

    new = {
        name: seat_juror(panel=other, user=of[name], body="academic", by=secretary) for name in ("bersedia", "menolak")
    }

    assert {name: seat.answer for name, seat in new.items()} == {"bersedia": "accepted", "menolak": ""}
    assert list(differences(edition)) == []
    entry = AuditEntry.objects.get(action="seat.create", target=f"judging.seat:{new['bersedia'].pk}")
    assert entry.after["answer"] == "accepted"

"""Seats: who is seated and asked, what is answered, and who comes instead."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock
from accounts.invitations import send_invitation
from accounts.models import AuditEntry, User
from competitions.models import PhaseKind, StageKind
from judging.models import Answer, Assignment, Panel, Seat, SeatRole, UsualBody
from judging.panels.actions import delete_panel
from judging.panels.actions_pledge import accept_pledge
from judging.panels.actions_seat import (
    accept_seat,
    decline_seat,
    invite_juror,
    replace_juror,
    seat_juror,
    unseat_juror,
    update_seat,
)
from judging.panels.mail import asked_of, send_seat_declined, send_seat_invitation
from tests import threads
from tests.factories import (
    AssignmentFactory,
    CategoryFactory,
    ConflictFactory,
    PanelFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew
from tests.moments import moment


@pytest.fixture
def panel(stage):
    return PanelFactory(stage=stage, name="Panel A")


@pytest.fixture
def seat(panel):
    return SeatFactory(panel=panel, pledged=False, invited_at=clock.now())


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture
def letters(monkeypatch):
    """The worker's letters, sent as the transaction ends."""
    for task in (send_seat_invitation, send_seat_declined, send_invitation):
        monkeypatch.setattr(task, "delay", task)
    return mail.outbox


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


def typed(prefix, **values):
    return {f"{prefix}-{name}": value for name, value in values.items()}


def written(user):
    return f"{user.name} ({user.username})"


def actions_of(edition):
    return list(
        AuditEntry.objects.filter(chain=edition.ledger_chain).order_by("number").values_list("action", flat=True)
    )


# Seating


def test_a_seat_keeps_body_part_and_expertise_and_is_invited(
    panel, edition, secretary, letters, django_capture_on_commit_callbacks
):
    health, juror = CategoryFactory(edition=edition, name="Kesehatan"), UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        seat = seat_juror(panel=panel, user=juror, body=UsualBody.SAKIP, expertise=[health], by=secretary)

    seat.refresh_from_db()
    assert (seat.body.code, seat.role, seat.answer, seat.invited_at) == (
        UsualBody.SAKIP,
        SeatRole.MEMBER,
        "",
        clock.now(),
    )
    assert list(seat.expertise.all()) == [health]
    assert [letter.to for letter in letters] == [[juror.email]]
    assert actions_of(edition) == ["seat.create"]


def test_the_invitation_says_what_is_asked_when_and_where_to_answer(seat, stage):
    ProposalFactory.create_batch(3, verified=True, edition=stage.edition)
    ConflictFactory(user=seat.user, opd=ProposalFactory(verified=True, edition=stage.edition).innovation.opd)

    send_seat_invitation(seat.pk)
    send_seat_invitation(seat.pk)

    (letter,) = mail.outbox
    page, kind = letter.alternatives[0]
    assert kind == "text/html"
    for text in (letter.body, page):
        assert "sekitar 3 usulan" in text
        assert " WIB" in text
        assert at("seat-list") in text
        assert str(stage.edition.name) in text
        assert seat.user.phone not in text
        assert seat.user.nip not in text


def test_a_fair_share_is_asked_where_not_everybody_judges_all(seat, stage):
    ProposalFactory.create_batch(5, verified=True, edition=stage.edition)
    SeatFactory.create_batch(2, panel=seat.panel)
    SeatFactory(panel=seat.panel, answer=Answer.DECLINED, answered_at=clock.now(), decline_reason="Sakit.")
    stage.jurors_per_proposal = 2
    stage.save()
    seat = Seat.objects.get(pk=seat.pk)

    assert asked_of(seat) == 4  # 5 × 2 ÷ 3 members, rounded up

    AssignmentFactory(stage=stage, juror=seat.user)
    assert asked_of(Seat.objects.get(pk=seat.pk)) == 1


def test_somebody_without_an_account_is_invited_by_name_and_address(
    as_secretary, panel, edition, letters, django_capture_on_commit_callbacks
):
    data = typed(
        f"panel-{panel.pk}",
        user="Sri Contoh",
        email="Sri@contoh.example",
        body=UsualBody.ACADEMIC,
        role=SeatRole.MEMBER,
    )

    with django_capture_on_commit_callbacks(execute=True):
        response = as_secretary.post(at("seat-create", edition.slug, panel.pk), data)

    user = User.objects.get(email="Sri@contoh.example")
    assert response.status_code == 302
    assert (user.name, user.username, user.has_usable_password()) == ("Sri Contoh", "sri@contoh.example", False)
    assert Seat.objects.get().user == user
    assert [letter.to for letter in letters] == [[user.email], [user.email]]
    assert AuditEntry.objects.filter(action="user.create").count() == 1


def test_panels_are_made_filled_and_emptied(as_secretary, stage):
    slug, juror = stage.edition.slug, UserFactory()

    with clock.at(moment("before")):
        as_secretary.post(at("panel-create", slug, stage.pk), {f"tahap-{stage.pk}-name": "Panel A"})
        panel = Panel.objects.get()
        data = typed(f"panel-{panel.pk}", user=written(juror), body=UsualBody.ACADEMIC, role=SeatRole.MEMBER)
        as_secretary.post(at("seat-create", slug, panel.pk), data)
        seat = Seat.objects.get()
        assert str(juror) in as_secretary.get(at("panel-update", slug)).text
        as_secretary.post(at("panel-delete", slug, panel.pk))
        assert Panel.objects.exists()
        as_secretary.post(at("seat-delete", slug, seat.pk))
        as_secretary.post(at("panel-delete", slug, panel.pk))

    assert not Panel.objects.exists()


def test_what_is_wrong_with_a_panel_or_seat_is_said_at_the_field(as_secretary, stage):
    slug, seat = stage.edition.slug, SeatFactory(panel=PanelFactory(stage=stage, name="Panel A"), role=SeatRole.CHAIR)
    UserFactory.create_batch(2, name="Budi Contoh")
    other = UserFactory()
    here, prefix = at("seat-create", slug, seat.panel.pk), f"panel-{seat.panel.pk}"

    def refused(**values):
        data = {"body": UsualBody.SAKIP, "role": SeatRole.MEMBER, **values}
        response = as_secretary.post(here, typed(prefix, **data))
        assert response.status_code == 422
        return response.text

    again = as_secretary.post(at("panel-create", slug, stage.pk), {f"tahap-{stage.pk}-name": "Panel A"})
    assert again.status_code == 422
    assert "sudah punya panel bernama" in again.text
    assert 'value="Panel A"' in again.text
    assert "sudah duduk di panel ini" in refused(user=written(seat.user))
    assert "sudah dipimpin" in refused(user=written(other), role=SeatRole.CHAIR)
    assert "Belum ada akun bernama “Tak Dikenal”" in refused(user="Tak Dikenal")
    assert 'value="Tak Dikenal"' in refused(user="Tak Dikenal")
    assert "Ada beberapa orang bernama" in refused(user="budi contoh")
    assert "sudah punya akun" in refused(user=written(other), email="lain@contoh.example")
    assert "Alamat ini milik" in refused(user="Orang Lain", email=other.email.upper())
    assert Seat.objects.count() == 1


def test_of_many_people_a_few_are_offered_and_typing_finds_the_rest(as_secretary, panel):
    UserFactory.create_batch(60)
    far, sat = UserFactory(name="Zulaikha Contoh"), SeatFactory(user__name="Zz Pernah Duduk").user
    here = at("panel-update", panel.stage.edition.slug)

    first = as_secretary.get(here).text
    found = as_secretary.get(here, {f"panel-{panel.pk}-user": "zulaikha"}).text

    assert first.count("<option value") < 60
    assert written(sat) in first  # those who sat before come first
    assert written(far) not in first
    assert written(far) in found
    assert written(sat) not in found.partition("<datalist")[2].partition("</datalist")[0]


@pytest.mark.parametrize("how", ["name", "username", "email", "written"])
def test_a_person_is_found_by_name_account_or_address(as_secretary, panel, how):
    juror = UserFactory(name="Ratna (Contoh) Dewi")
    words = written(juror) if how == "written" else getattr(juror, how).upper()
    data = typed(f"panel-{panel.pk}", user=words, body=UsualBody.SAKIP, role=SeatRole.MEMBER)

    as_secretary.post(at("seat-create", panel.stage.edition.slug, panel.pk), data)

    assert Seat.objects.get().user == juror


def test_expertise_is_changed_later_and_leaves_a_trace(as_secretary, seat, edition):
    health = CategoryFactory(edition=edition, name="Kesehatan")
    here = at("seat-update", edition.slug, seat.pk)

    for _twice in range(2):
        assert as_secretary.post(here, {"expertise": [health.pk]}).status_code == 302
    foreign = as_secretary.post(here, {"expertise": [CategoryFactory().pk]})

    (entry,) = AuditEntry.objects.filter(action="seat.update")
    assert (entry.before, entry.after) == ({"expertise": []}, {"expertise": [health.pk]})
    assert foreign.status_code == 422
    assert "Kesehatan" in as_secretary.get(at("panel-update", edition.slug)).text


def test_the_invitation_is_sent_again_once_a_day_until_answered(
    seat, secretary, letters, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError, match="sekali sehari"):
        invite_juror(seat=seat, by=secretary)
    with clock.at(clock.now() + timedelta(days=1)), django_capture_on_commit_callbacks(execute=True):
        invite_juror(seat=seat, by=secretary)
    assert len(letters) == 1

    accept_seat(seat=seat, by=asked_anew(seat.user))
    with clock.at(clock.now() + timedelta(days=3)), pytest.raises(ValidationError, match="sudah menjawab"):
        invite_juror(seat=seat, by=secretary)


# Answering


def test_accepting_leads_to_the_pledge(client, seat, edition):
    client.force_login(seat.user)
    assert "Menilai usulan" in client.get(at("seat-list")).text

    response = client.post(at("seat-accept", seat.pk))

    seat.refresh_from_db()
    assert (seat.answer, seat.answered_at) == (Answer.ACCEPTED, clock.now())
    assert response["Location"] == at("pledge-detail", edition.slug)
    assert actions_of(edition) == ["seat.accept"]
    assert "Tidak ada undangan yang menunggu" in client.get(at("seat-list")).text


def test_declining_frees_what_is_open_keeps_what_is_locked_and_tells_the_secretariat(
    client, seat, stage, edition, secretary, letters, django_capture_on_commit_callbacks
):
    still_open = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=seat.user, pledged=False)).assignment
    locked = ScoreSheetFactory(
        final=True, assignment=AssignmentFactory(stage=stage, juror=seat.user, pledged=False)
    ).assignment
    client.force_login(seat.user)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("seat-decline", seat.pk), typed(f"kursi-{seat.pk}", reason="Saya dirawat di rumah sakit."))

    seat.refresh_from_db()
    still_open.refresh_from_db()
    locked.refresh_from_db()
    assert (seat.answer, seat.decline_reason) == (Answer.DECLINED, "Saya dirawat di rumah sakit.")
    assert still_open.excuse == "Tidak bersedia menjadi juri."
    assert locked.excused_at is None
    assert actions_of(edition)[:2] == ["seat.decline", "assignment.excuse"]
    (letter,) = letters
    assert letter.to == [secretary.email]
    for text in (letter.body, letter.alternatives[0][0]):
        assert at("seat-detail", edition.slug, seat.pk) in text
        assert "dirawat" not in text
        assert seat.user.email not in text


def test_a_juror_of_two_panels_of_a_stage_keeps_the_sheets_until_both_are_declined(seat, stage):
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=seat.user, pledged=False))
    second = SeatFactory(panel=PanelFactory(stage=stage), user=seat.user, pledged=False)

    decline_seat(seat=seat, reason="Cukup satu.", by=asked_anew(seat.user))
    assert Assignment.objects.active().exists()

    decline_seat(seat=second, reason="Sakit.", by=asked_anew(seat.user))
    assert not Assignment.objects.active().exists()


def test_declining_without_a_reason_stays_on_the_page(client, seat):
    client.force_login(seat.user)

    response = client.post(at("seat-decline", seat.pk), typed(f"kursi-{seat.pk}", reason="  "))

    assert response.status_code == 422
    assert "Tuliskan alasannya." in response.text
    assert Seat.objects.get().answer == ""


def test_an_answer_stands(client, seat):
    client.force_login(seat.user)
    client.post(at("seat-accept", seat.pk))

    response = client.post(at("seat-decline", seat.pk), typed(f"kursi-{seat.pk}", reason="Berubah."), follow=True)

    assert "sudah Anda jawab" in response.text
    assert Seat.objects.get().answer == Answer.ACCEPTED


def test_the_seat_of_somebody_else_is_not_there(client, seat):
    client.force_login(UserFactory())

    for name in ("seat-accept", "seat-decline"):
        assert client.post(at(name, seat.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_invitations_cost_the_same_for_any_number(client, judging, count, django_assert_num_queries):
    juror = UserFactory()
    for _ in range(count):
        SeatFactory(user=juror, pledged=False, invited_at=clock.now())
    client.force_login(juror)

    with django_assert_num_queries(7):
        response = client.get(at("seat-list"))

    assert response.text.count("Saya bersedia") == count


# Replacing


@pytest.fixture
def declined(seat):
    return decline_seat(seat=seat, reason="Sakit.", by=asked_anew(seat.user))


def test_a_replacement_takes_over_body_and_part(as_secretary, panel, edition):
    chair = SeatFactory(panel=panel, role=SeatRole.CHAIR, body=UsualBody.PROVINCE, pledged=False)
    decline_seat(seat=chair, reason="Sakit.", by=asked_anew(chair.user))
    person = UserFactory()

    response = as_secretary.post(at("seat-replace", edition.slug, chair.pk), {"user": written(person)})

    new = Seat.objects.get(replaces=chair)
    assert response.status_code == 302
    assert (new.user, new.role, new.body.code, new.answer) == (person, SeatRole.CHAIR, UsualBody.PROVINCE, "")
    page = as_secretary.get(at("panel-update", edition.slug)).text
    assert f"<s>{chair.user}</s>" in page
    assert "Sakit." in page
    assert f"menggantikan {chair.user}" in page


def test_a_seat_is_replaced_once_and_only_when_declined(declined, panel, secretary):
    sitting = SeatFactory(panel=panel)

    with pytest.raises(ValidationError, match="tidak menolak"):
        replace_juror(seat=sitting, user=UserFactory(), by=secretary)
    with pytest.raises(ValidationError, match="sudah duduk"):
        replace_juror(seat=declined, user=sitting.user, by=secretary)
    with pytest.raises(ValidationError, match="sudah menolak"):
        replace_juror(seat=declined, user=declined.user, by=secretary)
    replace_juror(seat=declined, user=UserFactory(), by=secretary)
    with pytest.raises(ValidationError, match="sudah digantikan"):
        replace_juror(seat=declined, user=UserFactory(), by=secretary)


def test_a_declined_seat_stays_on_record(declined, panel, secretary):
    with pytest.raises(ValidationError, match="tetap tercatat"):
        unseat_juror(seat=declined, by=secretary)
    with pytest.raises(ValidationError, match="undangan yang ditolak"):
        delete_panel(panel=panel, by=secretary)


def test_a_refused_replacement_is_said_at_the_field(as_secretary, declined, edition):
    response = as_secretary.post(at("seat-replace", edition.slug, declined.pk), {"user": "Entah Siapa"})

    assert response.status_code == 422
    assert "Belum ada akun bernama “Entah Siapa”" in response.text


# The home page, and what counts


def test_home_tells_the_juror_and_the_secretariat(client, seat, secretary):
    client.force_login(seat.user)
    assert "Anda diundang menjadi juri" in client.get(reverse("home")).text
    client.force_login(secretary)
    assert "tidak bersedia" not in client.get(reverse("home")).text

    decline_seat(seat=seat, reason="Sakit.", by=asked_anew(seat.user))

    assert "1 juri tidak bersedia" in client.get(reverse("home")).text
    replace_juror(seat=seat, user=UserFactory(), by=secretary)
    assert "tidak bersedia" not in client.get(reverse("home")).text
    client.force_login(seat.user)
    assert "Anda diundang menjadi juri" not in client.get(reverse("home")).text


def test_a_declined_chair_leads_nothing_and_gets_nothing(panel, edition, secretary):
    seat = SeatFactory(panel=panel, role=SeatRole.CHAIR)
    assert asked_anew(seat.user).has_perm("judging.view_ranking", edition)

    decline_seat(seat=seat, reason="Sakit.", by=asked_anew(seat.user))

    assert not asked_anew(seat.user).has_perm("judging.view_ranking", edition)


# Rights


def test_nobody_else_seats_invites_replaces_or_rates(seat, panel, judging):
    juror = asked_anew(seat.user)

    for act in (
        lambda: seat_juror(panel=panel, user=juror, body=UsualBody.SAKIP, by=juror),
        lambda: update_seat(seat=seat, expertise=[], by=juror),
        lambda: invite_juror(seat=seat, by=juror),
        lambda: replace_juror(seat=seat, user=juror, by=juror),
        lambda: unseat_juror(seat=seat, by=juror),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_accept_and_decline_at_once_leave_one_answer(_round):
    stage = StageFactory(kind=StageKind.DESK)
    seat = SeatFactory(panel=PanelFactory(stage=stage), pledged=False)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=seat.user, pledged=False))
    by = [asked_anew(seat.user) for _ in range(3)]

    refusals = partial(threads.at_once, when=PhaseKind.JUDGING)(
        lambda: accept_seat(seat=seat, by=by[0]),
        lambda: decline_seat(seat=seat, reason="Sakit.", by=by[1]),
        lambda: accept_pledge(edition=stage.edition, user=by[2], by=by[2]),
    )

    seat = Seat.objects.get()
    answers = AuditEntry.objects.filter(action__in=("seat.accept", "seat.decline"))
    assert answers.count() == 1
    assert any(refusals)
    assert (seat.answer == Answer.DECLINED) == (answers.get().action == "seat.decline")
    assert Assignment.objects.active().exists() == (seat.answer == Answer.ACCEPTED)

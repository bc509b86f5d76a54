"""The discussion of a proposal: who sees the others' marks, what is said, and what the plenary is to hear."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import PhaseKind, Stage
from judging.discussion.actions import mark_for_plenary, unmark_for_plenary, write_message
from judging.models import AgendaMark, Message, Ranking, ScoreSheet, SeatRole
from judging.ranking.actions import rebuild_ranking
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CommentFactory,
    ConflictFactory,
    CriterionFactory,
    MessageFactory,
    PanelFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew
from tests.judging.visits.visiting import pledged
from tests.moments import moment

HTMX = {"HX-Request": "true"}


@pytest.fixture
def _judging(db):
    with clock.at(moment(PhaseKind.JUDGING)):
        yield


@pytest.fixture
def stage(_judging):
    stage = StageFactory(has_discussion=True)
    CriterionFactory(rubric=stage.rubric, number=1, name="Kebaruan", weight=Decimal(40))
    CriterionFactory(rubric=stage.rubric, number=2, name="Dampak", weight=Decimal(60))
    return stage


def final_sheet(stage, points=(70, 90), **assignment):
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, **assignment), final=True)
    for criterion, value in zip(stage.rubric.criteria.all(), points, strict=True):
        ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(value))
    pledged(sheet.assignment.juror, stage.edition)
    return sheet


@pytest.fixture
def sheet(stage):
    return final_sheet(stage, juror__name="Ani Juri")


@pytest.fixture
def colleague(sheet, stage):
    return final_sheet(stage, (61, 62), juror__name="Bayu Juri", proposal=sheet.assignment.proposal)


@pytest.fixture
def juror(sheet):
    return asked_anew(sheet.assignment.juror)


@pytest.fixture
def chair(stage):
    seat = SeatFactory(panel=PanelFactory(stage=stage), role=SeatRole.CHAIR, user__name="Citra Ketua")
    return asked_anew(pledged(seat.user, stage.edition))


@pytest.fixture
def as_juror(client, juror):
    client.force_login(juror)
    return client


@pytest.fixture
def as_chair(client, chair):
    client.force_login(chair)
    return client


def url(name, sheet):
    return reverse(f"judging:{name}", args=[sheet.pk])


# What stands side by side


def test_marks_stand_side_by_side_with_comments(as_juror, sheet, colleague):
    CommentFactory(sheet=colleague, criterion=sheet.rubric.criteria.first(), text="Pernah ada di kota lain.")
    CommentFactory(sheet=colleague, criterion=None, text="Layak dilihat.")

    page = as_juror.get(url("talk-detail", sheet)).text

    for text in ("Ani Juri", "Bayu Juri", "70,00", "62,00", "80,00", "Pernah ada di kota lain.", "Layak dilihat."):
        assert text in page


def test_an_open_sheet_is_named_and_its_marks_are_not(as_juror, sheet, stage):
    other = ScoreSheetFactory(
        assignment=AssignmentFactory(stage=stage, proposal=sheet.assignment.proposal, juror__name="Dedi Juri")
    )
    ScoreFactory(sheet=other, criterion=stage.rubric.criteria.first(), points=Decimal("33.33"))

    page = as_juror.get(url("talk-detail", sheet)).text

    assert "Dedi Juri" in page
    assert "33,33" not in page


def test_an_excused_juror_is_left_out(as_juror, sheet, colleague):
    type(colleague.assignment).objects.filter(pk=colleague.assignment_id).update(excused_at=clock.now(), excuse="Sakit")

    page = as_juror.get(url("talk-detail", sheet)).text

    assert "Bayu Juri" not in page
    assert "62,00" not in page


def test_the_page_names_no_body_that_owns_the_proposal(as_juror, sheet):
    Stage.objects.update(is_blind=True)
    opd = sheet.assignment.proposal.innovation.opd

    page = as_juror.get(url("talk-detail", sheet)).text

    assert opd.name not in page
    assert opd.abbr not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(as_juror, sheet, stage, count, django_assert_num_queries):
    for _ in range(count - 1):
        final_sheet(stage, proposal=sheet.assignment.proposal)
    for number in range(count):
        MessageFactory(stage=stage, proposal=sheet.assignment.proposal, text=f"Pesan {number}.")

    with django_assert_num_queries(15):
        page = as_juror.get(url("talk-detail", sheet)).text

    assert page.count("thread__message") == count


# What is said


def test_a_message_stands_in_the_thread_and_in_the_ledger(as_juror, sheet, juror):
    text = "Baris satu.\r\n\r\n<b>Baris</b> dua."

    response = as_juror.post(url("message-create", sheet), {"text": text}, follow=True)

    message = Message.objects.get()
    assert message.text == "Baris satu.\n\n<b>Baris</b> dua."
    assert "&lt;b&gt;Baris&lt;/b&gt; dua." in response.text
    assert response.redirect_chain[-1][0].endswith(f"#pesan-{message.pk}")
    entry = AuditEntry.objects.get(action="message.create")
    assert entry.actor == juror
    assert set(entry.after) == {"stage", "proposal", "sha256"}
    assert list(ledger.breaks(entry.chain)) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Tulis pesannya"), ("  \r\n ", "Tulis pesannya"), ("x" * 4001, "4000"), ("a\0b", "Tulis")],
)
def test_a_wrong_message_is_refused_and_stays_in_its_field(as_juror, sheet, text, sentence):
    by_hand = as_juror.post(url("message-create", sheet), {"text": text})
    by_htmx = as_juror.post(url("message-create", sheet), {"text": text}, headers=HTMX)

    assert by_hand.status_code == by_htmx.status_code == 422
    for answer in (by_hand, by_htmx):
        assert sentence in answer.text
        assert text.strip().replace("\0", "") in answer.text.replace("\0", "")
    assert not Message.objects.exists()


def test_4000_characters_are_taken(as_juror, sheet):
    as_juror.post(url("message-create", sheet), {"text": "x" * 4000})

    assert len(Message.objects.get().text) == 4000


def test_a_request_that_came_twice_is_one_message(sheet, juror):
    first = write_message(sheet=sheet, text="Setuju.", by=juror)

    assert write_message(sheet=sheet, text="Setuju. ", by=juror) == first
    assert AuditEntry.objects.filter(action="message.create").count() == 1
    with clock.at(moment(PhaseKind.PRESENTATION)):
        write_message(sheet=sheet, text="Setuju.", by=juror)
    assert Message.objects.count() == 2


def test_htmx_gets_what_is_new_once(as_juror, sheet, stage):
    place = {"stage": stage, "proposal": sheet.assignment.proposal}
    known = MessageFactory(**place, text="Sudah terbaca.")
    MessageFactory(**place, text="Belum terbaca.")
    MessageFactory(text="Usulan lain.")

    news = as_juror.get(url("message-list", sheet), {"sesudah": known.pk}).text
    written = as_juror.post(url("message-create", sheet), {"text": "Saya.", "sesudah": known.pk}, headers=HTMX).text
    last = Message.objects.filter(text="Saya.").get()
    nothing = as_juror.get(url("message-list", sheet), {"sesudah": last.pk})

    for text in (news, written):
        assert "Belum terbaca." in text
        assert "Sudah terbaca." not in text
        assert "Usulan lain." not in text
    assert f'value="{last.pk}"' in written
    assert nothing.status_code == 204


@pytest.mark.parametrize("known", ["x", "-1", "9" * 30, "²", ""])
def test_nonsense_for_the_last_message_shows_all(as_juror, sheet, stage, known):
    MessageFactory(stage=stage, proposal=sheet.assignment.proposal, text="Satu.")

    assert "Satu." in as_juror.get(url("message-list", sheet), {"sesudah": known}).text


def test_what_was_said_about_one_stage_or_proposal_stays_there(as_juror, sheet, juror, stage):
    elsewhere = final_sheet(stage, juror=sheet.assignment.juror)
    write_message(sheet=elsewhere, text="Tentang yang lain.", by=juror)

    assert "Tentang yang lain." not in as_juror.get(url("talk-detail", sheet)).text


def test_a_reopened_sheet_leaves_the_talk_until_it_is_final_again(as_juror, sheet, juror):
    assert as_juror.get(url("talk-detail", sheet)).status_code == 200
    ScoreSheet.objects.update(total=None, finalised_at=None)

    assert as_juror.get(url("talk-detail", sheet)).status_code == 404
    assert as_juror.get(url("message-list", sheet)).status_code == 404
    with pytest.raises(PermissionDenied):
        write_message(sheet=sheet, text="Halo.", by=asked_anew(juror))


def test_another_jurors_sheet_is_no_way_in_before_the_own_one_is_final(client, sheet, stage):
    mine = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=sheet.assignment.proposal))
    client.force_login(pledged(mine.assignment.juror, stage.edition))

    assert client.get(url("talk-detail", sheet)).status_code == 404
    assert client.get(url("talk-detail", mine)).status_code == 404


def test_a_stranger_and_a_juror_of_another_proposal_see_nothing(client, sheet, stage):
    for user in (UserFactory(), final_sheet(stage).assignment.juror):
        client.force_login(user)
        assert client.get(url("talk-detail", sheet)).status_code == 404
        assert client.post(url("message-create", sheet), {"text": "Halo."}).status_code == 404


def test_a_chair_who_has_not_pledged_is_led_to_the_pledge_and_says_nothing(client, sheet, stage):
    chair = SeatFactory(panel=PanelFactory(stage=stage), role=SeatRole.CHAIR, pledged=False).user
    client.force_login(chair)

    response = client.get(url("talk-detail", sheet))
    said = client.post(url("message-create", sheet), {"text": "Halo."})

    assert response.status_code == 302
    assert "pakta" in response["Location"]
    assert said.status_code == 403


def test_a_confirmed_ranking_ends_the_talk(as_juror, sheet, juror, stage):
    Ranking.objects.create(edition=stage.edition, built_at=clock.now(), sheet_count=1, confirmed_at=clock.now())

    page = as_juror.get(url("talk-detail", sheet))

    assert page.status_code == 200
    assert "hanya dapat membaca" in page.text
    assert as_juror.post(url("message-create", sheet), {"text": "Halo."}).status_code == 403


# What the plenary is to hear


def test_the_chair_marks_and_unmarks(as_chair, sheet, chair):
    marked = as_chair.post(url("agenda-mark-create", sheet), {"note": " Nilai  jauh berbeda. "}, follow=True)
    gone = as_chair.post(url("agenda-mark-delete", sheet), follow=True)
    again = as_chair.post(url("agenda-mark-delete", sheet), follow=True)

    assert "Nilai jauh berbeda." in marked.text
    assert "Tandai untuk pleno" in gone.text
    assert again.status_code == 200
    assert list(AuditEntry.objects.values_list("action", "actor")) == [
        ("agenda_mark.create", chair.pk),
        ("agenda_mark.delete", chair.pk),
    ]
    entry = AuditEntry.objects.get(action="agenda_mark.delete")
    assert entry.before["note"] == "Nilai jauh berbeda."


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_a_mark_says_why(as_chair, sheet, note):
    response = as_chair.post(url("agenda-mark-create", sheet), {"note": note})

    assert response.status_code == 422
    assert not AgendaMark.objects.exists()


def test_a_mark_stands_once(sheet, chair):
    first = mark_for_plenary(sheet=sheet, note="Satu.", by=chair)

    assert mark_for_plenary(sheet=sheet, note="Satu.", by=chair) == first
    with pytest.raises(ValidationError, match="sudah ditandai"):
        mark_for_plenary(sheet=sheet, note="Dua.", by=chair)
    assert AuditEntry.objects.filter(action="agenda_mark.create").count() == 1


def test_a_juror_marks_nothing_for_the_plenary(as_juror, sheet, juror):
    assert "Tandai untuk pleno" not in as_juror.get(url("talk-detail", sheet)).text
    assert as_juror.post(url("agenda-mark-create", sheet), {"note": "Satu."}).status_code == 403
    with pytest.raises(PermissionDenied):
        unmark_for_plenary(sheet=sheet, by=juror)


def test_a_chair_in_conflict_is_shut_out(as_chair, sheet, chair):
    ConflictFactory(user=chair, opd=sheet.assignment.proposal.innovation.opd)

    for name in ("talk-detail", "message-list"):
        assert as_chair.get(url(name, sheet)).status_code == 404
    for name in ("message-create", "agenda-mark-create", "agenda-mark-delete"):
        assert as_chair.post(url(name, sheet), {"text": "Halo.", "note": "Satu."}).status_code == 404


def test_a_chair_who_still_marks_the_proposal_waits(as_chair, sheet, chair, stage):
    mine = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=sheet.assignment.proposal, juror=chair))
    assert as_chair.get(url("talk-detail", sheet)).status_code == 404

    ScoreSheet.objects.filter(pk=mine.pk).update(total=70, finalised_at=clock.now())

    assert as_chair.get(url("talk-detail", sheet)).status_code == 200


def test_the_plenary_and_the_ranking_show_the_marks_but_for_what_is_in_conflict(client, sheet, chair, stage):
    mark_for_plenary(sheet=sheet, note="Nilai jauh berbeda.", by=chair)
    secretary = AppointmentFactory().user
    rebuild_ranking(edition=stage.edition, by=secretary)
    plenary = reverse("awards:plenary-detail", args=[stage.edition.slug])
    ranking = reverse("judging:ranking-detail", args=[stage.edition.slug])

    with clock.at(moment(PhaseKind.PLENARY)):
        for user in (secretary, chair):
            client.force_login(user)
            assert "Nilai jauh berbeda." in client.get(plenary).text
            assert "Ditandai untuk dibahas pleno" in client.get(ranking).text
        ConflictFactory(user=chair, opd=sheet.assignment.proposal.innovation.opd)
        assert "Nilai jauh berbeda." not in client.get(plenary).text
        assert "Ditandai untuk dibahas pleno" not in client.get(ranking).text


def test_the_chair_comes_to_the_talk_from_a_place(as_chair, sheet, stage):
    rebuild_ranking(edition=stage.edition, by=AppointmentFactory().user)

    page = as_chair.get(reverse("judging:place-detail", args=[stage.edition.slug, sheet.assignment.proposal_id])).text

    assert url("talk-detail", sheet) in page


def test_the_juror_comes_to_the_talk_from_the_sheet(as_juror, sheet):
    assert url("talk-detail", sheet) in as_juror.get(sheet.get_absolute_url()).text
    Stage.objects.update(has_discussion=False)
    assert url("talk-detail", sheet) not in as_juror.get(sheet.get_absolute_url()).text

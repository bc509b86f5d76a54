"""A locked sheet is opened again by the chair alone, with a reason; what stood is kept."""

from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, User
from awards.plenary import PlenaryAgenda
from judging import ranking_build
from judging.models import Assignment, Ranking, Reopening, ScoreSheet, SeatRole
from judging.scoring.actions import finalise_scoresheet, save_scores
from judging.scoring.actions_reopening import reopen_scoresheet
from judging.scoring.mail import send_reopened
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    PanelFactory,
    PledgeFactory,
    ScoreSheetFactory,
    SeatFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew


@pytest.fixture
def chair(stage):
    seat = SeatFactory(panel=PanelFactory(stage=stage), role=SeatRole.CHAIR)
    PledgeFactory(edition=stage.edition, user=seat.user)
    return asked_anew(seat.user)


@pytest.fixture
def locked(sheet, juror, criteria):
    points = {one.pk: Decimal(value) for one, value in zip(criteria, (80, 90), strict=True)}
    save_scores(sheet=sheet, points=points, comments={None: "Baik."}, by=juror)
    return finalise_scoresheet(sheet=sheet, by=juror)


def reopen(sheet, by, reason="Salah ketik."):
    return reopen_scoresheet(sheet=sheet, reason=reason, by=by)


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


def test_reopening_keeps_what_stood_and_gives_the_sheet_back(locked, juror, chair, criteria):
    reopen(locked, chair)

    kept = Reopening.objects.get()
    sheet = ScoreSheet.objects.get()
    assert (sheet.total, sheet.finalised_at) == (None, None)
    assert kept.before["total"] == "86.00"
    assert kept.before["points"] == {str(criteria[0].pk): "80.00", str(criteria[1].pk): "90.00"}
    assert kept.before["overall"] == "Baik."
    assert (kept.reason, kept.reopened_by) == ("Salah ketik.", chair)
    assert sheet.scores.count() == 2
    assert asked_anew(juror).has_perm("judging.fill_scoresheet", sheet)
    entry = AuditEntry.objects.get(action="scoresheet.reopen")
    assert (entry.before, entry.note, entry.actor) == (kept.before, "Salah ketik.", chair)


def sent_of(reopening):
    for _ in range(2):  # a task may run twice
        send_reopened(reopening.pk)
    return [(letter.to, letter.subject) for letter in mail.outbox]


def test_the_juror_hears_of_it_once(locked, juror, chair):
    reopen(locked, chair)

    assert sent_of(Reopening.objects.get()) == [
        ([juror.email], f"Lembar nilai “{locked.assignment.proposal}” dibuka kembali")
    ]
    text = mail.outbox[0].body
    assert "Alasannya:\n\n  Salah ketik." in text
    assert at("scoresheet-detail", locked.pk) in text


@pytest.mark.parametrize("why", ["locked again", "excused", "conflict"])
def test_nobody_hears_of_a_sheet_that_is_not_theirs_to_mend(locked, juror, chair, why):
    reopen(locked, chair)
    match why:
        case "locked again":
            finalise_scoresheet(sheet=ScoreSheet.objects.get(), by=juror)
        case "excused":
            Assignment.objects.update(excused_at=clock.now(), excuse="Sakit.")
        case "conflict":
            ConflictFactory(user=juror, opd=locked.assignment.proposal.innovation.opd)

    assert sent_of(Reopening.objects.get()) == []


def test_what_takes_the_right_to_reopen_away(locked, chair, stage):
    def may():
        return asked_anew(chair).has_perm("judging.reopen_scoresheet", ScoreSheet.objects.get(pk=locked.pk))

    assert may()

    own = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=chair))
    assert not may()  # whoever still marks does not look at what the others gave
    ScoreSheet.objects.filter(pk=own.pk).update(total=80, finalised_at=clock.now())
    assert may()
    assert not asked_anew(chair).has_perm("judging.reopen_scoresheet", ScoreSheet.objects.get(pk=own.pk))

    made = ranking_build.build(stage.edition)
    Ranking.objects.filter(pk=made.pk).update(confirmed_at=clock.now())
    assert not may()
    Ranking.objects.all().delete()

    ConflictFactory(user=chair, opd=locked.assignment.proposal.innovation.opd)
    assert not may()
    assert list(ScoreSheet.objects.overseen_by(asked_anew(chair))) == []


def test_only_a_chair_of_that_stage_reopens_and_reads(locked, chair):
    other = SeatFactory(panel=PanelFactory(), role=SeatRole.CHAIR).user
    PledgeFactory(edition=locked.assignment.stage.edition, user=other)

    for person in (other, locked.assignment.juror, UserFactory()):
        with pytest.raises(PermissionDenied):
            reopen(locked, User.objects.get(pk=person.pk))

    assert list(ScoreSheet.objects.overseen_by(asked_anew(other))) == []
    assert list(ScoreSheet.objects.overseen_by(chair)) == [locked]


def test_an_open_sheet_is_hidden_from_the_chair(sheet, chair, client):
    client.force_login(chair)

    assert client.get(sheet.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        reopen(sheet, chair)


@pytest.mark.parametrize("role", SeatRole)
def test_the_way_to_it_stands_on_the_chairs_list_alone(sheet, juror, stage, role, client):
    SeatFactory(panel=PanelFactory(stage=stage), user=juror, role=role)
    client.force_login(juror)

    page = client.get(at("scoresheet-list"))

    assert (at("reopening-list", stage.edition.slug) in page.text) == (role == SeatRole.CHAIR)


def test_the_chair_reopens_from_the_page(locked, chair, client):
    client.force_login(chair)
    listed = client.get(at("reopening-list", locked.assignment.stage.edition.slug))
    page = client.get(locked.get_absolute_url())
    blank = client.post(at("scoresheet-reopen", locked.pk), {"reason": " "})
    done = client.post(at("scoresheet-reopen", locked.pk), {"reason": "Salah ketik."}, follow=True)

    assert locked.get_absolute_url() in listed.text
    assert "Buka kembali lembar ini" in page.text
    assert blank.status_code == 422
    assert "Tuliskan alasannya" in blank.text
    assert "Lembar dibuka kembali untuk" in done.text
    client.force_login(locked.assignment.juror)
    assert "Dibuka kembali oleh ketua panel" in client.get(locked.get_absolute_url()).text


def test_the_list_of_locked_sheets_is_the_chairs_alone(locked, juror, secretary, client):
    address = at("reopening-list", locked.assignment.stage.edition.slug)

    for person in (juror, secretary):
        client.force_login(person)
        assert client.get(address).status_code == 403
        assert client.post(at("scoresheet-reopen", locked.pk), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_sheets(stage, chair, client, count, django_assert_num_queries):
    for _ in range(count):
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage), final=True)
    client.force_login(chair)

    with django_assert_num_queries(13):
        response = client.get(at("reopening-list", stage.edition.slug))

    assert response.text.count('class="row-link"') == count


def test_a_sheet_locked_anew_makes_the_ranking_stale_although_the_count_is_the_same(locked, juror, chair, criteria):
    edition = locked.assignment.stage.edition
    ranking_build.build(edition)
    assert not PlenaryAgenda(edition).is_stale

    reopen(locked, chair)
    assert PlenaryAgenda(edition).is_stale
    save_scores(sheet=locked, points={criteria[0].pk: Decimal(100)}, by=asked_anew(juror))
    finalise_scoresheet(sheet=locked, by=asked_anew(juror))
    assert Ranking.objects.get().sheet_count == ranking_build.final_sheet_count(edition)
    assert PlenaryAgenda(edition).is_stale

    ranking_build.build(edition)
    assert not PlenaryAgenda(edition).is_stale

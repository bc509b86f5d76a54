"""A confirmed ranking that is taken back before it is published: done, undone, done again, and what it opens."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, User
from awards.actions.plenary import confirm_plenary, decide_tie, withdraw_plenary
from awards.actions.publication import publish_result
from awards.mail import send_plenary_withdrawn
from awards.models import Decision, Plenary, Publication
from awards.plenary import PlenaryAgenda
from competitions.models import Edition, PhaseKind, StageKind
from judging.assigning.actions_excuse import excuse_juror
from judging.conflicts.actions import declare_conflict
from judging.models import Place, Ranking, ScoreSheet, SeatRole
from judging.ranking.actions import rebuild_ranking
from judging.ranking_build import build, refresh_ranking
from judging.scoring.actions_reopening import reopen_scoresheet
from tests import threads
from tests.awards.ranked import confirm, make_edition, publish, secretary, trace
from tests.factories import (
    CriterionFactory,
    PanelFactory,
    PlenaryFactory,
    ScoreFactory,
    SeatFactory,
    StageFactory,
)
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import moment

pytestmark = pytest.mark.django_db


def judged(*totals):
    """An edition with a locked sheet of such a total for each proposal, and its ranking in the making."""
    edition = make_edition()
    stage = StageFactory(edition=edition)
    criterion = CriterionFactory(rubric=stage.rubric, weight=Decimal(100))
    for total in totals:
        sheet = sheet_of(stage, total=total)
        ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(total))
    build(edition)
    return edition


@pytest.fixture
def edition():
    return judged(90, 80, 70)


def withdraw(edition, *, reason="Satu lembar keliru.", by=None, when=PhaseKind.PLENARY):
    with clock.at(moment(when)):
        return withdraw_plenary(edition=edition, reason=reason, by=by or secretary())


def test_a_ranking_is_confirmed_withdrawn_and_confirmed_again(edition):
    confirm(edition)
    former = Plenary.objects.get()

    plenary = withdraw(edition, reason="  Satu lembar keliru. ")

    former.refresh_from_db()
    assert former.withdrawal_reason == "Satu lembar keliru."
    assert former.ranking.withdrawn_at == former.withdrawn_at
    assert (former.is_confirmed, former.ranking.is_confirmed) == (False, False)
    assert former.ranking.places.count() == 3
    assert not Ranking.objects.confirmed().exists()
    assert Ranking.objects.in_the_making().get().places.count() == 3

    confirm(edition)
    plenary.refresh_from_db()
    assert plenary.is_confirmed
    assert trace(edition) == [
        "plenary.open",
        "plenary.confirm",
        "plenary.withdraw",
        "plenary.open",
        "plenary.confirm",
    ]
    entry = AuditEntry.objects.get(action="plenary.withdraw")
    assert (entry.note, entry.before["ranking"]) == ("Satu lembar keliru.", former.ranking_id)
    assert list(ledger.breaks(edition.ledger_chain)) == []
    withdraw(edition)
    assert Plenary.objects.withdrawn().count() == 2


def test_what_is_published_after_it_is_the_second_confirmation(edition):
    confirm(edition)
    withdraw(edition)
    sheet = ScoreSheet.objects.order_by("pk").first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=Decimal(10))
    with clock.at(moment(PhaseKind.PLENARY)):
        rebuild_ranking(edition=edition, by=secretary())

    publication = publish(edition)

    assert publication.plenary == Plenary.objects.confirmed().get()
    assert list(publication.results.order_by("place").values_list("score", flat=True)) == [80, 70, 10]


NOT_NOW = {
    "belum ditetapkan": (lambda _edition: None, PermissionDenied),
    "sudah dibatalkan": (lambda edition: (confirm(edition), withdraw(edition)), PermissionDenied),
    "terbit": (publish, ValidationError),
}


@pytest.mark.parametrize("state", NOT_NOW)
def test_when_nothing_is_withdrawn(edition, state):
    arrive, refusal = NOT_NOW[state]
    arrive(edition)
    before = trace(edition)

    with pytest.raises(refusal) as refused:
        withdraw(edition)

    assert trace(edition) == before
    if state == "terbit":
        assert "versi baru" in " ".join(refused.value.messages)


def test_it_needs_a_reason_and_the_secretariat(edition):
    confirm(edition)

    with pytest.raises(ValidationError, match="alasannya"):
        withdraw(edition, reason="  ")
    with pytest.raises(PermissionDenied):
        withdraw(edition, by=SeatFactory(panel__stage=edition.stages.get(), role=SeatRole.CHAIR).user)
    assert Plenary.objects.confirmed().exists()


@pytest.mark.parametrize("when", [PhaseKind.PLENARY, PhaseKind.ANNOUNCEMENT, PhaseKind.AWARDING])
def test_it_is_withdrawn_however_late_and_confirmed_while_the_plenary_runs(edition, when):
    confirm(edition)

    withdraw(edition, when=when)

    with clock.at(moment(when)):
        may = secretary().has_perm("awards.hold_plenary", edition)
    assert may == (when == PhaseKind.PLENARY)


# What was frozen opens again, and freezes again


def test_sheets_excuses_conflicts_and_discussion_open_again_as_their_phase_allows(edition):
    stage = edition.stages.get()
    chair = SeatFactory(panel=PanelFactory(stage=stage), role=SeatRole.CHAIR, accepted=True).user
    sheet = ScoreSheet.objects.with_rights().first()
    still_open = sheet_of(stage, juror=sheet.assignment.juror, excused=True)
    confirm(edition)

    def rights():
        edition.refresh_from_db()
        with clock.at(moment(PhaseKind.JUDGING)):
            return {
                "reopen": asked_anew(chair).has_perm("judging.reopen_scoresheet", sheet),
                "excuse": secretary().has_perm("judging.excuse_juror", still_open.assignment),
                "conflict": secretary().has_perm("judging.set_conflict", edition),
                "assign": secretary().has_perm("judging.assign", edition),
                "rebuild": secretary().has_perm("judging.rebuild_ranking", edition),
            }

    assert set(rights().values()) == {False}
    withdraw(edition)
    assert set(rights().values()) == {True}
    confirm(edition)
    assert set(rights().values()) == {False}


def test_promotion_opens_again(edition):
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)

    def may():
        with clock.at(moment(PhaseKind.PRESENTATION)):
            return secretary().has_perm("judging.promote", later)

    assert may()
    confirm(edition)
    assert not may()
    withdraw(edition)
    assert may()


def test_a_sheet_reopened_after_it_counts_in_the_next_ranking(edition):
    stage = edition.stages.get()
    chair = SeatFactory(panel=PanelFactory(stage=stage), role=SeatRole.CHAIR, accepted=True).user
    confirm(edition)
    withdraw(edition)
    sheet = ScoreSheet.objects.order_by("-total").first()
    with clock.at(moment(PhaseKind.JUDGING)):
        reopen_scoresheet(sheet=sheet, reason="Keliru.", by=asked_anew(chair))
        excuse_juror(assignment=sheet.assignment, reason="Sakit.", by=secretary())
    refresh_ranking(edition.pk)

    assert PlenaryAgenda(edition).placed_count == 2
    confirm(edition)
    assert Plenary.objects.withdrawn().get().ranking.places.placed().count() == 3


# Ties


def tied():
    """Three equals at the line of Top 2, ordered by the plenary."""
    edition = judged(90, 80, 80, 80, 70)
    with clock.at(moment(PhaseKind.PLENARY)):
        order = list(PlenaryAgenda(edition).ties[0].places)[::-1]
        decide_tie(
            edition=edition, order=[place.proposal for place in order], reason="Dampaknya lebih luas.", by=secretary()
        )
    return edition, [place.proposal_id for place in order]


def test_a_decision_on_a_tie_is_kept_for_the_next_plenary():
    edition, order = tied()
    confirm(edition)

    plenary = withdraw(edition)

    (tie,) = PlenaryAgenda(edition).ties
    assert tie.is_decided
    assert [place.proposal_id for place in tie.places] == order
    assert tie.reason == "Dampaknya lebih luas."
    assert Decision.objects.filter(plenary=plenary).count() == 3
    assert Decision.objects.count() == 6
    assert AuditEntry.objects.filter(action="plenary.open").last().after == {
        str(pk): turn for turn, pk in enumerate(order, start=1)
    }
    confirm(edition)


def test_a_decision_on_a_tie_that_is_another_now_does_not_hold():
    edition, _order = tied()
    confirm(edition)
    withdraw(edition)
    stage = edition.stages.get()
    sheet = sheet_of(stage, total=80)
    ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.get(), points=Decimal(80))
    with clock.at(moment(PhaseKind.PLENARY)):
        rebuild_ranking(edition=edition, by=secretary())

    (tie,) = PlenaryAgenda(edition).ties
    assert not tie.is_decided
    with pytest.raises(ValidationError, match="seri"):
        confirm(edition)


# Letters


def test_the_chairs_and_who_confirmed_are_told_once(edition, mailoutbox):
    chair = SeatFactory(panel__stage=edition.stages.get(), role=SeatRole.CHAIR, accepted=True).user
    SeatFactory(panel__stage=edition.stages.get())
    confirm(edition)
    withdraw(edition, reason="Lembar tertukar.")
    former = Plenary.objects.withdrawn().get()

    for _ in range(2):
        send_plenary_withdrawn(former.pk)

    (letter,) = mailoutbox
    assert letter.to == [chair.email]
    assert "dibatalkan" in letter.subject
    assert "Lembar tertukar." in letter.body


# The page


@pytest.fixture
def as_secretary(client):
    client.force_login(secretary())
    return client


def at(name, edition, *more):
    return reverse(f"awards:{name}", args=[edition.slug, *more])


def test_the_page_withdraws_and_shows_what_was(as_secretary, edition):
    chair = SeatFactory(panel__stage=edition.stages.get(), role=SeatRole.CHAIR, accepted=True).user
    confirm(edition)
    with clock.at(moment(PhaseKind.PLENARY)):
        page = as_secretary.get(at("plenary-detail", edition))
        assert at("plenary-withdraw", edition) in page.text
        assert f"Diberi tahu lewat surel: {chair}." in page.text
        empty = as_secretary.post(at("plenary-withdraw", edition), {"reason": ""})
        assert empty.status_code == 422
        done = as_secretary.post(at("plenary-withdraw", edition), {"reason": "Lembar tertukar."}, follow=True)

    assert "Penetapan dibatalkan." in done.text
    assert "Lembar tertukar." in done.text
    former = Plenary.objects.withdrawn().get()
    page = as_secretary.get(at("plenary-former", edition, former.pk))
    assert "Lembar tertukar." in page.text
    assert "90,00" in page.text


def test_a_second_press_says_why_not_and_keeps_the_reason(as_secretary, edition):
    publish(edition)

    answer = as_secretary.post(at("plenary-withdraw", edition), {"reason": "Lembar tertukar."})

    assert answer.status_code == 422
    assert "sudah terbit" in answer.text
    assert "Lembar tertukar." in answer.text


def test_outside_the_phase_the_page_says_what_comes_first(as_secretary, edition):
    confirm(edition)

    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        assert "buka lagi jadwalnya" in as_secretary.get(at("plenary-detail", edition)).text


def test_a_chair_reads_the_former_one_without_what_conflicts(client, edition):
    chair = SeatFactory(panel__stage=edition.stages.get(), role=SeatRole.CHAIR, accepted=True).user
    confirm(edition)
    withdraw(edition)
    former = Plenary.objects.withdrawn().get()
    hidden = former.ranking.places.first().proposal
    declare_conflict(edition=edition, user=chair, opd=hidden.innovation.opd, reason="Ipar.", by=secretary())
    client.force_login(User.objects.get(pk=chair.pk))

    page = client.get(at("plenary-former", edition, former.pk))

    assert page.status_code == 200
    assert hidden.innovation.title not in page.text
    assert at("plenary-withdraw", edition) not in client.get(at("plenary-detail", edition)).text


def test_a_former_one_of_elsewhere_is_not_there(as_secretary, edition):
    confirm(edition)

    assert as_secretary.get(at("plenary-former", edition, Plenary.objects.get().pk)).status_code == 404


def test_the_page_costs_as_much_for_three_former_ones_as_for_one(as_secretary, edition, django_assert_max_num_queries):
    costs = []
    for _ in range(2):
        for _ in range(1 + len(costs)):
            confirm(edition)
            withdraw(edition)
        with clock.at(moment(PhaseKind.PLENARY)), django_assert_max_num_queries(60) as asked:
            as_secretary.get(at("plenary-detail", edition))
        costs.append(len(asked))

    assert costs[0] == costs[1]


# The database


def refused(constraint, act):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def test_the_database_refuses_a_withdrawal_by_nobody_or_of_nothing(edition):
    confirm(edition)
    plenaries, who = Plenary.objects.all(), secretary()
    name = "awards_plenary_withdrawn_by_someone"
    refused(name, lambda: plenaries.update(withdrawn_at=clock.now()))
    refused(name, lambda: plenaries.update(withdrawn_at=clock.now(), withdrawn_by=who))
    refused(name, lambda: plenaries.update(withdrawal_reason="Keliru."))
    PlenaryFactory(edition=edition)
    blank = plenaries.filter(confirmed_at=None)
    refused(name, lambda: blank.update(withdrawn_at=clock.now(), withdrawn_by=who, withdrawal_reason="x"))
    unconfirmed = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)
    refused(
        "judging_ranking_withdrawn_after_confirmed",
        lambda: Ranking.objects.filter(pk=unconfirmed.pk).update(withdrawn_at=clock.now()),
    )


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_withdrawn_and_published_at_once_is_one_of_the_two(_round):
    edition = judged(90, 80, 70)
    confirm(edition)
    people = [secretary(), secretary()]

    threads.at_once(
        lambda: withdraw_plenary(edition=Edition.objects.get(pk=edition.pk), reason="Keliru.", by=people[0]),
        lambda: publish_result(edition=Edition.objects.get(pk=edition.pk), by=people[1]),
        when=PhaseKind.ANNOUNCEMENT,
    )

    assert Publication.objects.exists() != Plenary.objects.withdrawn().exists()
    assert list(ledger.breaks(edition.ledger_chain)) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_withdraw_and_one_who_builds_leave_one_of_each():
    edition = judged(90, 80, 70)
    confirm(edition)
    people = [secretary(), secretary()]

    results = threads.at_once(
        *(
            lambda by=by: withdraw_plenary(edition=Edition.objects.get(pk=edition.pk), reason="Keliru.", by=by)
            for by in people
        ),
        lambda: refresh_ranking(edition.pk),
        when=PhaseKind.PLENARY,
    )

    assert [type(one) for one in results if one] == [PermissionDenied]
    assert Plenary.objects.withdrawn().count() == 1
    assert Plenary.objects.filter(confirmed_at=None).count() == 1
    assert Ranking.objects.in_the_making().count() == 1
    assert Place.objects.filter(ranking__confirmed_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_withdrawn_and_confirmed_at_once_leave_a_whole_state(_round):
    edition = judged(90, 80, 70)
    confirm(edition)
    people = [secretary(), secretary()]

    threads.at_once(
        lambda: withdraw_plenary(edition=Edition.objects.get(pk=edition.pk), reason="Keliru.", by=people[0]),
        lambda: confirm_plenary(edition=Edition.objects.get(pk=edition.pk), by=people[1]),
        when=PhaseKind.PLENARY,
    )

    assert Plenary.objects.withdrawn().count() == 1
    assert Plenary.objects.standing().count() == 1
    standing = Plenary.objects.standing().get()
    assert standing.is_confirmed == Ranking.objects.confirmed().exists()

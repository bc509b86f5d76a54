"""A phase that lapsed with work left is the headline of the secretariat's home, with its ways out, until it is done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import clock, ledger
from awards.actions.plenary import confirm_plenary
from awards.actions.publication import publish_result
from competitions.actions.phase_now import close_phase_now, start_phase_now
from competitions.actions.schedule import reschedule
from competitions.models import Edition, PhaseKind
from judging import ranking_build
from judging.assigning.actions_excuse import excuse_juror
from judging.models import ScoreSheet
from judging.scoring.actions import finalise_scoresheet
from submissions.models import Proposal, State
from tests.awards.ranked import make_edition, rank, secretary
from tests.competitions.conftest import calendar_of
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    EditionFactory,
    PanelFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.moments import AFTER, WEEK, moment, opening

pytestmark = pytest.mark.django_db
ADMINISTRATION, JUDGING, PLENARY = PhaseKind.ADMINISTRATION, PhaseKind.JUDGING, PhaseKind.PLENARY
HOUR = timedelta(hours=1)


@pytest.fixture
def home(client):
    def at(when, role="secretariat"):
        client.force_login(AppointmentFactory(role=role).user if role != "secretariat" else secretary())
        with clock.at(when):
            return client.get(reverse("home"))

    return at


def told(response):
    return [one.title for one in response.context["waiting"].headlines]


def ways(response):
    return [(str(way.label), way.url) for one in response.context["waiting"].headlines for way in one.ways]


def place(name, edition, kind):
    return reverse(f"competitions:{name}", args=[edition.slug, kind])


def reopen(edition, kind):
    """As the form offers it: later phases after it. Through the pages it is the same act."""
    calendar, now = calendar_of(Edition.objects.get(pk=edition.pk)), clock.now()
    calendar[kind] = (calendar[kind][0], now + WEEK)
    for number, later in enumerate(list(PhaseKind)[list(PhaseKind).index(kind) + 1 :], start=1):
        calendar[later] = (now + number * WEEK, now + (number + 1) * WEEK)
    reschedule(edition=edition, calendar=calendar, reason="Belum selesai.", by=secretary())


def test_a_lapsed_check_offers_more_time_or_to_go_on_without(home):
    edition = ProposalFactory(sent=True).edition

    page = home(opening(JUDGING))

    assert told(page) == ["Seleksi administrasi sudah ditutup: 1 usulan belum diperiksa"]
    assert ways(page) == [
        ("Buka lagi tahapan ini", place("phase-reschedule", edition, ADMINISTRATION)),
        ("Lanjutkan tanpa itu", place("phase-let-go", edition, ADMINISTRATION)),
    ]
    assert page.text.count("waiting--lapsed") == 1
    assert page.text.count("btn-primary") == 1


def test_late_sheets_offer_more_time_or_to_let_the_jurors_off(home):
    sheet = ScoreSheetFactory()
    edition = sheet.assignment.stage.edition

    page = home(opening(JUDGING) + WEEK)

    assert told(page) == ["Penilaian proposal sudah ditutup: 1 lembar belum dikunci juri"]
    assert [label for label, _url in ways(page)] == ["Buka lagi tahapan ini", "Bebaskan juri yang terlambat"]
    assert ways(page)[1][1] == reverse("judging:assignment-list", args=[edition.slug])


@pytest.mark.parametrize("when", [opening(PhaseKind.ANNOUNCEMENT), moment(AFTER)])
def test_a_plenary_that_lapsed_on_a_friday_is_the_headline_even_when_all_is_over(home, when):
    edition = make_edition()
    rank(edition, [1, 2])

    page = home(when)

    assert told(page) == ["Pleno akhir sudah ditutup: peringkat belum ditetapkan"]
    assert [label for label, _url in ways(page)] == ["Buka lagi tahapan ini", "Buka pleno"]
    assert "Peringkat belum ditetapkan" not in [item.title for item in page.context["waiting"].items]
    assert "Buat edisi" not in page.text


@pytest.mark.parametrize("role", ["auditor", "leader", "verifier"])
def test_the_headline_is_the_secretariats(home, role):
    ProposalFactory(sent=True)

    assert told(home(opening(JUDGING), role)) == []


# For each phase: it lapses by the clock, opens again, is finished, closes, and the result is published


def check(edition):
    Proposal.objects.filter(edition=edition, state=State.SUBMITTED).update(state=State.VERIFIED)


def judge(edition):
    sheet = edition.stages.get().assignments.get().sheet
    finalise_scoresheet(sheet=sheet, by=sheet.assignment.juror)


def let_off(edition):
    excuse_juror(assignment=edition.stages.get().assignments.get(), reason="Sakit.", by=secretary())


def confirm(edition):
    confirm_plenary(edition=edition, by=secretary())


LAPSES = {
    "unchecked": (ADMINISTRATION, check),
    "late sheet": (JUDGING, judge),
    "late juror let off": (JUDGING, let_off),
    "unconfirmed": (PLENARY, confirm),
}


@pytest.mark.parametrize("case", LAPSES)
def test_what_time_ended_is_taken_up_finished_and_published(home, case):
    kind, finish = LAPSES[case]
    edition = make_edition()
    if kind == ADMINISTRATION:
        ProposalFactory(edition=edition, sent=True)
    if kind == JUDGING:
        stage = StageFactory(edition=edition)
        sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
        SeatFactory(panel=PanelFactory(stage=stage), user=sheet.assignment.juror, accepted=True)
        ScoreFactory(sheet=sheet, criterion=CriterionFactory(rubric=stage.rubric))
    if kind == PLENARY:
        rank(edition, [1, 2])
    end = opening(kind) + WEEK
    assert told(home(end - HOUR)) == []
    assert len(told(home(end + HOUR))) == 1

    with clock.at(end + HOUR):
        reopen(edition, kind)
        assert Edition.objects.get(pk=edition.pk).in_phase(kind)
    assert told(home(end + 2 * HOUR)) == []

    with clock.at(end + 2 * HOUR):
        finish(Edition.objects.get(pk=edition.pk))
        close_phase_now(edition=edition, kind=kind, reason="Selesai.", by=secretary())
    assert told(home(end + 3 * HOUR)) == []

    _publish(edition)
    assert told(home(moment(AFTER))) == []
    assert list(ledger.breaks(edition.ledger_chain)) == []


def _publish(edition):
    if ScoreSheet.objects.final().in_edition(edition).exists():
        ranking_build.build(edition)
    elif not edition.rankings.exists():
        rank(edition, [1, 2])
    edition = Edition.objects.get(pk=edition.pk)
    with clock.at(edition.phase(PLENARY).opens_at + HOUR):
        if not edition.plenaries.filter(confirmed_at__isnull=False).exists():
            confirm(edition)
    with clock.at(edition.phase(PhaseKind.ANNOUNCEMENT).opens_at + HOUR):
        publish_result(edition=Edition.objects.get(pk=edition.pk), by=secretary())


@pytest.mark.parametrize("count", [1, 3])
def test_the_headlines_cost_the_same_for_any_number_of_editions(client, count, django_assert_max_num_queries):
    for edition in EditionFactory.create_batch(count):
        ProposalFactory(edition=edition, sent=True)
        ScoreSheetFactory(assignment=AssignmentFactory(stage=StageFactory(edition=edition)))
    client.force_login(secretary())
    with clock.at(moment(AFTER)):
        client.get(reverse("home"))
        with django_assert_max_num_queries(40):
            page = client.get(reverse("home"))

    assert len(told(page)) == 3 * count


def test_start_and_close_hold_on_a_clock_that_goes_on():
    """The moment of the act is written into the calendar, and a little later it lies in the past."""
    edition = EditionFactory()
    ahead = clock.now() - moment(PhaseKind.REGISTRATION)
    for phase in edition.phases.all():
        edition.phases.filter(pk=phase.pk).update(opens_at=phase.opens_at + ahead, closes_at=phase.closes_at + ahead)

    for act, kind, runs in ((start_phase_now, ADMINISTRATION, True), (close_phase_now, ADMINISTRATION, False)):
        act(edition=edition, kind=kind, reason="Jadwal dipercepat.", by=secretary())
        assert Edition.objects.with_phases().get(pk=edition.pk).in_phase(kind) is runs

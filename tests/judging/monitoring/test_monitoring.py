"""What the watch reads: progress, the map, spreads, and whom to add."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from accounts import clock
from competitions.models import PhaseKind, Stage, StageKind
from judging.models import Origin, ScoreSheet, SeatRole
from judging.monitoring import measuring
from judging.monitoring.charts import agreement_lines, heat_map, hints_of, juror_picture, mean_in_words, meaning_of
from judging.monitoring.measuring import kept, measure, measure_agreement
from judging.monitoring.progress import juror_lines, map_rows, mapped_proposals, owed_by
from judging.monitoring.spreads import Extras, beyond_limit, spread_counts, spread_rows, spreads
from tests.factories import (
    AssignmentFactory,
    CategoryFactory,
    ConflictFactory,
    NudgeFactory,
    PanelFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    SectionFactory,
    UserFactory,
)
from tests.judging.conftest import sheet_of
from tests.moments import moment


@pytest.fixture
def limited(stage):
    """A stage that proposes another juror beyond ten points."""
    Stage.objects.filter(pk=stage.pk).update(spread_limit=10)
    stage.refresh_from_db()
    return stage


# Progress


def test_a_juror_line_counts_what_is_final_begun_and_untouched(stage, criteria):
    juror = UserFactory(name="Ana")
    sheet_of(stage, juror=juror, total=80)
    begun = sheet_of(stage, juror=juror)
    ScoreFactory(sheet=begun, criterion=criteria[0], updated_at=clock.now() + timedelta(hours=1))
    sheet_of(stage, juror=juror)
    sheet_of(stage, juror=juror, excused=True)

    (line,) = juror_lines(stage)

    assert (line.name, line.given, line.final, line.begun, line.untouched, line.open, line.owed) == (
        "Ana",
        3,
        1,
        1,
        1,
        2,
        2,
    )
    assert line.last_at == clock.now() + timedelta(hours=1)
    assert (line.final_share, line.begun_share) == ("33.33%", "66.67%")


def test_whoever_owes_most_comes_first(stage):
    sheet_of(stage, juror=UserFactory(name="Ana"), total=80)
    late = UserFactory(name="Zul")
    sheet_of(stage, juror=late)

    assert [line.name for line in juror_lines(stage)] == ["Zul", "Ana"]


def test_what_became_a_conflict_is_not_owed(stage):
    sheet = sheet_of(stage)
    sheet_of(stage, juror=sheet.assignment.juror)
    ConflictFactory(user=sheet.assignment.juror, opd=sheet.assignment.proposal.innovation.opd)

    (line,) = juror_lines(stage)

    assert (line.open, line.owed, line.may_be_nudged) == (2, 1, True)
    assert owed_by(stage) == {sheet.assignment.juror_id: 1}


def test_a_reminder_of_today_keeps_from_another(stage):
    sheet = sheet_of(stage)
    NudgeFactory(stage=stage, juror=sheet.assignment.juror, sent_at=clock.now() - timedelta(days=1))
    assert juror_lines(stage)[0].may_be_nudged
    NudgeFactory(stage=stage, juror=sheet.assignment.juror, sent_at=clock.now())

    assert not juror_lines(stage)[0].may_be_nudged


# The map


def test_the_map_shows_the_state_of_each_sheet_and_names_who_is_waited_for(stage, criteria):
    proposal = ProposalFactory(verified=True, edition=stage.edition)
    names = {name: UserFactory(name=name) for name in ("Ana", "Budi", "Cici", "Dani")}
    sheet_of(stage, juror=names["Ana"], proposal=proposal, total=80)
    ScoreFactory(sheet=sheet_of(stage, juror=names["Budi"], proposal=proposal), criterion=criteria[0])
    sheet_of(stage, juror=names["Cici"], proposal=proposal)
    sheet_of(stage, juror=names["Dani"], proposal=proposal, excused=True)

    (row,) = map_rows(stage, mapped_proposals(stage))
    drawn = heat_map([row], [(names[name].pk, name) for name in ("Ana", "Budi", "Cici")])

    assert list(row.states.values()) == ["final", "begun", "open", "excused"]
    assert (row.waiting, row.final, row.given) == (["Budi", "Cici"], 1, 3)
    (line,) = drawn.lines
    assert line.label == "1 terkunci, 1 mulai dinilai, 1 belum dinilai, 1 dibebaskan"
    assert [state for state, _squares, _marks in line.paths] == ["final", "begun", "open", "excused"]
    assert line.paths[0][1:] == ("M1 1h22v22h-22z", "M1 1m5.28 11.44l3.96 3.96l7.48 -8.36")


def test_sixty_jurors_still_fit_and_lose_their_numbers(stage):
    drawn = heat_map([], [(pk, f"Juri {pk}") for pk in range(60)])

    assert drawn.width < 750
    assert not drawn.has_numbers
    assert heat_map([], [(1, "Ana")]).has_numbers


# Spread


@pytest.mark.parametrize(
    ("totals", "beyond"), [((70, "80.01"), True), ((70, 80), False), ((70, 75, 85), True), ((70,), False)]
)
def test_beyond_the_limit_is_more_than_the_limit(limited, totals, beyond):
    proposal = ProposalFactory(verified=True, edition=limited.edition)
    for total in totals:
        sheet_of(limited, proposal=proposal, total=total)

    assert bool(beyond_limit(limited)) is beyond
    assert bool(spread_counts([limited])) is beyond


def test_the_widest_spread_comes_first_and_an_excused_sheet_does_not_count(limited):
    for totals in ((70, 74), (60, 90), (50, 51)):
        proposal = ProposalFactory(verified=True, edition=limited.edition)
        for total in totals:
            sheet_of(limited, proposal=proposal, total=total)
    sheet_of(limited, proposal=proposal, total=99, excused=True)

    rows = spread_rows(limited, spreads(limited), with_extras=False)

    assert [row.spread for row in rows] == [Decimal(30), Decimal(4), Decimal(1)]
    assert float(rows[0].sd) == pytest.approx(21.213, abs=0.001)
    assert [row.is_beyond for row in rows] == [True, False, False]


def test_without_a_limit_nothing_is_beyond_it(stage):
    proposal = ProposalFactory(verified=True, edition=stage.edition)
    for total in (10, 90):
        sheet_of(stage, proposal=proposal, total=total)

    assert list(beyond_limit(stage)) == []
    assert spread_counts([stage]) == {}


@pytest.fixture
def torn(limited):
    """A proposal about which two members differ by twenty points; its category is the expertise of nobody yet."""
    category = CategoryFactory(edition=limited.edition)
    proposal = ProposalFactory(verified=True, edition=limited.edition, category=category)
    panel = PanelFactory(stage=limited)
    for total in (60, 80):
        seat = SeatFactory(panel=panel)
        sheet_of(limited, juror=seat.user, proposal=proposal, total=total)
    return proposal


def names_for(stage, proposal):
    return [str(one.juror) for one in Extras(stage, [proposal.pk]).candidates(proposal.pk)]


def test_the_least_loaded_is_proposed_and_an_expert_before_that(limited, torn):
    panel = limited.panels.get()
    busy, _idle, expert = (SeatFactory(panel=panel, user=UserFactory(name=name)) for name in ("Busy", "Idle", "Expert"))
    expert.expertise.add(torn.category)
    for _turn in range(2):
        sheet_of(limited, juror=busy.user)
        sheet_of(limited, juror=expert.user)

    assert names_for(limited, torn) == ["Expert", "Idle", "Busy"]


def test_whoever_may_not_judge_it_is_not_proposed(limited, torn):
    panel = limited.panels.get()
    SeatFactory(panel=panel, role=SeatRole.CHAIR)
    conflicted = SeatFactory(panel=panel)
    ConflictFactory(user=conflicted.user, opd=torn.innovation.opd)
    excused = SeatFactory(panel=panel)
    sheet_of(limited, juror=excused.user, proposal=torn, excused=True)
    SeatFactory(panel=panel, answer="declined", answered_at=clock.now(), decline_reason="Sibuk.")
    SeatFactory()

    assert names_for(limited, torn) == []
    (row,) = spread_rows(limited, beyond_limit(limited), with_extras=True)
    assert row.has_nobody


def test_while_a_sheet_is_open_or_one_was_added_nobody_is_proposed(limited, torn):
    seat = SeatFactory(panel=limited.panels.get())
    added = AssignmentFactory(stage=limited, proposal=torn, juror=seat.user, origin=Origin.EXTRA)
    sheet = ScoreSheetFactory(assignment=added)
    (row,) = spread_rows(limited, beyond_limit(limited), with_extras=True)
    assert (row.waiting, row.added, row.candidate) == ([str(seat.user)], [str(seat.user)], None)
    assert spread_counts([limited]) == {}

    ScoreSheet.objects.filter(pk=sheet.pk).update(total=70, finalised_at=clock.now())

    (row,) = spread_rows(limited, beyond_limit(limited), with_extras=True)
    assert (row.waiting, row.added, row.candidate) == ([], [str(seat.user)], None)


# Agreement


@pytest.fixture
def measured_stage(stage, criteria):
    """Three jurors over twelve proposals: Ketat marks ten points below the others, Datar the same everywhere."""
    jurors = {name: UserFactory(name=name) for name in ("Ketat", "Longgar", "Datar")}
    for turn in range(12):
        proposal = ProposalFactory(verified=True, edition=stage.edition)
        SectionFactory(proposal=proposal, words=900)
        for name, juror in jurors.items():
            worth = 50 + 3 * turn - 10 * (name == "Ketat")
            marks = (worth, worth) if name == "Datar" else (worth - turn % 2, worth + turn % 2)
            opened = {"opened_at": clock.now() - timedelta(seconds=60)} if name == "Longgar" else {}
            sheet = sheet_of(stage, juror=juror, proposal=proposal, total=worth, **opened)
            for criterion, points in zip(criteria, marks, strict=True):
                ScoreFactory(sheet=sheet, criterion=criterion, points=points)
    return stage


def test_agreement_is_measured_in_total_and_for_each_criterion(measured_stage):
    found = measure(measured_stage)

    assert (found.sheets, found.total.proposals, found.total.values, found.groups) == (36, 12, 36, 1)
    assert [name for name, _figures in found.criteria] == ["Kebaruan", "Dampak"]
    assert all(0.6 < figures.alpha < 1 for figures in (found.total, *dict(found.criteria).values()))
    assert not found.is_narrow


def test_the_strict_juror_stands_first_and_hints_go_to_whom_they_belong(measured_stage):
    found = measure(measured_stage)

    assert found.jurors[0].name == "Ketat"
    assert found.jurors[0].figures.severity == pytest.approx(20 / 3)
    habits = {one.name: one.habits for one in found.jurors}
    assert (habits["Datar"].flat, habits["Longgar"].fast, habits["Ketat"].timed) == (12, 12, 0)
    assert hints_of(habits["Datar"]) == ["12 dari 12 lembar bernilai sama di semua kriteria."]
    assert hints_of(habits["Longgar"]) == [
        "6 dari 12 lembar bernilai sama di semua kriteria.",
        "12 dari 12 lembar dikunci lebih cepat daripada naskahnya dapat dibaca sekilas.",
    ]


def test_the_picture_puts_who_marks_lower_to_the_left(measured_stage):
    pictures, reach = juror_picture(measure(measured_stage))
    by_name = {row.one.name: row for row in pictures}

    assert reach == 10
    assert (by_name["Ketat"].dot, by_name["Ketat"].direction) == ("16.67%", "below")
    assert by_name["Longgar"].direction == "above"
    assert by_name["Ketat"].size == pytest.approx(6.667, abs=0.001)


def test_the_sentence_says_what_the_figure_means(measured_stage):
    measured = measure(measured_stage)
    first, *_rest = agreement_lines(measured)

    assert (first.name, first.word) in {("Nilai total", "Sedang"), ("Nilai total", "Kuat")}
    assert meaning_of(first).startswith(first.word)
    assert mean_in_words(measured.total) == "Kuat"


def test_a_later_stage_reads_narrow(stage):
    later = PromotionFactory(stage__edition=stage.edition, stage__kind=StageKind.PRESENTATION).stage
    with clock.at(moment(PhaseKind.PRESENTATION)):
        assert measure(later).is_narrow


def test_nothing_final_measures_to_nothing(stage):
    found = measure(stage)

    assert (found.sheets, found.total.alpha, found.jurors, found.groups) == (0, None, [], 0)


def test_excused_and_open_sheets_are_not_measured(measured_stage):
    sheet_of(measured_stage, total=1, excused=True)
    sheet_of(measured_stage)

    assert measure(measured_stage).sheets == 36


def test_what_is_measured_is_kept_until_another_sheet_is_final(measured_stage, django_assert_num_queries):
    first, is_current = kept(measured_stage)
    assert is_current
    with django_assert_num_queries(1):
        assert kept(measured_stage) == (first, True)

    sheet_of(measured_stage, total=70)

    assert kept(measured_stage)[0].sheets == 37


def test_a_large_field_is_left_to_the_worker(measured_stage, monkeypatch):
    monkeypatch.setattr(measuring, "AT_ONCE", 10)
    assert kept(measured_stage) == (None, False)
    measure_agreement(measured_stage.pk)
    found, is_current = kept(measured_stage)
    assert (found.sheets, is_current) == (36, True)
    sheet_of(measured_stage, total=70)

    stale, is_current = kept(measured_stage)

    assert (stale.sheets, is_current) == (36, False)
    cache.clear()

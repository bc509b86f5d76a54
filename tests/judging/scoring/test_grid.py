"""The grid: many marks on one page, by the rules of the sheet."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import clock
from accounts.ledger import AuditEntry
from competitions.models import PhaseKind
from judging import scoring_rules
from judging.models import Pledge, Score, ScoreSheet
from judging.models.sheet_totals import mark_count, running_total
from tests.extent import examples
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    CriterionFactory,
    ScoreFactory,
    ScoreSheetFactory,
    UserFactory,
)
from tests.moments import MOMENTS, moment
from tests.people import ROLES, everyone
from tests.seen import saw, seen_in

AUTOSAVE = {"X-Autosave": "1"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def me(stage):
    return UserFactory()


@pytest.fixture
def sheets(stage, me):
    return [ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=me)) for _ in range(2)]


@pytest.fixture
def mine(client, me, sheets):
    client.force_login(me)
    return client


def grid(stage):
    return reverse("judging:grid-detail", args=[stage.edition.slug, stage.pk])


def grid_spread(stage):
    return reverse("judging:grid-spread", args=[stage.edition.slug, stage.pk])


def update(stage):
    return reverse("judging:grid-update", args=[stage.edition.slug, stage.pk])


def row(sheet):
    return reverse("judging:row-update", args=[sheet.pk])


def cells(sheet, criteria, *texts):
    return {f"nilai-{sheet.pk}-{one.pk}": text for one, text in zip(criteria, texts, strict=True)}


def seen(sheet, criteria, *points):
    shown = ((one.pk, mark if mark is None else Decimal(mark)) for one, mark in zip(criteria, points, strict=True))
    return saw(**{f"nilai-{sheet.pk}-{pk}": mark for pk, mark in shown})


def stored(sheet):
    return dict(Score.objects.filter(sheet=sheet).values_list("criterion__name", "points"))


# The page


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_costs_the_same_for_any_number_of_sheets(client, stage, count, django_assert_num_queries):
    juror = UserFactory()
    for _ in range(count):
        sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
        ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.first())
    client.force_login(juror)

    with django_assert_num_queries(QUERIES):
        response = client.get(grid(stage))

    assert response.text.count("data-row=") == count


QUERIES = 13


def test_the_grid_shows_marks_totals_and_the_own_spread(mine, stage, sheets, criteria):
    for sheet, points in zip(sheets, (60, Decimal("80.5")), strict=True):
        ScoreFactory(sheet=sheet, criterion=criteria[0], points=points)
    someone_elses = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    ScoreFactory(sheet=someone_elses, criterion=criteria[0], points=1)

    response = mine.get(grid(stage))

    assert [cell.value for line in response.context["rows"] for cell in line.cells] == ["60", "", "80,5", ""]
    assert [line.total for line in response.context["rows"]] == [Decimal("60.00"), Decimal("80.50")]
    assert grid_spread(stage) in response.text
    for whole in (mine.get(grid_spread(stage)), mine.get(grid(stage), {"sebaran": "ya"})):
        spread = whole.context["spreads"][0]
        assert (spread.low, spread.middle, spread.high) == (Decimal(60), Decimal("70.25"), Decimal("80.50"))
        assert whole.context["spreads"][1].middle is None
        assert ">70,25</span>" in whole.text


def test_the_grid_sorts_by_total_with_what_is_blank_at_the_low_end(mine, stage, sheets, criteria):
    ScoreFactory(sheet=sheets[1], criterion=criteria[0], points=50)

    order = {sort: mine.get(grid(stage), {"urut": sort}).context["rows"] for sort in ("nilai", "-nilai", "x")}

    assert [line.sheet.pk for line in order["nilai"]] == [sheets[0].pk, sheets[1].pk]
    assert [line.sheet.pk for line in order["-nilai"]] == [sheets[1].pk, sheets[0].pk]
    assert [line.sheet.pk for line in order["x"]] == [sheets[0].pk, sheets[1].pk]


def test_final_rows_are_read_only(mine, stage, sheets, criteria):
    ScoreSheet.objects.filter(pk=sheets[0].pk).update(total=80, finalised_at=clock.now())

    response = mine.get(grid(stage))

    assert response.text.count("data-row=") == 1
    assert "Terkunci" in response.text


def test_pages_of_the_grid_hold_25_rows(mine, stage, me, sheets):
    for _ in range(25):
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=me))

    assert len(mine.get(grid(stage)).context["rows"]) == 25
    assert len(mine.get(grid(stage), {"page": 2}).context["rows"]) == 2


@pytest.mark.django_db
@settings(max_examples=examples(20), deadline=None)
@given(points=st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=6), weights=st.data())
def test_the_database_adds_up_as_the_arithmetic_does(points, weights):
    weight = st.none() | st.decimals(Decimal("0.01"), 100, places=2)
    drawn = weights.draw(st.lists(weight, min_size=len(points), max_size=len(points)))
    marks = list(zip(points, drawn, strict=True))
    with transaction.atomic():
        sheet = ScoreSheetFactory()
        for value, weighs in marks:
            criterion = CriterionFactory(rubric=sheet.rubric, weight=weighs)
            ScoreFactory(sheet=sheet, criterion=criterion, points=value)
        found = ScoreSheet.objects.annotate(now=running_total(), marked=mark_count()).get(pk=sheet.pk)
        transaction.set_rollback(True)

    assert found.now == scoring_rules.running_total(
        scoring_rules.Mark(value, weighs or Decimal(0)) for value, weighs in marks
    )
    assert found.marked == len(points)


# Who may


@pytest.mark.parametrize(
    ("role", "status"),
    [(role, {"juror": 200, "secretariat": 403, "auditor": 403}.get(role, 404)) for role in ROLES],
)
def test_what_the_grid_answers_to_whom(client, stage, role, status):
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    client.force_login(everyone(sheet.assignment.proposal, stage)[role])

    assert client.get(grid(stage)).status_code == status
    assert client.get(grid_spread(stage)).status_code == status


@pytest.mark.parametrize("when", [name for name in MOMENTS if name != PhaseKind.JUDGING])
def test_outside_of_its_phase_the_grid_stores_nothing(mine, stage, sheets, criteria, when):
    with clock.at(moment(when)):
        data = {**cells(sheets[0], criteria, "80", "90"), **seen(sheets[0], criteria, None, None)}
        response = mine.post(row(sheets[0]), data, headers=AUTOSAVE)

    assert response.status_code in {403, 302}
    assert stored(sheets[0]) == {}


def test_a_conflict_takes_a_row_out_of_the_grid(mine, stage, me, sheets, criteria):
    ConflictFactory(user=me, opd=sheets[0].assignment.proposal.innovation.opd)

    response = mine.get(grid(stage))
    data = {**cells(sheets[0], criteria, "80", "90")}

    assert [line.sheet.pk for line in response.context["rows"]] == [sheets[1].pk]
    assert response.context["progress"].total == 1
    assert mine.post(row(sheets[0]), data, headers=AUTOSAVE).status_code == 404
    assert stored(sheets[0]) == {}


def test_without_the_pledge_the_grid_leads_there_and_stores_nothing(mine, stage, sheets, criteria):
    without = UserFactory()
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=without, pledged=False))
    mine.force_login(without)

    assert "pakta" in mine.get(grid(stage)).url
    data = {**cells(sheet, criteria, "80", "90")}
    assert mine.post(row(sheet), data, headers=AUTOSAVE).status_code == 403
    assert not Pledge.objects.filter(user=without).exists()
    assert stored(sheet) == {}


def test_nobody_fills_anothers_row(mine, stage, criteria):
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))

    data = {**cells(other, criteria, "80", "90"), **seen(other, criteria, None, None)}

    assert mine.post(row(other), data, headers=AUTOSAVE).status_code == 404
    assert mine.post(update(stage), data).status_code == 302
    assert stored(other) == {}


def test_a_blind_stage_names_nobody(mine, stage, sheets):
    type(stage).objects.update(is_blind=True)

    assert sheets[0].assignment.proposal.innovation.opd.abbr not in mine.get(grid(stage)).text


# Storing


def test_a_row_is_stored_as_it_is_typed(mine, sheets, criteria):
    data = {**cells(sheets[0], criteria, "80,5", ""), **seen(sheets[0], criteria, None, None)}

    response = mine.post(row(sheets[0]), data, headers=AUTOSAVE)

    assert response.status_code == 200
    assert stored(sheets[0]) == {"Kebaruan": Decimal("80.50")}
    assert seen_in(response) == seen(sheets[0], criteria, Decimal("80.50"), None)
    assert "80,50" in response.text
    assert AuditEntry.objects.filter(action="score.update").count() == 1


def test_the_same_row_sent_twice_is_stored_once(mine, sheets, criteria):
    data = {**cells(sheets[0], criteria, "80", "70"), **seen(sheets[0], criteria, None, None)}

    answers = [mine.post(row(sheets[0]), data, headers=AUTOSAVE).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert AuditEntry.objects.filter(action="score.update").count() == 2


def test_of_a_row_the_right_cells_are_stored_and_the_wrong_named(mine, sheets, criteria):
    data = {**cells(sheets[0], criteria, "101", "70"), **seen(sheets[0], criteria, None, None), "kali": "4"}

    response = mine.post(row(sheets[0]), data, headers=AUTOSAVE)

    assert response.status_code == 422
    assert stored(sheets[0]) == {"Dampak": Decimal(70)}
    assert f'id="nilai-{sheets[0].pk}-{criteria[0].pk}-masalah"' in response.text
    assert f'id="nilai-{sheets[0].pk}-{criteria[1].pk}-masalah"' not in response.text
    assert 'name="kali" value="4"' in response.text


def test_a_mark_that_moved_elsewhere_is_not_overwritten(mine, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=70)
    data = {**cells(sheets[0], criteria, "80", "55"), **seen(sheets[0], criteria, Decimal(60), None)}

    response = mine.post(row(sheets[0]), data, headers=AUTOSAVE)

    assert response.status_code == 422
    assert stored(sheets[0]) == {"Kebaruan": Decimal(70), "Dampak": Decimal(55)}
    assert 'data-take="70"' in response.text
    assert 'data-take="80"' in response.text


def test_a_cell_that_was_not_touched_leaves_what_another_tab_stored(mine, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=70)
    data = {**cells(sheets[0], criteria, "", "55"), **seen(sheets[0], criteria, None, None)}

    response = mine.post(row(sheets[0]), data, headers=AUTOSAVE)

    assert response.status_code == 200
    assert stored(sheets[0]) == {"Kebaruan": Decimal(70), "Dampak": Decimal(55)}
    assert seen_in(response) == seen(sheets[0], criteria, None, 55)


def test_a_mark_can_be_taken_back(mine, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=70)

    mine.post(
        row(sheets[0]), {**cells(sheets[0], criteria, " ", ""), **seen(sheets[0], criteria, 70, None)}, headers=AUTOSAVE
    )

    assert stored(sheets[0]) == {}


def test_a_final_row_is_refused_with_a_sentence(mine, sheets, criteria):
    ScoreSheet.objects.filter(pk=sheets[0].pk).update(total=80, finalised_at=clock.now())

    data = {**cells(sheets[0], criteria, "80", ""), **seen(sheets[0], criteria, None, None)}
    response = mine.post(row(sheets[0]), data, headers=AUTOSAVE)

    assert response.status_code == 403
    assert "tidak dapat diisi lagi" in response.text
    assert stored(sheets[0]) == {}


def test_what_another_person_typed_in_this_browser_is_not_stored(mine, me, sheets, criteria):
    data = {**cells(sheets[0], criteria, "80", ""), **seen(sheets[0], criteria, None, None)}

    response = mine.post(row(sheets[0]), data, headers={**AUTOSAVE, "X-Writer": str(me.pk + 1)})

    assert response.status_code == 403
    assert stored(sheets[0]) == {}


# Without JavaScript


def test_one_post_stores_all_rows(mine, stage, sheets, criteria):
    data = seen(sheets[0], criteria, None, None) | seen(sheets[1], criteria, None, None)
    data |= cells(sheets[0], criteria, "80", "90") | cells(sheets[1], criteria, "70,25", "")

    response = mine.post(update(stage) + "?urut=nilai", data)

    assert response.url == grid(stage) + "?urut=nilai"
    assert stored(sheets[0]) == {"Kebaruan": Decimal(80), "Dampak": Decimal(90)}
    assert stored(sheets[1]) == {"Kebaruan": Decimal("70.25")}


def test_one_post_stores_what_is_right_and_keeps_the_rest_as_typed(mine, stage, sheets, criteria):
    ScoreFactory(sheet=sheets[1], criterion=criteria[1], points=33)
    data = seen(sheets[0], criteria, None, None) | seen(sheets[1], criteria, None, None)
    data |= cells(sheets[0], criteria, "delapan", "90") | cells(sheets[1], criteria, "70", "44")

    response = mine.post(update(stage), data)

    assert response.status_code == 422
    assert 'value="delapan"' in response.text
    assert "Isi angka 0–100" in response.text
    assert "di tempat lain sudah 33, di sini 44" in response.text
    assert stored(sheets[0]) == {"Dampak": Decimal(90)}
    assert stored(sheets[1]) == {"Kebaruan": Decimal(70), "Dampak": Decimal(33)}
    again = seen_in(response)
    again |= {cell.name: cell.value for line in response.context["rows"] for cell in line.cells}
    again[f"nilai-{sheets[0].pk}-{criteria[0].pk}"] = "8"
    assert mine.post(update(stage), again).status_code == 302
    assert stored(sheets[1])["Dampak"] == Decimal(44)


SPOILT = ("", "\x00", "9" * 30, "-1", "1e9", "NaN", "٣", "x" * 3000, "1:2:3;;:;9e999:1", "😀")


@pytest.mark.parametrize("value", SPOILT)
def test_whatever_is_sent_the_grid_answers(mine, stage, sheets, criteria, value):
    shown = seen(sheets[0], criteria, None, None)
    names = ["kali", *shown, f"seen[nilai-{value}-1]", f"seen[{value}]", *cells(sheets[0], criteria, "", "")]

    for name in names:
        data = {**cells(sheets[0], criteria, "80", "90"), **shown, name: value}
        assert mine.post(row(sheets[0]), urlencode(data), FORM, headers=AUTOSAVE).status_code in {200, 422}
        assert mine.post(update(stage), urlencode(data), FORM).status_code in {302, 422}

    assert all(0 <= points <= 100 for points in stored(sheets[0]).values())

"""One mark, three doors: the sheet, the grid and the workbook say the same of what is typed."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from judging.marks_text import UNKNOWN, WrongMarkError, read_mark, read_seen, write_mark
from judging.models import Score
from judging.scoring.workbook.checking import WrongCellError, points
from tests.factories import ScoreSheetFactory

SENTENCE = "Isi angka 0–100, paling banyak dua angka di belakang koma."
REFUSED = "refused"
VERDICTS = [
    ("", None),
    ("   ", None),
    ("0", 0),
    ("100", 100),
    ("80,5", "80.5"),
    ("80.50", "80.5"),
    (" 7,25 ", "7.25"),
    ("080", 80),
    ("100,01", REFUSED),
    ("101", REFUSED),
    ("-1", REFUSED),
    ("-0", REFUSED),
    ("+80", REFUSED),
    ("80,", REFUSED),
    (",5", REFUSED),
    ("80,123", REFUSED),
    ("80,500", REFUSED),
    ("8e1", REFUSED),
    ("1_0", REFUSED),
    ("٨٠", REFUSED),
    ("NaN", REFUSED),
    ("delapan puluh", REFUSED),
    ("80%", REFUSED),
]


def stored(sheet):
    score = Score.objects.filter(sheet=sheet).first()
    return score and score.points


def on_the_sheet(client, sheet, criterion, typed):
    address = reverse("judging:score-update", args=[sheet.pk, criterion.pk])
    response = client.post(address, {f"nilai-{criterion.pk}": typed}, headers={"X-Autosave": "1"})
    return REFUSED if SENTENCE in response.text else stored(sheet)


def in_the_grid(client, sheet, criterion, typed):
    data = {f"nilai-{sheet.pk}-{criterion.pk}": typed, "version": f"{criterion.pk}:"}
    response = client.post(reverse("judging:row-update", args=[sheet.pk]), data, headers={"X-Autosave": "1"})
    return REFUSED if SENTENCE in response.text else stored(sheet)


def in_the_workbook(_client, _sheet, _criterion, typed):
    try:
        return points(typed)
    except WrongCellError as error:
        return REFUSED if error.sentence == SENTENCE else error.sentence


@pytest.mark.parametrize("door", [on_the_sheet, in_the_grid, in_the_workbook])
@pytest.mark.parametrize(("typed", "meant"), VERDICTS)
def test_what_is_typed_means_the_same_at_every_door(client, stage, criteria, door, typed, meant):
    sheet = ScoreSheetFactory(assignment__stage=stage)
    client.force_login(sheet.assignment.juror)

    found = door(client, sheet, criteria[0], typed)

    assert found == (meant if meant in (None, REFUSED) else Decimal(meant))


@pytest.mark.parametrize(
    ("figure", "meant"),
    [(0, 0), (-0.0, 0), (80, 80), (80.1, "80.1"), (80.10000000000001, "80.1"), (100.0, 100)],
)
def test_a_figure_means_what_its_text_means(figure, meant):
    assert read_mark(figure) == read_mark(str(meant)) == Decimal(meant)


@pytest.mark.parametrize("figure", [True, False, -1, 101, 80.123, float("inf"), float("nan"), 10**30])
def test_a_figure_that_is_no_mark_is_refused(figure):
    with pytest.raises(WrongMarkError):
        read_mark(figure)


@given(st.decimals(0, 100, places=2))
def test_a_mark_is_read_as_it_is_written(mark):
    assert read_mark(write_mark(mark)) == read_seen(f"{mark:f}") == mark


@given(st.text() | st.integers() | st.floats() | st.none())
def test_whatever_is_typed_is_a_mark_or_refused(typed):
    try:
        mark = read_mark(typed)
    except WrongMarkError:
        return
    assert mark is None or (0 <= mark <= 100 and mark == mark.quantize(Decimal("0.01")))


@pytest.mark.parametrize("text", ["x", "-1", "1e2", "101"])
def test_who_names_nonsense_has_seen_nothing(text):
    assert read_seen(text) == UNKNOWN


@pytest.mark.parametrize(("mark", "text"), [(None, ""), ("0", "0"), ("80.00", "80"), ("80.50", "80,5"), ("100", "100")])
def test_a_mark_is_written_as_people_write_it(mark, text):
    assert write_mark(mark and Decimal(mark)) == text

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from accounts import clock
from accounts.formats import figure, remaining, roman, tanggal, wib, wib_near, wib_short
from accounts.templatetags.kovablik import phase_of

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_wib_prints_a_moment_in_full():
    assert wib(FRIDAY) == "Jumat 27 November 2026 pukul 16.00 WIB"


def test_wib_short_prints_a_moment_for_a_list():
    assert wib_short(FRIDAY) == "27 Nov 2026 16.00 WIB"


def test_wib_near_leaves_out_the_day_when_it_is_today_in_the_city():
    with clock.at(FRIDAY + timedelta(hours=7, minutes=59)):
        assert wib_near(FRIDAY) == "16.00 WIB"
    with clock.at(FRIDAY + timedelta(hours=8)):
        assert wib_near(FRIDAY) == "27 Nov 2026 16.00 WIB"
    assert wib_near(None) == "–"


def test_moments_late_in_the_evening_belong_to_the_next_day_in_the_city():
    late = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)

    assert wib(late) == "Sabtu 28 November 2026 pukul 00.30 WIB"
    assert tanggal(late) == "28 November 2026"


def test_tanggal_prints_a_day():
    assert tanggal(date(2021, 2, 17)) == "17 Februari 2021"


def test_figures_follow_the_language():
    with translation.override("en"):
        assert figure(Decimal("1234.5")) == "1234.50"


@pytest.mark.parametrize(
    ("value", "printed"),
    [(Decimal("80.18"), "80,18"), (Decimal(80), "80,00"), (0, "0"), (4000, "4.000"), (None, "–"), ("", "–")],
)
def test_figure_prints_what_a_pocket_calculator_shows(value, printed):
    assert figure(value) == printed


@pytest.mark.parametrize("printer", [wib, wib_short, tanggal, remaining])
def test_what_has_no_time_yet_is_a_dash(printer):
    assert printer(None) == "–"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=5, hours=23), "5 hari lagi"),
        (timedelta(days=1), "1 hari lagi"),
        (timedelta(hours=23, minutes=59), "23 jam lagi"),
        (timedelta(minutes=59), "59 menit lagi"),
        (timedelta(seconds=59), "kurang dari satu menit lagi"),
        (timedelta(), "sudah lewat"),
        (timedelta(days=-3), "sudah lewat"),
    ],
)
def test_remaining_names_the_largest_unit(left, words):
    with clock.at(FRIDAY):
        assert remaining(FRIDAY + left) == words


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (45, "XLV"), (99, "XCIX")]
)
def test_roman(number, letters):
    assert roman(number) == letters


def test_the_strip_speaks_of_the_edition_of_the_page():
    edition = SimpleNamespace(is_open=True, foremost_phase=lambda kind: kind or "registration", next_phase=None)

    assert phase_of(edition, SimpleNamespace(phase="other")) == "registration"
    assert phase_of(edition, None, SimpleNamespace(kind="presentation")) == "presentation"
    assert phase_of(None, SimpleNamespace(phase="other")) == "other"


def test_the_strip_names_no_phase_of_an_edition_that_is_not_open():
    edition = SimpleNamespace(is_open=False, foremost_phase=lambda _kind: None, next_phase=lambda: "socialisation")

    assert phase_of(edition, None) is None
